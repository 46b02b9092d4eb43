"""Reading, filling and checking catalogues, on a small site of its own."""

import pytest

from core import catalogues


@pytest.fixture
def small_site(settings, tmp_path, monkeypatch):
    """A site with one module, one template and two languages."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LANGUAGES = [("en", "English"), ("bg", "Български")]
    monkeypatch.setattr(catalogues, "APPS", ("shop",))
    (tmp_path / "shop").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "shop" / "views.py").write_text(
        'title = _("Loom")\nngettext("%(n)s thread", "%(n)s threads", 2)\npgettext("verb", "weave")\n', encoding="utf-8"
    )
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}\n   {% translate 'Shuttle' %}\n"
        "{% blocktranslate trimmed with name=x %}\n  Hello\n  {{ name }}\n{% endblocktranslate %}",
        encoding="utf-8",
    )
    return tmp_path


def _write(site, code, strings):
    catalogue = catalogues.read(code)
    for message in catalogue:
        if message.id in strings:
            message.string = strings[message.id]
    with (site / "locale" / code / "LC_MESSAGES" / "django.po").open("wb") as file:
        catalogues.write_po(file, catalogue)


COMPLETE = {
    "Loom": "Стан",
    ("%(n)s thread", "%(n)s threads"): ("%(n)s нишка", "%(n)s нишки"),
    "weave": "тъка",
    "Shuttle": "Совалка",
    "Hello %(name)s": "Здравей, %(name)s",
}


def test_every_string_is_found(small_site):
    found = {message.id for message in catalogues.template() if message.id}

    assert found == set(COMPLETE)


def test_english_translates_to_itself_and_others_wait(small_site):
    assert catalogues.update() == {"en": (5, 0), "bg": (5, 0)}

    assert catalogues.problems() == sorted(f"bg: untranslated {key!r}" for key in COMPLETE)


def test_a_complete_catalogue_has_no_problems_and_compiles(small_site):
    catalogues.update()
    _write(small_site, "bg", COMPLETE)

    catalogues.compile_all()

    assert catalogues.problems() == []
    assert (small_site / "locale" / "bg" / "LC_MESSAGES" / "django.mo").exists()
    assert catalogues.update() == {"en": (0, 0), "bg": (0, 0)}
    assert catalogues.problems() == []


def test_a_new_string_is_a_problem_in_every_language(small_site):
    catalogues.update()
    _write(small_site, "bg", COMPLETE)
    (small_site / "templates" / "new.html").write_text("{% load i18n %}{% translate 'Reed' %}", encoding="utf-8")

    assert catalogues.problems() == ["bg: missing 'Reed'", "en: missing 'Reed'"]


def test_a_string_no_longer_used_is_dropped(small_site):
    catalogues.update()
    (small_site / "shop" / "views.py").write_text("", encoding="utf-8")

    assert len([line for line in catalogues.problems() if "no longer used" in line]) == 6
    assert catalogues.update() == {"en": (0, 3), "bg": (0, 3)}


def test_a_broken_placeholder_is_a_problem(small_site):
    catalogues.update()
    _write(small_site, "bg", COMPLETE | {"Hello %(name)s": "Здравей, %(имe)s"})

    assert catalogues.problems() == ["bg: other placeholders in 'Hello %(name)s'"]


def test_a_fuzzy_string_is_a_problem(small_site):
    catalogues.update()
    _write(small_site, "bg", COMPLETE)
    path = small_site / "locale" / "bg" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text().replace('msgid "Loom"', '#, fuzzy\nmsgid "Loom"'), encoding="utf-8")

    assert catalogues.problems() == ["bg: fuzzy 'Loom'"]
