"""What the pages of clusters and organisations show: their own facts, and what other rooms hang below them.

Rooms further right register what they have to show; this room imports none of them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from clusters.fields import level_of
from clusters.models import Cluster, Membership, Organisation
from clusters.states import Visibility
from core.collation import sort_key
from core.languages import country_name, name_in
from core.slugs import town_for
from vocabulary.models import Concept


@dataclass(frozen=True)
class Section:
    """A part of the page that another room fills; its template gets `section` and the reader's language."""

    template: str
    items: list = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Term:
    """One line of facts; `language` where the value is in another language than the reader's."""

    label: str
    value: str
    language: str = ""


@dataclass(frozen=True)
class Tally:
    """What another room counts for an organisation, and how it says so."""

    number: int
    text: str


@dataclass(frozen=True)
class Source:
    """A line of the sources: what stands before and after the site that it names."""

    before: str
    site: str = ""
    after: str = ""


_SITE = re.compile(r"(?<=: )[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=[,;]|$)")
_cluster_sections: list[Callable] = []
_organisation_sections: list[Callable] = []
_cluster_facts: list[Callable] = []
_tallies: list[Callable] = []


def register(
    *,
    cluster: Callable | None = None,
    organisation: Callable | None = None,
    facts: Callable | None = None,
    tallies: Callable | None = None,
):
    """Called from an app's `ready()`. The first two get (subject, user, language) and return a `Section` or None;
    `facts` gets a user and returns {cluster's primary key: a short fact} for the list of clusters; `tallies` gets a
    user and returns {organisation's primary key: `Tally`} for the list of organisations.
    """
    _cluster_sections.extend([cluster] if cluster else [])
    _organisation_sections.extend([organisation] if organisation else [])
    _cluster_facts.extend([facts] if facts else [])
    _tallies.extend([tallies] if tallies else [])


def sections_of(subject: Cluster | Organisation, *, user, language: str) -> list[Section]:
    """What other rooms show on this page, in the order of registration."""
    functions = _cluster_sections if isinstance(subject, Cluster) else _organisation_sections
    return [section for function in functions if (section := function(subject, user, language))]


def facts_of_clusters(user) -> dict[int, list[str]]:
    """Short facts of every cluster: its members on this site, and what other rooms count."""
    found: dict[int, list[str]] = {}
    for function in (_member_counts, *_cluster_facts):
        for pk, fact in function(user).items():
            found.setdefault(pk, []).append(fact)
    return found


def tallies_of_organisations(user) -> dict[int, Tally]:
    """What is counted for each organisation that has any of it: one query for each room."""
    return {pk: tally for function in _tallies for pk, tally in function(user).items()}


def holding_today() -> Q:
    """Memberships that hold today (half-open)."""
    today = timezone.localdate()
    return Q(since__lte=today) & (Q(until=None) | Q(until__gt=today))


def _member_counts(user) -> dict[int, str]:
    visible = Organisation.objects.visible_to(user)
    rows = (
        Membership.objects.filter(holding_today(), organisation__in=visible)
        .values("cluster")
        .annotate(number=Count("organisation", distinct=True))
        .order_by()
    )
    return {
        row["cluster"]: ngettext("%(number)s member here", "%(number)s members here", row["number"])
        % {"number": row["number"]}
        for row in rows
    }


def members_of(cluster: Cluster, *, user, language: str) -> list[int]:
    """Primary keys of the organisations whose membership holds today, in the alphabet of the reader."""
    rows = (
        Organisation.objects.visible_to(user)
        .members_of(cluster, timezone.localdate())
        .order_by()
        .values_list("pk", "name", "name_latin")
        .distinct()
    )
    return [pk for pk, name, latin in sorted(rows, key=lambda row: (sort_key(row[2] or row[1], language), row[0]))]


