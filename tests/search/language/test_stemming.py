"""Stems: forms of one word meet, words that only look alike do not, and the lists of a dictionary say how often."""

from collections import Counter, defaultdict
from random import Random

import pytest
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from search.language.analysis import analyse, fold, normalise
from search.language.stemming import LANGUAGES, stem, stems
from tests.search.language.words_of_the_trade import APART, FORMS

LINES = [(language, line.split()) for language, block in FORMS.items() for line in block.strip().splitlines()]
PAIRS = [(language, pair.split()) for language, block in APART.items() for pair in block.split(",")]


def stems_of(word: str, language: str) -> set[str]:
    (token,) = analyse(word, language)
    return set(token.stems)


@pytest.mark.parametrize(("language", "forms"), LINES, ids=[f"{code}-{words[0]}" for code, words in LINES])
def test_forms_of_a_word_of_the_trade_meet(language, forms):
    apart = [
        (one, other) for one in forms for other in forms if not stems_of(one, language) & stems_of(other, language)
    ]

    assert apart == []


@pytest.mark.parametrize(("language", "forms"), LINES, ids=[f"{code}-{words[0]}" for code, words in LINES])
def test_a_form_typed_without_accents_and_in_capitals_meets_itself(language, forms):
    lost = [
        (form, typed)
        for form in forms
        for typed in (fold(form) if language != "bg" else form, form.upper())
        if not stems_of(form, language) & stems_of(typed, language)
    ]

    assert lost == []


@pytest.mark.parametrize(("language", "pair"), PAIRS, ids=["-".join((code, *words)) for code, words in PAIRS])
def test_words_that_only_look_alike_stay_apart(language, pair):
    one, other = pair

    assert stems_of(one, language) & stems_of(other, language) == set()


# F1 over pairs of forms, measured on 1,500 paradigms and given two points of slack. Snowball's on the same: es .93,
# fr .85, ca .73, ro .76, en .91, da .95; BulStem's for bg .85.
FLOORS = {"en": 0.88, "fr": 0.92, "es": 0.95, "ca": 0.93, "bg": 0.84, "ro": 0.88, "da": 0.93}


def paradigms(language: str) -> list[tuple[str, set[str]]]:
    """Lemmas with their forms from simplemma's lists (ODbL and CC BY-SA; read here, not shipped), always the same."""
    forms = defaultdict(set)
    for form, lemma in DefaultDictionaryFactory(cache_max_size=1).get_dictionary(language).items():
        form, lemma = (word.decode() if isinstance(word, bytes) else word for word in (form, lemma))
        if form.isalpha() and lemma.isalpha() and form.islower() and lemma.islower() and len(lemma) > 3:
            forms[lemma] |= {form, lemma}
    most = {"ro": 14, "bg": 40}.get(language, 9)
    verbs = {"fr": ("er", "ir", "re"), "es": ("ar", "er", "ir"), "ca": ("ar", "er", "ir", "re")}.get(language, ())
    found = sorted(
        (lemma, own) for lemma, own in forms.items() if 2 <= len(own) <= most and not lemma.endswith(tuple(verbs))
    )
    return Random(1).sample(found, 1500)


@pytest.mark.parametrize("language", LANGUAGES)
def test_stems_agree_with_a_dictionary(language):
    lemmas_by_stem = defaultdict(Counter)
    pairs = met = 0
    for lemma, forms in paradigms(language):
        own = [stems(normalise(form, language), language) for form in sorted(forms)]
        for place, one in enumerate(own):
            lemmas_by_stem[one[0]][lemma] += 1
            pairs += place
            met += sum(not set(one).isdisjoint(other) for other in own[:place])
    together = sum(sum(lemmas.values()) * (sum(lemmas.values()) - 1) for lemmas in lemmas_by_stem.values())
    right = sum(count * (count - 1) for lemmas in lemmas_by_stem.values() for count in lemmas.values())
    recall, precision = met / pairs, right / together

    assert 2 * recall * precision / (recall + precision) >= FLOORS[language]


@pytest.mark.parametrize("language", [*LANGUAGES, "xx"])
@pytest.mark.parametrize("word", ["a", "ab", "s", "es", "les", "ies", "ъ", "ия", "2025", "co2", "漢字", "ş", "aux"])
def test_short_and_strange_words_have_a_stem(word, language):
    assert stem(normalise(word, language), language) != ""


def test_a_word_in_the_other_alphabet_is_not_stemmed():
    assert stem("textiles", "bg") == "textiles"
    assert stem("отпадъци", "fr") == "отпадъци"
