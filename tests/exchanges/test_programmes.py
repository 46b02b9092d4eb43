"""The programme as data, and what the database refuses of it."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from exchanges.models import Programme, ProgrammeCountry, Rate, RoleRule, Target
from exchanges.programmes import DEFAULT, load_programme

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing():
    first = load_programme()
    counts = [model.objects.count() for model in (Programme, ProgrammeCountry, Rate, RoleRule, Target)]

    assert load_programme() == first
    assert [model.objects.count() for model in (Programme, ProgrammeCountry, Rate, RoleRule, Target)] == counts
    assert counts == [1, 41, 40, 28, 5]


def test_what_the_coordinator_added_stays():
    programme = load_programme()
    Rate.objects.filter(country="BG").update(valid_until=date(2027, 1, 1))
    added = Rate.objects.create(programme=programme, country="BG", valid_from=date(2027, 1, 1), amount=650)
    Rate.objects.filter(country="BG", valid_from=date(2022, 1, 1)).update(amount=1)

    load_programme()

    assert Rate.objects.get(pk=added.pk).amount == 650
    assert Rate.objects.get(country="BG", valid_from=date(2022, 1, 1)).amount == 560


def test_the_targets_and_rates_of_the_fact_sheet():
    programme = load_programme()

    assert dict(programme.targets.values_list("organisation_type", "number")) == {
        "sme": 75,
        "cluster_organisation": 10,
        "support_body": 5,
        "large": 5,
        "public": 5,
    }
    five = dict(programme.rates.filter(country__in=("ES", "BG", "FR", "RO", "DK")).values_list("country", "amount"))
    assert five == {
        country: Decimal(n) for country, n in {"ES": 830, "BG": 560, "FR": 900, "RO": 560, "DK": 1100}.items()
    }
    assert all(programme.rates.exclude(source="").values_list("source", flat=True))
    assert programme.rates.filter(source="").count() == 0


@pytest.mark.parametrize(
    ("first", "until", "fits"),
    [
        (date(2022, 6, 1), None, False),
        (date(2023, 1, 1), None, True),
        (date(2021, 1, 1), date(2022, 1, 1), True),
        (date(2021, 1, 1), date(2022, 1, 2), False),
        (date(2021, 1, 1), None, False),
        (date(2022, 3, 1), date(2022, 4, 1), False),
    ],
)
def test_two_rates_never_hold_on_the_same_day(first, until, fits):
    programme = load_programme()
    Rate.objects.filter(country="NL").update(valid_until=date(2023, 1, 1))

    def add():
        with transaction.atomic():
            Rate.objects.create(programme=programme, country="NL", valid_from=first, valid_until=until, amount=900)

    if fits:
        add()
    else:
        with pytest.raises(IntegrityError):
            add()
    assert Rate.objects.filter(country="NL").count() == 1 + fits


def test_a_rate_cannot_grow_into_another():
    programme = load_programme()
    Rate.objects.filter(country="NL").update(valid_until=date(2023, 1, 1))
    Rate.objects.create(programme=programme, country="NL", valid_from=date(2023, 1, 1), amount=900)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rate.objects.filter(country="NL", valid_from=date(2022, 1, 1)).update(valid_until=None)


def test_another_programme_and_another_country_have_their_own_rates():
    programme = load_programme()
    other = Programme.objects.create(code="second", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))

    Rate.objects.create(programme=other, country="NL", valid_from=date(2022, 1, 1), amount=1)
    Rate.objects.create(programme=programme, country="GB", valid_from=date(2022, 1, 1), amount=900)

    assert Rate.objects.filter(valid_from=date(2022, 1, 1), country="NL").count() == 2


def test_two_programmes_run_side_by_side():
    load_programme()
    Programme.objects.create(code="second", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))

    assert Programme.objects.running(date(2026, 11, 1)).count() == 2
    assert Programme.objects.running(date(2025, 11, 1)).count() == 1


def load(*arguments) -> str:
    out = StringIO()
    call_command("programme", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_loads_the_programme_and_lists_it():
    assert (
        load("load")
        == load("list")
        == ("clusterxchange: 2025-10-01 to 2027-09-30, target 100, 41 countries, 40 rates.\n")
    )


def test_another_alliance_brings_its_own_file(tmp_path):
    file = tmp_path / "other.toml"
    file.write_text(DEFAULT.read_text().replace('code = "clusterxchange"', 'code = "other"'))

    load("load")
    load("load", str(file))

    assert list(Programme.objects.order_by("code").values_list("code", flat=True)) == ["clusterxchange", "other"]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("[programme]", "[programme", "is no TOML"),
        ("[programme]", "[programm]", "lacks 'programme'"),
        ("starts_on = 2025-10-01", "starts_on = 2029-10-01", "constraint"),
        ('currency = "EUR"', 'currency = "EURO"', "at most 3 characters|too long"),
        ("min_days = 3", "least_days = 3", "least_days"),
        ('ceiling = "1100.00"', 'ceiling = "much"', "ConversionSyntax"),
        ('organisation_type = "sme"\nnumber', 'organisation_type = "shop"\nnumber', "is not a valid choice"),
    ],
    ids=["broken", "without a part", "ends first", "too long", "unknown", "no number", "no type"],
)
def test_a_file_with_a_mistake_changes_nothing_and_says_which(tmp_path, before, after, sentence):
    file = tmp_path / "programme.toml"
    text = DEFAULT.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))

    with pytest.raises(CommandError, match=sentence):
        load("load", str(file))

    assert not Programme.objects.exists()
