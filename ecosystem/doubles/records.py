"""The organisations that are there, as rows for the index."""

from collections.abc import Iterator

from clusters.models import Organisation, Place
from ecosystem.doubles.rows import Row


def rows_of_organisations(organisations=None) -> Iterator[Row]:
    """Every organisation that was not merged away, unconfirmed ones too, with its towns. Two queries."""
    organisations = Organisation.objects.all() if organisations is None else organisations
    organisations = organisations.filter(merged_into=None).order_by("pk")
    towns: dict[int, list[str]] = {}
    places = Place.objects.filter(organisation__in=organisations).order_by("organisation", "kind", "pk")
    for pk, town in places.values_list("organisation_id", "town").iterator(chunk_size=2000):
        towns.setdefault(pk, []).append(town)
    fields = ("pk", "code", "name", "name_latin", "country", "vat_number", "registration_number", "website")
    for pk, code, name, latin, country, vat, registration, website in organisations.values_list(*fields):
        first, *rest = towns.get(pk) or [""]
        yield Row(
            name=name,
            name_latin=latin,
            town=first,
            towns=tuple(rest),
            country=country,
            vat=vat,
            registration=registration,
            website=website,
            code=code,
        )
