"""Finding an organisation by what somebody types, in any script, and organisations that may be the same."""

from urllib.parse import urlsplit

from clusters.models import Organisation
from core.text import folded

MOST_MATCHES = 20
SHORTEST = 2


def _host(website: str) -> str:
    return (urlsplit(website).hostname or "").removeprefix("www.")


def find_organisations(text: str, *, user) -> list[Organisation]:
    """At most 20 organisations whose names and towns hold every word typed; names that begin so come first.

    Reads the names and towns of all visible organisations and compares them here, because no database we run on
    compares Фабрика with Fabrika: two queries, about 10 ms for a thousand organisations.
    """
    words = folded(text).split()
    if not words or len("".join(words)) < SHORTEST:
        return []
    found = []
    rows = Organisation.objects.visible_to(user).values_list("pk", "name", "name_latin", "places__town")
    texts: dict[int, str] = {}
    for pk, name, latin, town in rows:
        texts[pk] = f"{texts.get(pk) or folded(f'{name} {latin}')} {folded(town or '')}"
    for pk, haystack in texts.items():
        if all(word in haystack for word in words):
            found.append((not haystack.startswith(words[0]), haystack, pk))
    best = [pk for _later, _haystack, pk in sorted(found)[:MOST_MATCHES]]
    organisations = Organisation.objects.prefetch_related("places", "memberships__cluster").in_bulk(best)
    return [organisations[pk] for pk in best]


def likely_doubles(organisation: Organisation, *, user) -> list[Organisation]:
    """Visible organisations that may be this one: same VAT number, same website, or one name inside the other."""
    names = [folded(name).strip() for name in (organisation.name, organisation.name_latin) if name.strip()]
    host = _host(organisation.website)
    visible = Organisation.objects.visible_to(user).exclude(pk=organisation.pk)
    found = []
    for pk, name, latin, website, vat in visible.values_list("pk", "name", "name_latin", "website", "vat_number"):
        others = [folded(other).strip() for other in (name, latin) if other]
        same_number = bool(vat) and vat == organisation.vat_number
        same_host = bool(host) and host == _host(website)
        if same_number or same_host or any(_one_in_the_other(a, b) for a in names for b in others):
            found.append(pk)
    doubles = Organisation.objects.prefetch_related("places", "memberships__cluster")
    return list(doubles.in_bulk(found[:MOST_MATCHES]).values())


def _one_in_the_other(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return short == long or (len(short) >= 4 and f" {short} " in f" {long} ")
