"""Under which key a town's name is found, whatever its script, accents, spaces and signs."""

import re
import unicodedata

from core.text import folded

# Letters that other Cyrillic alphabets have beside the Bulgarian one, and that `core.text.folded` leaves as they are.
_CYRILLIC = str.maketrans(
    {
        **dict(zip("ыэёіјѕ", "ieeijz", strict=True)),
        **{"ї": "yi", "є": "e", "ґ": "g", "љ": "l", "њ": "n", "ћ": "c", "ђ": "d", "џ": "dzh", "ѓ": "g", "ќ": "k"},
    }
)
# Greek by ISO 843 without accents; the pairs first.
_GREEK_PAIRS = (("ου", "ou"), ("μπ", "b"), ("ντ", "d"), ("γγ", "ng"), ("αυ", "av"), ("ευ", "ev"))
_GREEK = str.maketrans(
    dict(
        zip(
            "αβγδεζηθικλμνξοπρστυφχψως",
            ["a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "t", "y", "f"]
            + ["ch", "ps", "o", "s"],
            strict=True,
        )
    )
)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORD = re.compile(r"[^\W_]+")


def key(name: str) -> str:
    """The letters and digits of the name in lower case, Latin, without accents: `L’Hospitalet` is `lhospitalet`."""
    text = folded(name).translate(_CYRILLIC)
    for pair, latin in _GREEK_PAIRS:
        text = text.replace(pair, latin)
    text = unicodedata.normalize("NFKD", text.translate(_GREEK))
    return "".join(sign for sign in text if sign.isalnum())


def words(name: str) -> list[str]:
    """The words of what somebody typed as a town, what stands in brackets or behind a comma left out."""
    return _WORD.findall(_BRACKETS.sub(" ", name).partition(",")[0])
