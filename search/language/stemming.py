"""From a word to the stem its inflected forms share, by language.

Spanish, French, Catalan and Romanian have light stemmers of our own, which take off number, gender and article only;
the idea is Savoy's (Report on CLEF-2001 experiments), the rules are ours. Measured on 8,000 paradigms of each language
in simplemma 2.0's lists, F1 over pairs of forms, Snowball 3.1 in brackets: es .98 (.93), fr .95 (.85), ca .96 (.73),
ro .91 (.76). English (.91) and Danish (.96) are Snowball's. Bulgarian words have two stems, ours for nouns and
adjectives and that of BulStem (Nakov 2003; rules of context 2, frequency 2) for verbs: .87 (BulStem alone .85).

A stem is no word and is never shown. Stemmers take a normalised word (lower case, with its accents).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from threading import local

import Stemmer
from bulstem.stem import BulStemmer

_OPEN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "·": ""}
)
_BREVE = "\u0306"
_STRAY_BREVE = re.compile(f"(?<!и){_BREVE}")
_DOUBLED = re.compile(r"([^\W\d])\1")
_DIGRAPHS = re.compile("oe+|aa+")
_CYRILLIC = re.compile("[а-я]")
_LATIN = re.compile("[a-z]")


def without_accents(word: str) -> str:
    """A lower-case word without its accents; й stays, being a letter of its own (guide 3.2)."""
    if word.isascii():
        return word
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if c == _BREVE or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", _STRAY_BREVE.sub("", bare).translate(_OPEN))


def danish_digraphs(word: str) -> str:
    """å and ø typed as aa and oe: tøj, toj and toej are one word in Danish text. (æ is ae everywhere.)"""
    return _DIGRAPHS.sub(lambda found: found[0][0], word) if "oe" in word or "aa" in word else word


def _endings(*lines: str) -> dict[str, str]:
    """`"ques ca > c"`: two endings and what stands in their place; without `>` they are taken off."""
    rules = {}
    for line in lines:
        endings, _, instead = line.partition(">")
        rules.update(dict.fromkeys(endings.split(), instead.strip()))
    return rules


def _replaced(word: str, rules: Mapping[str, str], longest: int) -> str:
    """Replace the longest ending that leaves three letters before it."""
    for length in range(min(longest, len(word) - 3), 0, -1):
        instead = rules.get(word[-length:])
        if instead is not None:
            return word[:-length] + instead
    return word


# Spanish: -o -a -e and their plurals; -ces is the plural of -z, -eses of -és.
_SPANISH = _endings("o a e os as es", "ces > z", "eses > es")


def _spanish(word: str) -> str:
    return _replaced(without_accents(word), _SPANISH, 4)


# French: plural, feminine to masculine, then doubled letters, final -r and -e.
_FRENCH = _endings(
    "ivement ive > if", "euse > eu", "teuse trice > teur", "ère > er", "nnelle > n", "ète > et", "elle > el"
)


def _french(word: str) -> str:
    if len(word) > 5 and word.endswith("aux") and word[-4] != "e":
        word = word[:-2] + "l"
    elif len(word) > 3 and word[-1] == "x":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "s":
        word = word[:-1]
    word = without_accents(_replaced(word, _FRENCH, 7))
    if len(word) < 5:
        return word
    word = _DOUBLED.sub(r"\1", word).removesuffix("ie")
    return word.removesuffix("r").removesuffix("e").removesuffix("e") if len(word) > 4 else word


# Catalan: -ques/-ca, -ions/-ió, -ats/-ades, -osa/-ós and the like, to the masculine singular.
_CATALAN = _endings(
    "os es as s a e o",
    "ques ca > c", "gues ga > g", "ces > c", "ges ja > j", "atges atge > atg",
    "ades ats ada > at", "ides its ida > it", "udes uts uda > ut", "ives iva ius > iu",
    "ans anes à > a", "ens è é > e", "ins ines ina í > i", "ons ó > o", "uns ú > u",
    "osos oses osa ós > os", "esos eses esa ès > es", "issos isses issa ís > is", "ssos > s", "às > as", "ús > us",
)  # fmt: skip


def _catalan(word: str) -> str:
    return without_accents(_replaced(word.replace("ç", "c"), _CATALAN, 5))


# Romanian without accents: the articles of noun and adjective in all cases, the plural -uri, -toare and -oasă.
_ROMANIAN = _endings(
    "urilor urile uri ului ul u ilor iilor iile iei ia ie ile ii i elor ele ea ei e a",
    "aturilor aturile aturii aturi atura ature > atur",
    "toarelor toarele toarei toarea toare > tor", "oaselor oasele oasei oasa oase > os", "eaua > e",
    "zilor zii zi > d",
    "bile bilele bilelor bila bilei bili bilii > bil",
)  # fmt: skip


def _romanian(word: str) -> str:
    word = without_accents(word)
    if word.startswith("textil") and len(word) < 12:
        return "textil"  # its plural looks like a noun with an article, and it is half of what is said here
    return _replaced(word, _ROMANIAN, 8)


# Bulgarian: article, gender and number, then the moving vowel and к for ц (отпадък, отпадъци; памучен, памучни).
_BULGARIAN = _endings(
    "ът ят ета етата овете ове еве евете ищата ища ище ището ата ото ето ите ият ът а я о е и",
    "ия ията ии иите ие ието", "остта остите ости > ост", "тта > т",
)  # fmt: skip
_MOVING = _endings("ък ъц ц > к", "ен ян > н", "ър > р", "ъл > л")


def _bulgarian(word: str) -> str:
    word = without_accents(word)
    if len(word) < 4:
        return word
    word = _replaced(_replaced(word, _BULGARIAN, 5), _MOVING, 2)
    return word[:-1] if word.endswith("нн") else word


@cache
def _bulstem() -> BulStemmer:
    return BulStemmer.from_file("stem-context-2", min_freq=2, left_context=2)


_own = local()  # a Snowball stemmer must not be used by two threads at once


def _snowball(word: str, algorithm: str) -> str:
    stemmers = _own.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return without_accents(stemmers[algorithm].stemWord(word))


# What textile workers do, where English is irregular.
_ENGLISH = {
    "dyed": "dye",
    "dyer": "dye",
    "dyers": "dye",
    "sewn": "sew",
    "spun": "spin",
    "wove": "weav",
    "woven": "weav",
}


def _english(word: str) -> str:
    return _ENGLISH.get(word) or _snowball(word, "english")


_DANISH = {"fib": "fibr", "lagr": "lag", "monst": "monstr"}  # fiber, fibre; lager, lagre; mønster


def _danish(word: str) -> str:
    """Twice: virksomhederne becomes virksomhed and that virksom (F1 .96 instead of .95); and the past tense -ede."""
    stem = _snowball(_snowball(word, "danish"), "danish")
    if word.endswith("ede") and stem.endswith("ed") and len(stem) > 5:
        stem = _DOUBLED.sub(r"\1", stem[:-2])
    return danish_digraphs(_DANISH.get(stem, stem))


_STEMMERS: Mapping[str, Callable[[str], str]] = {
    "en": _english,
    "fr": _french,
    "es": _spanish,
    "ca": _catalan,
    "ro": _romanian,
    "da": _danish,
    "bg": _bulgarian,
}
LANGUAGES = tuple(_STEMMERS)


def stem(word: str, language: str) -> str:
    """The folded stem of a normalised word; a word in the other alphabet, or with a digit, is only folded."""
    stemmer = _STEMMERS.get(language)
    if stemmer is None or not word.isalpha() or (_LATIN if language == "bg" else _CYRILLIC).search(word):
        return without_accents(word)
    return stemmer(word) or without_accents(word)


def stems(word: str, language: str) -> tuple[str, ...]:
    """What a normalised word is indexed and looked for as; two words meet when they share one.

    Its stem; the stem of it as typed without accents, where that differs (guide 3.2: es .77 to .92 of such pairs meet);
    for Bulgarian BulStem's too; outside Danish å and ø also as aa and oe, since names travel so.
    """
    found = [stem(word, language)]
    if not word.isascii():
        bare = without_accents(word)
        if bare != word:
            found.append(stem(bare, language))
        if language == "bg" and _CYRILLIC.search(word):
            found.append(without_accents(_bulstem().stem(bare)))
        elif language != "da" and ("å" in word or "ø" in word):
            found.append(stem(without_accents(word.replace("å", "aa").replace("ø", "oe")), language))
    return tuple(dict.fromkeys(found))
