"""Text that people type: what is refused, and how two spellings of one name are compared."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# C0 and C1 controls (tab and line ends are allowed), and the marks that turn the reading direction of what follows.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("[\t\r\n\u2028\u2029]")

# Transliteration Act of Bulgaria (SG 19/2009), article 3: ия at the end of a word is ia (Sofia); and the two common
# spellings of Danish å and ø and of umlauts.
_SAME = ((re.compile(r"iya\b"), "ia"), (re.compile("aa"), "a"), (re.compile("oe"), "o"))

# Bulgarian letters to Latin: the law on transliteration of 2009, which passports and road signs follow.
_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфъь", "abvgdeziyklmnoprstufay", strict=True)),
        **{"ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ю": "yu", "я": "ya"},
        **{"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "ł": "l", "đ": "d", "œ": "oe"},
    }
)


def validate_text(value: str) -> None:
    """Refuse control characters and turned reading direction; line ends and tabs may stand in longer texts."""
    if _CONTROLS.search(value):
        raise ValidationError(
            _("This has invisible control characters in it. Please type it again, or paste it as plain text."),
            code="control_characters",
        )


def validate_line(value: str) -> None:
    """As `validate_text`, and in one line."""
    validate_text(value)
    if _LINE_ENDS.search(value):
        raise ValidationError(_("Please write this in one line."), code="several_lines")


def validate_name(value: str) -> None:
    """As `validate_line`, and nothing that a mail program turns into a link: mails greet people by their names."""
    validate_line(value)
    if any(sign in value.casefold() for sign in ("://", "www.", "<", ">")):
        raise ValidationError(_("A name has no web address in it and no angle brackets."), code="address_in_name")


def folded(text: str) -> str:
    """The text without case, accents and script, for comparing: `folded("Фабрика Élan")` is `fabrika elan`."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_LATIN)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def search_key(text: str) -> str:
    """As `folded`, and spellings of one name are one: `search_key("София")` is `sofia`, as is that of Sofiya."""
    text = folded(text)
    for spelling, same in _SAME:
        text = spelling.sub(same, text)
    return text
