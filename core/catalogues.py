"""The message catalogues of the interface: extraction, compilation and the check that nothing is missing.

Uses Babel for files and Python code, and Django's own `templatize` to read templates as code.
"""

import io
import re
from copy import deepcopy
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
APPS = ("accounts", "clusters", "core", "ecosystem", "exchanges", "home", "practices", "search", "vocabulary")
SOURCE = settings.LANGUAGE_CODE


def _po(code: str) -> Path:
    return settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.po"


def _sources():
    root = settings.BASE_DIR
    for app in APPS:
        yield from (path for path in sorted((root / app).rglob("*.py")) if "migrations" not in path.parts)
    yield from (path for path in sorted((root / "templates").rglob("*")) if path.suffix in {".html", ".txt"})


def template() -> Catalog:
    """Every translatable string of the code and the templates, with where it stands."""
    catalog = Catalog(charset="utf-8")
    for path in _sources():
        source = path.read_text()
        if path.suffix != ".py":
            # templatize blanks out everything but the calls; indentation would trip Python's tokenizer.
            source = re.sub(r"(?m)^[ \t]+", "", templatize(source))
        place = str(path.relative_to(settings.BASE_DIR))
        for _line, message, comments, context in extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"]
        ):
            catalog.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalog


def read(code: str) -> Catalog:
    """The catalogue of one language; an empty one where there is no file yet."""
    path = _po(code)
    if not path.exists():
        return Catalog(locale=code, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def update() -> dict[str, tuple[int, int]]:
    """Take new strings into every catalogue and drop those no longer used; returns (new, gone) per language."""
    source, report = template(), {}
    for code, _name in settings.LANGUAGES:
        catalog = read(code)
        before = {
            (message.id if isinstance(message.id, str) else message.id[0], message.context)
            for message in catalog
            if message.id
        }
        catalog.update(deepcopy(source), no_fuzzy_matching=True)  # update() shares its messages otherwise
        after = {
            (message.id if isinstance(message.id, str) else message.id[0], message.context)
            for message in catalog
            if message.id
        }
        catalog.obsolete.clear()
        if code == SOURCE:
            _fill_with_itself(catalog)
        _po(code).parent.mkdir(parents=True, exist_ok=True)
        with _po(code).open("wb") as file:
            write_po(file, catalog, width=120, omit_header=False, include_lineno=False, sort_output=True)
        report[code] = (len(after - before), len(before - after))
    return report


def _fill_with_itself(catalog: Catalog) -> None:
    """English is the source: each string translates to itself, so that no other language shines through."""
    for message in catalog:
        if message.id:
            message.string = message.id


def compile_all() -> None:
    """Write the .mo file beside every .po file: ours, and those that fill what Wagtail lacks (locale_admin/)."""
    for folder in settings.LOCALE_PATHS:
        for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source, locale=path.parent.parent.name))


def problems() -> list[str]:
    """What keeps the catalogues from being complete, a line each: missing, fuzzy, unknown or broken placeholders."""
    source, found = template(), []
    wanted = {(message.id, message.context): message for message in source if message.id}
    for code, _name in settings.LANGUAGES:
        have = {(message.id, message.context): message for message in read(code) if message.id}
        for key in wanted.keys() - have.keys():
            found.append(f"{code}: missing {key[0]!r}")
        for key, message in have.items():
            strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if key not in wanted:
                found.append(f"{code}: no longer used {key[0]!r}")
            elif message.fuzzy:
                found.append(f"{code}: fuzzy {key[0]!r}")
            elif not all(strings):
                found.append(f"{code}: untranslated {key[0]!r}")
            elif message.python_format and _placeholders(key[0]) != _placeholders(strings):
                found.append(f"{code}: other placeholders in {key[0]!r}")
    return sorted(found)


def _placeholders(text) -> set[str]:
    """The named placeholders of a string, or of all forms of a plural."""
    forms = [text] if isinstance(text, str) else text
    return {name for form in forms for name in re.findall(r"%\((\w+)\)", form)}
