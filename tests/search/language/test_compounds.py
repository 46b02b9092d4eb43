"""Danish compounds: what they are made of, and what is no compound."""

import pytest

from search.language.analysis import analyse
from search.language.compounds import parts
from search.language.stemming import stem

# By Retskrivningsordbogen § 18–19: words joined with nothing, s or e between.
COMPOUNDS = [
    ("tekstilaffald", "tekstil affald"),
    ("tekstilaffaldet", "tekstil affald"),
    ("bomuldsfibre", "bomuld fibre"),
    ("virksomhedsklynge", "virksomhed klynge"),
    ("produktionsanlæg", "produktion anlæg"),
    ("genbrugstøj", "genbrug tøj"),
    ("silkeaffald", "silke affald"),
    ("affaldssortering", "affald sortering"),
    ("uldgarn", "uld garn"),
    ("polyesterstof", "polyester stof"),
    ("modedesigner", "mode designer"),
    ("kundeundersøgelse", "kunde undersøgelse"),
    ("tekstilgenbrugsanlæg", "tekstil genbrug anlæg"),
    ("hørtråd", "hør tråd"),
    ("lædertasker", "læder taske"),
]


@pytest.mark.parametrize(("compound", "words"), COMPOUNDS)
def test_a_compound_has_its_parts(compound, words):
    assert parts(compound) == tuple(stem(word, "da") for word in words.split())


@pytest.mark.parametrize(("compound", "words"), COMPOUNDS)
def test_a_part_meets_the_compound_in_any_form_it_is_typed(compound, words):
    found = set(parts(compound))
    for word in words.split():
        (token,) = analyse(word.replace("ø", "oe").replace("å", "aa").upper(), "da")

        assert found & set(token.stems)


@pytest.mark.parametrize(
    "word",
    [
        "affald",
        "bomuld",
        "tekstil",
        "værktøj",
        "undertøj",
        "håndværk",
        "økonomi",
        "garn",
        "støj",
        "bæredygtighed",
        "og",
    ],
)
def test_what_is_one_word_stays_one(word):
    assert parts(word) == ()


@pytest.mark.parametrize(
    ("word", "known"), [("kaffegrumsaffald", "affald"), ("hundehårsgarn", "hår garn"), ("tekstilguru", "tekstil")]
)
def test_of_a_half_known_compound_the_known_part_counts(word, known):
    assert set(parts(word)) >= {stem(each, "da") for each in known.split()[-1:]}


def test_only_danish_words_have_parts():
    assert analyse("tekstilaffald", "en")[0].parts == ()
    assert analyse("tekstilaffald", "da")[0].parts == (stem("tekstil", "da"), stem("affald", "da"))
    assert parts("x" * 41) == parts("tekstil4affald") == parts("") == ()
