"""The coordinator changes a programme through its pages."""

from datetime import date
from decimal import Decimal

import pytest

from exchanges.forms.programmes import NAMES
from exchanges.models import Exchange, Rate, Target
from tests.factories import exchanges as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


def address(w, part: str) -> str:
    return f"/en/exchanges/programmes/{w.programme.code}/edit/{part}/"


def as_sent(form) -> dict[str, str]:
    """What a browser would send of a form or of rows as they stand."""
    forms = [form.management_form, *form.forms] if hasattr(form, "management_form") else [form]
    sent = {}
    for each in forms:
        for field in each:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
    return sent


def page(client, w, part: str):
    response = client.get(address(w, part))
    return response, as_sent(response.context["form"] or response.context["rows"])


@pytest.mark.parametrize("part", NAMES)
def test_saving_a_part_as_it_stands_changes_nothing(client, w, part):
    client.force_login(w.coordinator)
    rates = list(Rate.objects.order_by("pk").values())
    response, sent = page(client, w, part)

    saved = client.post(address(w, part), sent)

    assert response.status_code == 200
    assert (saved.status_code, saved.url) == (302, address(w, part))
    assert list(Rate.objects.order_by("pk").values()) == rates
    w.programme.refresh_from_db()
    assert w.programme.needed_evidence == ["travel_ticket", "stay_invoice"]


def test_a_new_rate_follows_the_old_one_and_what_is_signed_keeps_its_sum(client, w):
    signed = factory.approved(w)
    client.force_login(w.coordinator)
    _response, sent = page(client, w, "rates")
    row = next(key.removesuffix("-country") for key, value in sent.items() if value == "DK" and key.endswith("country"))
    new = f"rows-{int(sent['rows-TOTAL_FORMS']) - 1}"
    sent |= {f"{row}-valid_until": "2026-09-15", f"{new}-country": "DK", f"{new}-amount": "1000"}
    sent |= {f"{new}-valid_from": "2026-09-15", f"{new}-currency": "EUR"}

    assert client.post(address(w, "rates"), sent).status_code == 302

    assert list(Rate.objects.filter(country="DK").values_list("valid_until", "amount")) == [
        (date(2026, 9, 15), Decimal(1100)),
        (None, Decimal(1000)),
    ]
    assert Exchange.objects.get(pk=signed.pk).agreed_amount == 1100


@pytest.mark.parametrize(
    ("part", "changes", "sentence"),
    [
        ("rules", {"ends_on": "2020-01-01"}, "The last day is before the first."),
        ("rules", {"preferred_to": "1"}, "at least as much as the number before it"),
        ("rules", {"min_days": "0"}, "At least one day is needed."),
        ("rules", {"starts_on": "soon"}, "Enter a valid date."),
        (
            "rates",
            {"{new}-country": "DK", "{new}-amount": "5", "{new}-valid_from": "2026-01-01"},
            "Another rate of this",
        ),
        (
            "rates",
            {"{new}-country": "DK", "{new}-amount": "-5", "{new}-valid_from": "2020-01-01"},
            "greater than or equal",
        ),
        ("targets", {"{new}-organisation_type": "sme", "{new}-number": "5", "{new}-side": "visitor"}, "duplicate"),
    ],
    ids=["reversed", "preferred", "no day", "no date", "two rates", "negative", "twice"],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_changed(client, w, part, changes, sentence):
    client.force_login(w.coordinator)
    _response, sent = page(client, w, part)
    new = f"rows-{int(sent.get('rows-TOTAL_FORMS', 1)) - 1}"
    before = (list(Rate.objects.values()), list(Target.objects.values()))
    changes = {key.format(new=new): value for key, value in changes.items()}

    response = client.post(address(w, part), sent | changes)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert (list(Rate.objects.values()), list(Target.objects.values())) == before
