"""What typed text is refused, and what counts as the same spelling."""

import pytest
from django.core.exceptions import ValidationError

from core.text import folded, validate_line, validate_text


@pytest.mark.parametrize("text", ["Ирина", "Ștefan Țepeș", "Åse Ørsted", "مرحبا", "שלום", "🧵 Thread", "x" * 300, ""])
def test_every_script_and_emoji_is_text(text):
    validate_line(text)


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "a\x1bb", "a\x7fb", "a\x85b", "a\u202eb", "a\u2066b"])
def test_control_characters_and_turned_direction_are_refused(text):
    for validate in (validate_line, validate_text):
        with pytest.raises(ValidationError) as refused:
            validate(text)
        assert refused.value.code == "control_characters"


def test_line_ends_belong_in_texts_only():
    validate_text("one\r\n\ttwo\n")
    with pytest.raises(ValidationError) as refused:
        validate_line("one\ntwo")

    assert refused.value.code == "several_lines"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Фабрика", "fabrika"),
        ("ЩАСТИЕ", "Shtastie"),
        ("Élan", "elan"),
        ("Țesătoria", "tesatoria"),
        ("Ærø", "AERO"),
        ("Teixits Cal·la", "teixits cal·la"),
        ("e\u0301lan", "élan"),
    ],
)
def test_spellings_of_one_name_fold_together(a, b):
    assert folded(a) == folded(b)
