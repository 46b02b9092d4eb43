import pytest

from core.slugs import LONGEST, ascii_slug, town_for


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Един кроялен план за три цеха", "edin-kroyalen-plan-za-tri-tseha"),
        ("Предачница „София“", "predachnitsa-sofia"),
        ("България шие: щампа и жакард", "bulgaria-shie-shtampa-i-zhakard"),
        ("Юфка, ѝ и съд", "yufka-i-i-sad"),
        ("Dyeing with woad: wash fastness 3", "dyeing-with-woad-wash-fastness-3"),
        ("Fælles væverød på Ærø", "faelles-vaeveroed-paa-aeroe"),
        ("Țesătorie și vopsitorie în Iași", "tesatorie-si-vopsitorie-in-iasi"),
        ("La col·lecció de l’any", "la-colleccio-de-lany"),
        ("Œuvre d’été n° 2", "oeuvre-dete-ndeg-2"),
        ("🧵 👗", "thread-dress"),
        ("…", ""),
    ],
)
def test_slugs(text, slug):
    assert ascii_slug(text) == slug


def test_long_titles_are_cut_between_words():
    slug = ascii_slug("word " * 60)

    assert len(slug) <= LONGEST
    assert set(slug.split("-")) == {"word"}
    assert len(ascii_slug("a" * 300)) == LONGEST


@pytest.mark.parametrize(
    ("town", "language", "shown"),
    [
        ("Севлиево", "fr", "Sevlievo"),
        ("Севлиево", "bg", "Севлиево"),
        ("София", "da", "Sofia"),
        ("Търговище", "en", "Targovishte"),
        ("Ямбол", "ro", "Yambol"),
        ("Iași", "bg", "Iași"),
        ("", "en", ""),
    ],
)
def test_a_town_stands_in_letters_that_the_reader_knows(town, language, shown):
    assert town_for(town, language) == shown
