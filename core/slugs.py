"""ASCII names for addresses, from text in any script."""

import re

from anyascii import anyascii
from django.utils.text import slugify

LONGEST = 80

# Bulgaria’s Transliteration Act (SG 19/2009), which passports and road signs follow; anyascii follows another system.
_BULGARIAN = {
    **dict(zip("абвгдезийклмнопрстуфъь", "abvgdeziyklmnoprstufay", strict=True)),
    **{"ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ю": "yu", "я": "ya"},
}
_DANISH = {"æ": "ae", "ø": "oe", "å": "aa"}
_TABLE = str.maketrans({**_BULGARIAN, **_DANISH, "·": "", "’": "", "'": ""})
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_FINAL_IYA = re.compile(r"ия\b")  # article 3, paragraph 2 of the Act: at the end of a word ия is ia


def ascii_slug(text: str) -> str:
    """`ascii_slug("Предачница „София“")` is `predachnitsa-sofia`; empty where the text has no letters or digits.

    At most LONGEST characters, cut between words.
    """
    text = _FINAL_IYA.sub("иa", text.lower().replace("българия", "bulgaria"))
    slug = slugify(anyascii(text.translate(_TABLE)))
    if len(slug) > LONGEST:
        slug = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    return slug.strip("-_")


def town_for(town: str, language: str) -> str:
    """A town as a reader of `language` reads it: `town_for("Севлиево", "fr")` is `Sevlievo`; Bulgarians keep theirs.

    By the Act as well; towns in Latin letters stay as they are.
    """
    if language == "bg" or not _CYRILLIC.search(town):
        return town
    latin = ((letter, _BULGARIAN.get(letter.lower(), letter)) for letter in _FINAL_IYA.sub("иa", town))
    return "".join(new.capitalize() if letter.isupper() else new for letter, new in latin)
