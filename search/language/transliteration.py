"""Bulgarian words typed in Latin letters, and Latin names typed in Bulgarian ones.

By the Transliteration Act (State Gazette 19/2009) one way there is one answer; the other way there are several, and
people use spellings of their own: ch/4, sh/6, zh/j, ts/c, ya/q, yu/u, h/x, v/w, a and y for ъ.
"""

import re
from collections.abc import Iterator

_OFFICIAL = {
    **dict(zip("абвгдезийклмнопрстуфъь", "abvgdeziyklmnoprstufay", strict=True)),
    **{"ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ю": "yu", "я": "ya", "ѝ": "i"},
}
_TO_LATIN = str.maketrans(_OFFICIAL)
_CYRILLIC = re.compile("[а-яѝ]")
_LATIN_WORD = re.compile("[a-z46]*[a-z][a-z46]*")

# Latin letters to Bulgarian, the likeliest first. Longest spelling first when reading.
_TO_CYRILLIC: dict[str, tuple[str, ...]] = {
    "sht": ("щ", "шт"), "sch": ("ш", "щ"), "tch": ("ч",), "dzh": ("дж",), "dj": ("дж",),
    "zh": ("ж",), "ts": ("ц", "тс"), "tz": ("ц",), "ch": ("ч",), "sh": ("ш", "сх"), "kh": ("х",), "ph": ("ф",),
    "yu": ("ю",), "ju": ("ю", "жу"), "iu": ("ю", "иу"), "ya": ("я",), "ja": ("я", "жа"), "ia": ("ия", "я"),
    "yo": ("ьо", "йо"), "jo": ("ьо", "йо", "жо"), "6t": ("щ",), "ck": ("к",), "ks": ("кс",),
    "4": ("ч",), "6": ("ш",), "a": ("а", "ъ"), "b": ("б",), "c": ("ц", "к"), "d": ("д",), "e": ("е",), "f": ("ф",),
    "g": ("г",), "h": ("х",), "i": ("и", "й"), "j": ("ж", "й"), "k": ("к",), "l": ("л",), "m": ("м",), "n": ("н",),
    "o": ("о",), "p": ("п",), "q": ("я",), "r": ("р",), "s": ("с",), "t": ("т",), "u": ("у", "ъ", "ю"), "v": ("в",),
    "w": ("в",), "x": ("х", "кс"), "y": ("й", "ъ", "и", "у"), "z": ("з",),
}  # fmt: skip
_PIECES = re.compile("|".join(sorted(_TO_CYRILLIC, key=len, reverse=True)))
_VOWELS = frozenset("аеиоуъюя")

# Bulgarian letters to Latin as names have them: Модак is Modacc, Айконик is ICONIC. After the official spelling.
_NAMES: dict[str, tuple[str, ...]] = {
    "к": ("k", "c", "cc"), "в": ("v", "w"), "ц": ("ts", "c", "z"), "й": ("y", "i", "j"), "ж": ("zh", "j", "g"),
    "х": ("h", "ch"), "ш": ("sh", "ch"), "ч": ("ch", "c"), "ф": ("f", "ph"), "ю": ("yu", "u"), "я": ("ya", "ia", "ja"),
    "айк": ("ayk", "ic", "ik"), "кс": ("ks", "x"), "ея": ("eya", "ea"), "и": ("i", "y"), "у": ("u", "w", "ou"),
}  # fmt: skip
_NAME_PIECES = re.compile("|".join([*sorted(_NAMES, key=len, reverse=True), "."]))


def is_cyrillic(word: str) -> bool:
    return _CYRILLIC.search(word) is not None


def to_latin(word: str) -> str:
    """A lower-case word in Latin letters by the Act: `to_latin("отпадъци")` is `otpadatsi`; final ия is ia."""
    word = word.replace("българия", "bulgaria")  # article 6: its own name is as it always was
    if word.endswith("ия"):
        word = word[:-1] + "a"
    return word.translate(_TO_LATIN)


def latin_candidates(word: str, limit: int = 8) -> tuple[str, ...]:
    """How a name typed in Cyrillic may be spelt, the official spelling first."""
    if not is_cyrillic(word):
        return ()
    choices = [_NAMES.get(piece) or (to_latin(piece),) for piece in _NAME_PIECES.findall(word[:40])]
    return tuple(dict.fromkeys([to_latin(word), *_combined(choices, limit)]))[:limit]


def cyrillic_candidates(word: str, limit: int = 12) -> tuple[str, ...]:
    """How a lower-case Latin word may be spelt in Bulgarian, the likeliest first: otpadaci, отпадаци, отпадъци, …

    Empty for what no Bulgarian would type so: letters with accents, other digits.
    """
    if not _LATIN_WORD.fullmatch(word) or len(word) > 40:
        return ()
    choices = [_TO_CYRILLIC[piece] for piece in _PIECES.findall(word)]
    return tuple(found for found in dict.fromkeys(_combined(choices, 2 * limit)) if _pronounceable(found))[:limit]


def _pronounceable(word: str) -> bool:
    """ь stands before о only, ъ not at the end, й beside a vowel."""
    for place, letter in enumerate(word):
        before, after = word[place - 1 : place], word[place + 1 : place + 2]
        if letter == "й" and before not in _VOWELS and after not in _VOWELS:
            return False
        if letter == "ъ" and (not after or before in _VOWELS or after in _VOWELS):
            return False
        if letter == "ь" and after != "о":
            return False
    return True


def _combined(choices: list[tuple[str, ...]], limit: int) -> Iterator[str]:
    """Words made of one choice each, those nearest to the first choices before others; at most `limit`.

    Words with one letter changed come before those with two: costs are the places of the choices, added.
    """
    found = [("", 0)]
    for options in choices:
        found = [(word + option, cost + place) for word, cost in found for place, option in enumerate(options)]
        found = sorted(found, key=lambda pair: pair[1])[: 4 * limit]
    return iter([word for word, _cost in found][:limit])
