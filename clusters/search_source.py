"""Clusters and organisations as the search finds them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from textwrap import shorten

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _, override, pgettext
from wagtail.models import ModelLogEntry

from clusters import rules, search_facets
from clusters.gazetteer import region_name
from clusters.models import (
    Affiliation,
    Capability,
    Certificate,
    Cluster,
    ClusterText,
    Membership,
    OrderTerms,
    Organisation,
    OrganisationText,
    Photo,
    Place,
    RetiredCode,
)
from clusters.profiles import holding_today
from clusters.states import OrganisationSize, OrganisationType
from core.languages import CODES, country_name, name_in
from core.slugs import town_for
from search import access, changes, documents, sources
from search.concepts import words
from search.documents import MEMBERS, SearchDocument
from search.paths import address
from search.plain import joined

LONGEST_SUMMARY = 200
ORGANISATION_COLUMNS = (
    "pk", "code", "name", "name_latin", "type", "size", "country", "languages", "vat_number", "registration_number",
    "identifiers_public", "visibility", "website", "created_at",
)  # fmt: skip
SHOWN_SCHEMES = ("value-chain-step", "product", "material", "technique", "machine", "certificate")  # filters to show
CLUSTER_COLUMNS = (
    "pk", "code", "short_name", "name", "country", "region", "town", "latitude", "longitude", "languages", "sectors",
    "technology_fields", "specialisation_areas", "networks", "founded_year",
)  # fmt: skip


class OrganisationSource(sources.Source):
    """One document for each language of the description; found by former names and by those of merged ones as well."""

    kind = "organisation"
    order = 20
    on_map = True
    models = (Organisation,)
    parts = {
        OrganisationText: "organisation",
        Place: "organisation",
        Membership: "organisation",
        RetiredCode: "organisation",
        Capability: "organisation",
        OrderTerms: "organisation",
        Certificate: "organisation",
        Photo: "organisation",
        Affiliation: "organisation",
    }

    @property
    def title(self) -> str:
        return _("Organisations")

    def _visible(self):
        return Organisation.objects.visible_to(AnonymousUser()).order_by("code")

    def codes(self) -> Iterable[str]:
        return self._visible().values_list("code", flat=True)

    def documents(self, codes: Collection[str], *, revision: int) -> Iterator[SearchDocument]:
        """Fourteen queries."""
        rows = list(self._visible().filter(code__in=codes).values(*ORGANISATION_COLUMNS))
        pks = [row["pk"] for row in rows]
        texts, places = defaultdict(dict), defaultdict(list)
        for pk, language, about in OrganisationText.objects.filter(organisation__in=pks).values_list(
            "organisation_id", "language", "about"
        ):
            texts[pk][language] = about
        for place in Place.objects.filter(organisation__in=pks).order_by("pk"):
            places[place.organisation_id].append(place)
        clusters, former, beside, concepts = _clusters_today(pks), _former(pks), search_facets.beside(pks), words()
        for row in rows:
            pk = row["pk"]
            places[pk].sort(key=lambda place: place.kind != Place.Kind.REGISTERED)
            known = search_facets.known(row, beside[pk], places[pk], concepts)
            shared = {
                "names": tuple(dict.fromkeys(filter(None, (row["name_latin"] or _latin(row["name"]), *former[pk][0])))),
                "concepts": known.concepts,
                "facets": known.facets | _organisation_facets(row, clusters[pk]),
                "numbers": known.numbers,
                "place": known.place,
                "date": row["created_at"].date(),
                "revision": revision,
            }
            named = (*former[pk][1], *known.texts)
            seen = {"town": places[pk][0].town if places[pk] else "", "precision": known.precision}
            versions = sorted(texts[pk].items()) or [(_spoken(row["languages"]), "")]
            for number, (language, about) in enumerate(versions):
                numbered = shared | {"version": number}
                yield _organisation(row, language, about, places[pk], clusters[pk], named, seen, numbered)

    def showing(self, kind: str, codes: Collection[str]) -> Iterable[str]:
        if kind != "concept":
            return ()
        wanted = words().at_or_below(codes)
        about = (
            Organisation.concepts.through.objects.filter(concept__in=wanted),
            Capability.objects.filter(concept__in=wanted),
            Certificate.objects.filter(standard__in=wanted),
        )
        return {code for rows in about for code in rows.values_list("organisation__code", flat=True)}

    def facet_titles(self, language: str) -> dict[str, str]:
        """What everybody may filter by; what is for members only has no title."""
        schemes = sources.get("concept").facet_titles(language)
        with override(language):
            own = {"cluster": _("Cluster"), "country": _("Country"), "region": pgettext("ecosystem", "Region")}
            own |= {scheme: title for scheme, title in schemes.items() if scheme in SHOWN_SCHEMES}
            own |= {"type": _("Type"), "size": _("Size"), "spoken": pgettext("ecosystem", "Language spoken")}
            return own

    def facet_labels(self, name: str, values: Collection[str], language: str) -> dict[str, str]:
        choices = {"type": OrganisationType, "size": OrganisationSize}
        if name in choices:
            with override(language):
                labels = {value: str(label) for value, label in choices[name].choices}
            return {value: labels[value] for value in values if value in labels}
        named = {"country": country_name, "region": region_name, "spoken": name_in}.get(name)
        found = {value: named(value, language) for value in values} if named else {}
        return {value: label for value, label in found.items() if name == "country" or label != value}


class ClusterSource(sources.Source):
    """One document for each language of a cluster’s texts."""

    kind = "cluster"
    order = 30
    models = (Cluster,)
    parts = {ClusterText: "cluster"}

    @property
    def title(self) -> str:
        return _("Clusters")

    def codes(self) -> Iterable[str]:
        return Cluster.objects.order_by("code").values_list("code", flat=True)

    def documents(self, codes: Collection[str], *, revision: int) -> Iterator[SearchDocument]:
        """Two queries."""
        rows = list(Cluster.objects.filter(code__in=codes).order_by("code").values(*CLUSTER_COLUMNS))
        texts = defaultdict(dict)
        for pk, language, mission, services in ClusterText.objects.filter(
            cluster__in=[row["pk"] for row in rows]
        ).values_list("cluster_id", "language", "mission", "services"):
            texts[pk][language] = (mission, services)
        for row in rows:
            versions = sorted(texts[row["pk"]].items()) or [(_spoken(row["languages"]), ("", ""))]
            for number, (language, (mission, services)) in enumerate(versions):
                yield _cluster(row, language, mission, services, revision=revision, version=number)

    def facet_labels(self, name: str, values: Collection[str], language: str) -> dict[str, str]:
        if name != "cluster":
            return {}
        return dict(Cluster.objects.filter(code__in=values).values_list("code", "short_name"))


def _spoken(languages: list[str]) -> str:
    """The first of its languages that is one of the site’s."""
    return next((language for language in languages if language in CODES), settings.LANGUAGE_CODE)


def _latin(text: str) -> str:
    """The text in Latin letters where it is in Cyrillic ones, so that it is found by either; else nothing."""
    latin = town_for(text, settings.LANGUAGE_CODE)
    return latin if latin != text else ""


def _clusters_today(pks: list[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    rows = Membership.objects.filter(holding_today(), organisation__in=pks).order_by("cluster__order", "cluster__code")
    for pk, code in rows.values_list("organisation_id", "cluster__code"):
        found[pk].append(code)
    return found


def _former(pks: list[int]) -> dict[int, tuple[list[str], list[str]]]:
    """(names, codes) that the organisations had or took over: renamed ones by the log, merged ones by their codes."""
    found = defaultdict(lambda: ([], []))
    retired = dict(RetiredCode.objects.filter(organisation__in=pks).values_list("code", "organisation_id"))
    merged = Organisation.objects.filter(code__in=retired).values_list("code", "name", "name_latin")
    for code, pk in retired.items():
        found[pk][1].append(code)
    for code, *names in merged:
        found[retired[code]][0].extend(names)
    edits = ModelLogEntry.objects.filter(
        content_type__app_label="clusters",
        content_type__model="organisation",
        action="clusters.organisation.edit",
        object_id__in=[str(pk) for pk in pks],
    )
    for pk, data in edits.order_by("pk").values_list("object_id", "data"):
        before = data.get("before") or {}
        found[int(pk)][0].extend(name for name in (before.get("name"), before.get("name_latin")) if name)
    return found


def _organisation_facets(row: dict, clusters: list[str]) -> dict[str, tuple[str, ...]]:
    """Under the names of the directory’s filters (`ecosystem.addresses`)."""
    facets = {
        "cluster": tuple(clusters),
        "country": (row["country"],),
        "type": (row["type"],),
        "size": (row["size"],) if row["size"] else (),
    }
    return {name: values for name, values in facets.items() if values}


def _organisation(
    row: dict,
    language: str,
    about: str,
    places: list[Place],
    clusters: list[str],
    named: tuple[str, ...],
    seen: dict[str, str],
    shared: dict,
) -> SearchDocument:
    """`named` is what else it is found by: former codes, public certificates; `seen` is for its card."""
    numbers = (row["vat_number"], row["registration_number"]) if row["identifiers_public"] else ()
    parts = [part for place in places for part in (place.town, place.region) if part]
    towns = dict.fromkeys(filter(None, (*parts, *map(_latin, parts))))
    facts = [["type", row["type"]], ["size", row["size"]]]
    return SearchDocument(
        key=f"organisation:{row['code']}:{language}",
        kind="organisation",
        language=language,
        translation_key=f"organisation:{row['code']}",
        title=row["name"],
        address=address("organisation", row["code"], Organisation(name=row["name"]).slug),
        body=joined((about, ", ".join(towns), " ".join(filter(None, (row["code"], *named, *numbers))))),
        card={
            "summary": shorten(about, LONGEST_SUMMARY, placeholder="…"),
            "cluster": clusters[0] if clusters else "",
            "country": row["country"],
            "note": row["name_latin"],
            **seen,
            "facts": [fact for fact in facts if fact[1]],
        },
        **shared,
    )


def _cluster(row: dict, language: str, mission: str, services: str, **numbered: int) -> SearchDocument:
    place = None
    if row["latitude"] is not None and row["longitude"] is not None:
        place = documents.Place(row["latitude"], row["longitude"])
    profile = (row[name] for name in ("sectors", "technology_fields", "specialisation_areas", "networks"))
    return SearchDocument(
        key=f"cluster:{row['code']}:{language}",
        kind="cluster",
        language=language,
        translation_key=f"cluster:{row['code']}",
        title=row["name"],
        address=address("cluster", row["code"]),
        names=(row["short_name"],),
        summary=mission,
        body=joined((services, *profile, ", ".join(filter(None, (row["town"], row["region"]))))),
        facets={"cluster": (row["code"],), "country": (row["country"],)},
        place=place,
        **numbered,
        card={
            "summary": shorten(mission, LONGEST_SUMMARY, placeholder="…"),
            "cluster": row["code"],
            "town": row["town"],
            "country": row["country"],
        },
    )


def record_calendar_of_today() -> int:
    """The daily round: memberships and certificates begin and end by the calendar, without anybody saving anything."""
    today = timezone.localdate()
    days = (today - timedelta(days=2), today)  # also where the round did not run yesterday
    last = (today - timedelta(days=3), today - timedelta(days=1))  # a certificate is valid on its last day
    turned = Membership.objects.filter(Q(since__range=days) | Q(until__range=days))
    dated = Certificate.objects.filter(Q(valid_from__range=days) | Q(valid_until__range=last))
    codes = {code for rows in (turned, dated) for code in rows.values_list("organisation__code", flat=True)}
    changes.record("organisation", sorted(codes))
    return len(codes)


def access_of(user) -> tuple[str, ...]:
    """A reader's tokens for questions about records: with that of members where they read as such.

    Other pages ask with `search.access.tokens_of` alone, which is two queries less; nothing for members is asked there.
    """
    tokens = access.tokens_of(user)
    return tokens if rules.audience(user) == "public" else (MEMBERS, *tokens)


def register() -> None:
    """Called when the app is ready."""
    sources.register(OrganisationSource())
    sources.register(ClusterSource())
