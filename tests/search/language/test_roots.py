"""Verbs and the nouns made of them."""

import pytest

from search.language.analysis import analyse
from search.language.plan import plan
from search.language.planned import ROOT
from search.language.roots import MARK, root
from search.language.stemming import LANGUAGES
from search.language.thesaurus import Thesaurus
from search.requests import SearchRequest

FAMILIES = {
    "es": "reparar reparación reparado reparador, relocalizar relocalización, hilar hilado hilador, reciclar reciclaje",
    "fr": "laver lavage lavé lavés laveuse, réparer réparation réparateur, recycler recyclage recyclé, teinter teinté",
    "ca": "reparar reparació reparat, reciclar reciclatge reciclada, recollir recollida, filar filador",
    "ro": "repara reparare reparația reparat, sorta sortare sortarea, închiria închiriere închirierea",
    "da": "reparere reparation reparerede, sortere sortering sorterer, farve farvning farvet, hjemtage hjemtagning",
}
LINES = [(language, family.split()) for language, families in FAMILIES.items() for family in families.split(",")]


@pytest.mark.parametrize(("language", "family"), LINES, ids=[f"{code}-{words[0]}" for code, words in LINES])
def test_a_family_of_words_has_one_root(language, family):
    assert len({root(word, language) for word in family}) == 1
    assert all(analyse(word, language)[0].stems[-1] == root(family[0], language) for word in family)


def test_accents_do_not_matter():
    assert root("reparación", "es") == root("reparacion", "es") == f"repar{MARK}"
    assert root("farvning", "da") == f"farv{MARK}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_words_have_none(language):
    for word in ("co2", "silk", "x", "", "漢字", "коприна"):
        assert root(word, language) == ""


def test_a_query_looks_for_the_root_behind_the_word_itself():
    found = plan(SearchRequest(text="relocalización", language="es"), Thesaurus(()))
    ((word, other),) = [slot.terms for slot in found.readings[0].slots]

    assert word.stems == ("relocalizacion",)
    assert (other.stems, other.weight, other.word) == ((f"relocaliz{MARK}",), ROOT, "relocalización")
