import pytest
from django.conf import settings
from django.utils.translation import override

from ecosystem.lists import headings
from ecosystem.lists.columns import COLUMNS, label_of

IN_USE = {
    "en": (["Company name", "City", "Zip", "VAT no.", "Employees", "MOQ", "Lead time (days)"], "en"),
    "fr": (["Raison sociale", "Ville", "Code postal", "N° TVA", "Effectif", "Minimum de commande", "Délai"], "fr"),
    "es": (["Razón social", "Población", "C.P.", "NIF IVA", "Empleados", "Pedido mínimo", "Plazo de entrega"], "es"),
    "ca": (["Raó social", "Població", "Codi postal", "NIF IVA", "Treballadors", "Comanda mínima", "Termini"], "ca"),
    "bg": (["Име на фирмата", "Град", "Пощенски код", "ДДС №", "Брой служители", "Мин. поръчка", "Срок (дни)"], "bg"),
    "ro": (["Denumire firmă", "Localitate", "Cod poștal", "Cod TVA", "Angajați", "Comandă minimă", "Termen"], "ro"),
    "da": (["Virksomhed", "By", "Postnr.", "Momsnr.", "Antal ansatte", "Mindsteordre", "Leveringstid"], "da"),
}  # fmt: skip
FIELDS = ["name", "town", "postcode", "vat_number", "people", "min_order_style", "lead_days"]


@pytest.mark.parametrize("language", IN_USE)
def test_headings_in_use_are_understood_in_every_language(language):
    words, main = IN_USE[language]

    for cluster in ("bg", "da", main):  # whatever the language of the cluster
        assert [each.field for each in headings.suggest(words, language=cluster)] == FIELDS


def test_every_label_of_the_site_is_understood_in_every_language():
    wrong = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            for name in COLUMNS:
                label = label_of(name)
                found = headings.suggest([label], language=language)[0].field
                if found != name and label_of(found) != label:
                    wrong.append((language, name, label, found))

    assert wrong == []


def test_what_was_said_before_stands_in_front_and_a_field_is_suggested_once():
    words = ["Firma", "Note", "Company"]
    remembered = {headings.key("Note"): "about.en", headings.key("Company"): ""}

    found = headings.suggest(words, language="en", remembered=remembered, others={headings.key("Firma"): "name"})

    assert [(each.field, each.why) for each in found] == [
        ("name", "others"),
        ("about.en", "remembered"),
        ("", "remembered"),
    ]


def test_a_slip_in_a_heading_is_a_guess():
    found = headings.suggest(["Compnay name", "Towwn", "Comment"], language="en")

    assert [(each.field, each.why) for each in found] == [("name", "similar"), ("town", "similar"), ("", "")]


def test_a_title_above_the_table_is_passed_over():
    rows = [(1, ["Our members 2026"]), (3, ["Name", "Town"]), (4, ["Mill", "Ruse"])]

    assert headings.find_line(rows, "en") == 1