def with_lines(organisations):
    """Prefetch what a line of a list shows: places, texts, memberships that hold, concepts; constant queries."""
    concepts = Concept.objects.current().with_labels().select_related("scheme").order_by("scheme__order", "code")
    return with_present_memberships(organisations).prefetch_related(
        "places", "texts", Prefetch("concepts", queryset=concepts)
    )


def with_present_memberships(organisations):
    """Prefetch the memberships that hold today, with their clusters, as `present_memberships`."""
    memberships = Membership.objects.filter(holding_today()).select_related("cluster").order_by("cluster__order")
    return organisations.prefetch_related(Prefetch("memberships", queryset=memberships, to_attr="present_memberships"))


def lines(pks: list[int]) -> list[Organisation]:
    """The organisations with these keys, in this order, ready for a list."""
    found = with_lines(Organisation.objects.filter(pk__in=pks)).in_bulk()
    return [found[pk] for pk in pks if pk in found]


def cluster_terms(cluster: Cluster, language: str) -> list[Term]:
    """The public fields of an ECCP profile that are known, as terms. Free fields are kept in English, as ECCP does."""
    field_label = {each.name: str(each.verbose_name) for each in Cluster._meta.concrete_fields}
    written = [town_for(part, language) for part in (cluster.town, cluster.region) if part]
    place = ", ".join(dict.fromkeys(written))
    terms = [
        Term(_("seat"), place, cluster.main_language),
        Term(field_label["country"], country_name(cluster.country, language)),
        Term(field_label["founded_year"], str(cluster.founded_year or "")),
        Term(field_label["languages"], ", ".join(name_in(code, language) for code in cluster.languages)),
    ]
    for name in (
        "staff_range",
        "sectors",
        "technology_fields",
        "specialisation_areas",
        "networks",
        "other_labels",
        "scale_up_facilities",
    ):
        terms.append(Term(field_label[name], getattr(cluster, name), "en"))
    for name in ("has_strategy", "has_internationalisation_strategy"):
        value = getattr(cluster, name)
        terms.append(Term(field_label[name], "" if value is None else _("yes") if value else _("no")))
    return [
        Term(term.label, term.value, "" if term.language == language else term.language) for term in terms if term.value
    ]


def member_figures(cluster: Cluster) -> list[tuple[str, int]]:
    """The members by type, as the cluster's public profile counts them; empty where nothing is known."""
    names = ("members_total", "members_sme", "members_large", "members_research", "members_other")
    return [
        (str(Cluster._meta.get_field(name).verbose_name), getattr(cluster, name))
        for name in names
        if getattr(cluster, name) is not None
    ]


def source(line: str) -> Source:
    """`a sentence: site.example, month and year` with its site apart; text alone where the line names none."""
    found = _SITE.search(line)
    return Source(line[: found.start()], found[0], line[found.end() :]) if found else Source(line)


def sources_disagree(awards) -> bool:
    """True where awards that may be valid today name different levels: then the page shows all and decides nothing."""
    return len({award.level for award in awards if award.is_valid is not False}) > 1


def organisation_data(organisation: Organisation, *, address: str, language: str) -> dict:
    """The organisation as schema.org/Organization, for search engines; only what its page shows."""
    place, text = organisation.main_place, organisation.text(language)
    data = {"@context": "https://schema.org", "@type": "Organization", "@id": address, "url": address}
    data["name"] = organisation.name
    if organisation.name_latin:
        data["alternateName"] = organisation.name_latin
    if text:
        data["description"] = text.about
    if organisation.website and level_of(organisation, "website") == Visibility.PUBLIC:
        data["sameAs"] = organisation.website
    if organisation.identifiers_public and organisation.vat_number:
        data["vatID"] = organisation.vat_number
    if place:
        data["address"] = {
            "@type": "PostalAddress",
            "addressLocality": place.town,
            "addressRegion": place.region,
            "addressCountry": place.country,
        }
    if organisation.languages:
        data["knowsLanguage"] = organisation.languages
    data["memberOf"] = [
        {"@type": "Organization", "name": membership.cluster.name} for membership in organisation.present_memberships
    ]
    return data
