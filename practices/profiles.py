"""What this room shows on the pages of clusters and organisations (`clusters.profiles`)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from clusters.models import Cluster, Organisation
from clusters.profiles import Section, Tally
from practices.listing import current_index
from practices.models import PracticePage, Transfer
from practices.queries.addresses import path_of
from practices.queries.cards import cards
from practices.states import TransferState

NEWEST = 4
MOST = 50


@dataclass(frozen=True)
class TransferLine:
    """A confirmed transfer by an organisation, with the practice it is about; `language` where not the reader's."""

    transfer: Transfer
    title: str
    href: str
    language: str


def of_cluster(cluster: Cluster, user, language: str) -> Section:
    """The newest practices of a cluster, and where all of them and their feeds are."""
    index = current_index()
    bits = index.bits.get("cluster", {}).get(cluster.code, 0)
    entries = index.in_order(bits, "new", language)[:NEWEST]
    query = urlencode({"cluster": cluster.code})
    links = {name: f"{reverse(name)}?{query}" for name in ("practices", "practices-atom", "practices-rss")}
    return Section(
        "practices/of_cluster.html",
        cards(entries, language),
        {"all": links["practices"], "atom": links["practices-atom"], "rss": links["practices-rss"]},
    )


def of_organisation(organisation: Organisation, user, language: str) -> Section | None:
    """The published practices that an organisation owns, newest first."""
    index = current_index()
    codes = set(
        PracticePage.objects.visible_to(user)
        .filter(organisation=organisation, is_original=True)
        .values_list("code", flat=True)
    )
    entries = [entry for entry in index.entries if entry.code in codes][:MOST]
    return Section("practices/of_organisation.html", cards(entries, language)) if entries else None


def transfers_by(organisation: Organisation, user, language: str) -> Section | None:
    """What an organisation made of others' practices, as far as its cluster confirmed it."""
    index = current_index()
    transfers = Transfer.objects.filter(organisation=organisation, state=TransferState.CONFIRMED)[:MOST]
    known = [(transfer, entry) for transfer in transfers if (entry := index.get(transfer.practice_code))]
    lines = []
    for transfer, entry in known:
        spoken = entry.language_for(language)
        lines.append(
            TransferLine(
                transfer, entry.versions[spoken].title, path_of(entry, language), "" if spoken == language else spoken
            )
        )
    return Section("practices/transfers_by.html", lines) if lines else None


def facts_of_clusters(user) -> dict[int, str]:
    """How many practices each cluster has published."""
    index = current_index()
    codes = dict(Cluster.objects.values_list("code", "pk"))
    return {
        codes[code]: ngettext("%(number)s practice", "%(number)s practices", count) % {"number": count}
        for code, count in index.count_values("cluster", index.everything)
        if code in codes
    }


def tallies_of_organisations(user) -> dict[int, Tally]:
    """How many published practices each organisation owns."""
    owned = PracticePage.objects.visible_to(user).filter(is_original=True).exclude(organisation=None).order_by()
    return {
        pk: Tally(count, ngettext("%(number)s practice", "%(number)s practices", count) % {"number": count})
        for pk, count in owned.values_list("organisation").annotate(Count("pk"))
    }
