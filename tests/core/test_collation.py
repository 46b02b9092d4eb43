import pytest

from core.collation import sort_key

ALPHABETS = {
    "da": ["Aarhus", "Herning", "Vejle", "Zealand", "Ærø", "Ørsted", "Åbenrå"],
    "es": ["nada", "nube", "ñandú", "ocho"],
    "ro": ["Arad", "Ăst", "Bacău", "Iași", "Îmbunătățire", "Sibiu", "Șoimuș", "Timișoara", "Țara"],
    "fr": ["coté", "coton", "École", "école maternelle", "Zola"],
    "ca": ["Àger", "Igualada", "Òdena", "Olot"],
    "bg": ["Бургас", "Враца", "Йовков", "Карлово", "Ямбол"],
    "en": ["apple", "Banana", "cherry"],
}


@pytest.mark.parametrize("language", ALPHABETS)
def test_names_sort_as_the_language_does(language):
    expected = ALPHABETS[language]

    shuffled = expected[::-1]
    shuffled.sort(key=lambda name: sort_key(name, language))
    assert shuffled == expected


def test_case_and_composition_do_not_count():
    assert sort_key("É", "fr") == sort_key("e", "fr")
    assert sort_key("A\u030arhus", "da") == sort_key("Århus", "da")
