"""Whether two are the same: names across scripts and legal forms, places, numbers, and what people said."""

import pytest

from ecosystem.doubles import Index, Row, decide, decided, fingerprint, pair, reasons, rows_of_organisations, subject_of
from ecosystem.doubles.names import read, town_key
from ecosystem.models import SameOrNot
from tests.ecosystem import doubles_set
from tests.factories import accounts as people, clusters as places


def suspect(one: Row, other: Row):
    """The first as what is known, with some others around it; the second as what is asked about."""
    around = [Row(name=f"Noise {number}", town="Ghent", country="BE", code=f"n{number}") for number in range(60)]
    known = Row(**{name: getattr(one, name) for name in Row.__slots__ if name != "code"}, code="known")
    return next(iter(Index.build([known, *around]).candidates(other)), None)


@pytest.mark.parametrize(
    ("name", "other", "town", "other_town"),
    [
        ("Текстил Янтра ЕООД", "Tekstil Yantra Ltd", "Русе", "Rousse"),
        ("Щерев и Жеков ООД", "SHTEREV & ZHEKOV OOD", "Търговище", "Targovishte"),
        ("Țesătoria Ștefănescu S.R.L.", "SC Tesatoria Stefanescu SRL", "Iași", "Iasi"),
        ("Ţesătoria Ştefănescu SRL", "Țesătoria Ștefănescu", "Iaşi", "IASI"),
        ("Væveriet Sørensen A/S", "Vaeveriet Soerensen AS", "København", "Copenhagen"),
        ("Confeccions Puig, S.L.", "Confecciones Puig SL", "Mataró", "Mataro"),
        ("Établissements Lefèvre SARL", "Ets Lefevre", "Lille", "LILLE"),
        ("Murphy Brothers Ltd.", "Murphy Bros Limited", "Cork", "Cork"),
        ("Brødrene Kjær I/S", "Brdr. Kjaer", "Ikast", "Ikast"),
        ("L'Atelier d’Ana", "L’ATELIER D'ANA", "Vic", "Vic"),
    ],
)
def test_one_name_in_two_spellings_is_sure(name, other, town, other_town):
    found = suspect(Row(name=name, town=town, country="XX"), Row(name=other, town=other_town, country="XX"))

    assert (found.code, found.sure) == ("known", True)
    assert set(found.reasons) <= {reasons.SAME_NAME, reasons.SPELLING, reasons.SAME_TOWN}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (Row(name="Kolev Knits EOOD", town="Varna", country="BG"), reasons.OTHER_TOWN),
        (Row(name="Kolev Knits 2 EOOD", town="Ruse", country="BG"), reasons.COUNTED),
        (Row(name="Kolev Knits AD", town="Ruse", country="BG"), reasons.SAME_NAME_OTHER_FORM),
        (Row(name="Kolev Knits EOOD", town="Ruse", country="BG", vat="BG999999999"), reasons.OTHER_NUMBER),
        (Row(name="Kolrv Knits EOOD", town="Ruse", country="BG"), reasons.SIMILAR),
        (Row(name="Quite other", town="Ruse", country="BG", vat="BG 123 456 789"), reasons.OTHER_NAME),
    ],
    ids=["moved", "numbered", "sister", "other number", "slip", "number of another firm"],
)
def test_what_speaks_against_is_asked_and_not_sure(other, reason):
    found = suspect(Row(name="Kolev Knits EOOD", town="Русе", country="BG", vat="BG123456789"), other)

    assert (found.code, found.sure) == ("known", False)
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("vat", "registration", "other_vat", "other_registration", "country"),
    [
        ("BG123456789", "", "", "123456789", "BG"),
        ("", "12 34 56 78", "DK12345678", "", "DK"),
        ("FR40303265045", "", "", "303 265 045", "FR"),
        ("", "303 265 045 00014", "FR40303265045", "", "FR"),
        ("ESB12345678", "", "", "b-12345678", "ES"),
        ("RO1234567", "", "", "RO 1234567", "RO"),
    ],
)
def test_one_number_in_two_fields_is_sure(vat, registration, other_vat, other_registration, country):
    one = Row(name="Lumo Mode", town="Here", country=country, vat=vat, registration=registration)
    other = Row(name="Lumo", town="There", country=country, vat=other_vat, registration=other_registration)

    found = suspect(one, other)

    assert (found.code, found.sure, found.reasons[0]) == ("known", True, reasons.SAME_NUMBER)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Atelier 1", "Atelier 2"),
        ("Petrov Tekstil", "Dimitrov Tekstil"),
        ("Rila", "Lira"),
        ("", "Rila"),
        ("Mode Copenhagen", "Textile Copenhagen"),
    ],
)
def test_who_is_not_asked_about(one, other):
    rows = Row(name=one, town="Ruse", country="BG"), Row(name=other, town="Ruse", country="BG")

    assert suspect(*rows) is None


