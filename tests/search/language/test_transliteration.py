"""Bulgarian in Latin letters and back."""

import pytest

from search.language.transliteration import cyrillic_candidates, is_cyrillic, latin_candidates, to_latin

# The Transliteration Act (State Gazette 19/2009), article 5 and article 3 (2): ия at the end of a word is ia.
OFFICIAL = {
    "отпадъци": "otpadatsi",
    "коприна": "koprina",
    "тъкачница": "takachnitsa",
    "шивашки": "shivashki",
    "площад": "ploshtad",
    "жълтица": "zhaltitsa",
    "юта": "yuta",
    "яке": "yake",
    "хартия": "hartia",
    "софия": "sofia",
    "йога": "yoga",
    "синьо": "sinyo",
    "българия": "bulgaria",
}

# As people write in messages: 4 6 q, j for ж, c for ц, u or y for ъ, x for х, w for в.
INFORMAL = [
    ("otpadaci", "отпадъци"), ("otpaduci", "отпадъци"), ("otpadyci", "отпадъци"), ("6iva4ki", "шивачки"),
    ("obuvki", "обувки"), ("jilqkava", "жилякава"), ("qke", "яке"), ("vulna", "вълна"), ("vylna", "вълна"),
    ("valna", "вълна"), ("koja", "кожа"), ("kozha", "кожа"), ("tukani", "тъкани"), ("xartia", "хартия"),
    ("wlakno", "влакно"), ("cirkulqren", "циркулярен"), ("ustoj4iv", "устойчив"), ("pleta4en", "плетачен"),
    ("boqdisvane", "боядисване"), ("plo6tad", "площад"), ("iuta", "юта"), ("sinio", "синио"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "latin"), OFFICIAL.items())
def test_to_latin_is_the_law(word, latin):
    assert to_latin(word) == latin


@pytest.mark.parametrize(("word", "latin"), [pair for pair in OFFICIAL.items() if pair[0] != "българия"])
def test_what_the_law_writes_is_read_back(word, latin):
    assert word in cyrillic_candidates(latin)


@pytest.mark.parametrize(("typed", "word"), INFORMAL)
def test_common_spellings_are_read(typed, word):
    assert word in cyrillic_candidates(typed)


@pytest.mark.parametrize("typed", ["", "été", "2024", "k7m2xq9", "отпадъци", "tøj", "a" * 41, "co-op"])
def test_what_nobody_types_for_bulgarian_has_no_reading(typed):
    assert cyrillic_candidates(typed) == ()


def test_candidates_are_few_whatever_is_typed():
    assert 0 < len(cyrillic_candidates("uyaucuyauiaiyuuacauyuyau")) <= 12
    assert len(latin_candidates("кцйжхшчфюя" * 9)) <= 8


@pytest.mark.parametrize(
    ("typed", "name"), [("модакк", "modacc"), ("модак", "modacc"), ("айконик", "iconic"), ("ея", "ea")]
)
def test_a_latin_name_in_cyrillic_letters_is_read(typed, name):
    assert name in latin_candidates(typed)


def test_a_latin_word_has_no_latin_candidates():
    assert latin_candidates("modacc") == ()
    assert is_cyrillic("модак")
    assert not is_cyrillic("modacc")
