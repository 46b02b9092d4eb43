"""A name taken apart: what distinguishes it, its legal form, its numbers. The words are in `words.toml`."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.text import folded

_WORDS = Path(__file__).with_name("words.toml")
_PARTS = re.compile(r"[^\W\d_]+|\d+|&")
_APOSTROPHES = re.compile(r"[’'`´·]")
ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
LONGEST_FORM = 6  # words
SHORT_FORM = 2  # letters: so short a form stands before a name only where it is a sole trader’s

# How one sound is written in seven languages and their transliterations; the first that fits, longest first. Applied to
# folded text: sht/sch/st and zh/j meet, as do y/i/j, w/v, kh/h, ts/tz/c, ou/u, aa/a, oe/o (Danish without its letters).
_SOUNDS = [
    ("shch", "st"), ("sht", "st"), ("sch", "s"), ("tch", "c"), ("tsch", "c"),
    ("zh", "z"), ("dj", "z"), ("dzh", "z"), ("kh", "h"), ("ch", "c"), ("sh", "s"), ("tz", "c"), ("ts", "c"),
    ("ph", "f"),
    ("th", "t"), ("ck", "k"), ("cq", "k"), ("qu", "k"), ("ks", "x"), ("cs", "x"), ("gh", "g"), ("ou", "u"), ("aa", "a"),
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ij", "i"), ("iy", "i"), ("ii", "i"), ("yi", "i"), ("w", "v"), ("y", "i"),
    ("j", "i"), ("q", "k"), ("c", "k"), ("z", "s"),
]  # fmt: skip
_SOUND = re.compile("|".join(sorted((said for said, _as in _SOUNDS), key=len, reverse=True)))
_HEARD = dict(_SOUNDS)
_AGAIN = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"(?<!^)[aeiou]")


@dataclass(frozen=True, slots=True)
class Name:
    """`words` tell this firm from others, in their order, under one spelling each; `spelt` are they as written.

    `sounds` and `heard` are both as they are heard; `kinds` are those of its legal forms, `counts` its numbers.
    `joined` is all that is heard in one word, `ordered` the sounds in the order of the alphabet, in one line.
    """

    words: tuple[str, ...]
    spelt: tuple[str, ...]
    kinds: frozenset[str]
    counts: tuple[str, ...]
    sounds: tuple[str, ...]
    heard: tuple[str, ...]
    joined: str
    ordered: str


@dataclass(frozen=True, slots=True)
class Words:
    """The data, folded: forms and words before the name as tuples of parts, spellings by their sound."""

    forms: dict[tuple[str, ...], str]
    before: frozenset[tuple[str, ...]]
    silent: frozenset[str]
    spellings: dict[str, str]
    translations: dict[str, str]
    common: frozenset[str]
    towns: dict[str, str]


def parts(text: str) -> list[str]:
    """Folded words; single letters beside each other are one word: `S. L. U.`, `A/S`. A number is a word."""
    found: list[str] = []
    run = False
    plain = _APOSTROPHES.sub(" ", folded(text)).replace("&", " & ").replace("+", " & ")
    for part in _PARTS.findall(plain):
        single = len(part) == 1 and part.isalpha()
        if single and run:
            found[-1] += part
        else:
            found.append(part)
        run = single
    return found


@cache
def words() -> Words:
    """Read once."""
    data = tomllib.loads(_WORDS.read_text())
    forms = {tuple(parts(form)): kind for kind, listed in data["forms"].items() for form in listed}

    def table(section: str, named: Callable[[str], str]) -> dict[str, str]:
        said: dict[str, str] = {}
        for name, listed in data[section].items():
            key = folded(name)
            said.setdefault(named(key), key)
            for word in listed:
                said.setdefault(named(folded(word)), key)
        return said

    spellings = table("spellings", sound)
    translations = table("translations", lambda word: spellings.get(sound(word), word))
    return Words(
        forms=forms,
        before=frozenset(tuple(parts(word)) for word in data["before"]["words"]),
        silent=frozenset(folded(word) for word in data["silent"]["words"]),
        spellings=spellings,
        translations=translations,
        common=frozenset(
            {spellings.get(sound(folded(word)), folded(word)) for word in data["common"]["words"]}
            | set(spellings.values())
            | set(translations)
        ),
        towns={heard(town): heard(name) for name, listed in data["towns"].items() for town in listed},
    )


def sound(word: str) -> str:
    """The word as it is heard: one form for the ways to write it."""
    return _AGAIN.sub(r"\1", _SOUND.sub(lambda found: _HEARD[found.group()], word))


def skeleton(word: str) -> str:
    """First letter and consonants of a word that is already `sound`."""
    return _AGAIN.sub(r"\1", _VOWELS.sub("", word))


def heard(text: str) -> str:
    """All letters of a text as they are heard, in one word."""
    return sound("".join(part for part in parts(text) if part != "&"))


def town_key(town: str) -> str:
    """The town as it is heard, under one of its names: Копенхаген and Copenhagen are one."""
    key = heard(town)
    return words().towns.get(key, key)


@cache
def common_sounds() -> frozenset[str]:
    """The words of the trade, as they are heard."""
    return frozenset(sound(word) for word in words().common)


def read(name: str) -> Name:
    """Take a name apart. A name that is nothing but forms and silent words keeps them: it has no others."""
    known = words()
    found = parts(name)
    kinds: set[str] = set()
    core = _without_forms(found, known, kinds)
    spoken = [part for part in core if part != "&" and part not in known.silent and not part.isdigit()]
    counts = tuple(ROMAN.get(part, part).lstrip("0") or "0" for part in core if part.isdigit() or part in ROMAN)
    spelt = tuple(part for part in spoken if part not in ROMAN) or tuple(part for part in found if part != "&")
    heard = tuple(sound(part) for part in spelt)
    canonical = tuple(known.spellings.get(each, part) for part, each in zip(spelt, heard, strict=True))
    sounds = tuple(sound(word) for word in canonical)
    return Name(
        words=canonical,
        spelt=spelt,
        kinds=frozenset(kinds),
        counts=counts,
        sounds=sounds,
        heard=heard,
        joined="".join(heard),
        ordered=" ".join(sorted(sounds)),
    )


def _without_forms(found: list[str], known: Words, kinds: set[str]) -> list[str]:
    """Take legal forms off both ends, as often as there are any, but never the whole name."""
    core = found
    while len(core) > 1:
        cut = _form_at_end(core, known, kinds) or _form_at_start(core, known, kinds)
        if not cut:
            break
        core = cut
    return core


def _form_at_end(core: list[str], known: Words, kinds: set[str]) -> list[str]:
    for length in range(min(LONGEST_FORM, len(core) - 1), 0, -1):
        tail = tuple(core[-length:])
        if tail in known.forms:
            kinds.add(known.forms[tail])
            return core[:-length]
    return []


def _form_at_start(core: list[str], known: Words, kinds: set[str]) -> list[str]:
    for length in range(min(LONGEST_FORM, len(core) - 1), 0, -1):
        head = tuple(core[:length])
        if head in known.before:
            return core[length:]
        if head in known.forms and (known.forms[head] == "sole" or len("".join(head)) > SHORT_FORM):
            kinds.add(known.forms[head])
            return core[length:]
    return []
