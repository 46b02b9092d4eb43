"""The shipped French texts keep their signs on the line: no-break spaces before : ; ! ? and inside « »."""

import re
import tomllib

import pytest
from django.conf import settings

LOOSE = re.compile(r"« |\w :(?=\s)|\w [;!?»]")
SHIPPED = [
    "home/demo/fr.toml",
    "practices/data/criteria.toml",
    *(f"{room}/demo/*.toml" for room in ("practices", "clusters")),
    "vocabulary/data/*.ttl",
]


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def french_parts(value):
    """Everything below a key `fr`, at any depth."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from strings(each) if key == "fr" else french_parts(each)
    elif isinstance(value, list):
        for each in value:
            yield from french_parts(each)


def french(path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ttl":
        return re.findall(r'"([^"]*)"@fr', text)
    data = tomllib.loads(text)
    return list(strings(data) if path.stem == "fr" else french_parts(data))


@pytest.mark.parametrize("pattern", SHIPPED)
def test_french_signs_stay_with_their_words(pattern):
    texts = [text for path in sorted(settings.BASE_DIR.glob(pattern)) for text in french(path)]

    assert texts
    assert [text for text in texts if LOOSE.search(text)] == []