@pytest.mark.parametrize("name", ["", " ", "&", "S.L.", "ЕООД", "1", "  .  ", "'", "a" * 200, "☃", "1 2 3"])
def test_no_name_breaks_anything(name):
    row = Row(name=name, town=name, country="ES", vat=name, website=f"http://[{name}", code="x")

    index = Index.build([row, Row(name="Puig", town="Vic", country="ES", code="y")])

    assert [each.code for each in index.candidates(row)] == []


def test_names_are_taken_apart():
    found = read("ЕТ „Братя Петрови & Ко“ II ООД")

    assert (found.kinds, found.counts) == ({"limited", "sole"}, ("2",))
    assert found.words == ("bratya", "petrovi", "company")
    assert town_key("Kjøbenhavn") == town_key("Копенхаген") == town_key("copenhagen")


def test_candidates_come_sure_first_and_few():
    rows = [Row(name=f"Kolev Knits {number}", town="Ruse", country="BG", code=f"k{number}") for number in range(9)]
    index = Index.build([*rows, Row(name="Kolev Knits", town="Ruse", country="BG", code="one")])

    found = index.candidates(Row(name="KOLEV KNITS", town="Русе", country="BG"))

    assert [each.code for each in found][0] == "one"
    assert (len(found), [each.sure for each in found]) == (5, [True, False, False, False, False])


def test_fingerprint_is_of_what_is_said_not_how():
    one = fingerprint("Текстил  Русе", "Русе", "bg", "BG 123456789")

    assert one == fingerprint("tekstil ruse", " RUSE ", "BG", "123456789")
    assert len({one, fingerprint("tekstil ruse", "ruse", "BG"), fingerprint("tekstil ruse", "ruse", "RO")}) == 3
    assert len(one) == 64


def test_generated_doubles_are_found():
    """The shares of the whole set are printed by `make bench`; this is a smaller one of another seed."""
    generated = doubles_set.make(77, organisations=1500, doubles=240)

    found = doubles_set.compare(generated, Index.build(generated.rows).pairs())

    assert (len(generated.rows), len(generated.same)) == (1500, 240)
    assert found.sure_precision >= 0.98, found.wrong
    assert found.recall >= 0.95, found.missed
    assert found.precision >= 0.4


@pytest.mark.django_db
def test_answers_are_remembered(django_assert_num_queries):
    mill, other, by = places.organisation("Mill"), places.organisation("Mill Ltd"), people.person()
    line = fingerprint("Mill", "Ruse", "BG")
    decide(line, mill, same=True, by=by)
    decide(line, other, same=False, by=by)
    decide(*pair(other, mill), same=False, by=by)
    decide(*pair(mill, other), same=False, by=by)

    first, second = sorted((mill, other), key=lambda each: each.code)
    with django_assert_num_queries(1):
        found = decided([line, subject_of(first), "nobody"])

    assert found == {line: {mill.code: True, other.code: False}, subject_of(first): {second.code: False}}
    assert SameOrNot.objects.count() == 3


@pytest.mark.django_db
def test_rows_of_organisations_have_all_towns_and_no_merged_ones(django_assert_num_queries):
    mill = places.organisation("Mill", town="Ruse", vat_number="BG123456789")
    mill.places.create(town="Varna", country="BG", kind="site")
    places.organisation("Gone", merged_into=mill)
    bare = places.organisation("Bare", country="RO")

    with django_assert_num_queries(2):
        rows = list(rows_of_organisations())

    assert rows == [
        Row(name="Mill", town="Ruse", towns=("Varna",), country="BG", vat="BG123456789", code=mill.code),
        Row(name="Bare", country="RO", code=bare.code),
    ]
