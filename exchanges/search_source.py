"""Missions and offers as the search finds them.

A cancelled mission is not found: who searches wants to go somewhere. Its page stays for those who have the address. One
that took place is found: what was done there is worth reading. Paused and withdrawn offers are not public at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from textwrap import shorten

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _, override, pgettext

from clusters import fields
from core import dates
from core.languages import country_name
from exchanges.models import (
    Mission,
    MissionHost,
    MissionSession,
    MissionSessionText,
    MissionText,
    Offer,
    OfferText,
)
from exchanges.states import PUBLIC_MISSIONS, MissionState, OfferState
from search import documents, sources
from search.concepts import words
from search.documents import SearchDocument
from search.paths import address
from search.plain import joined

LONGEST_SUMMARY = 200
FOUND_MISSIONS = PUBLIC_MISSIONS - {MissionState.CANCELLED}
MISSION_COLUMNS = (
    "pk", "code", "state", "language", "country", "town", "latitude", "longitude", "is_virtual", "first_day",
    "announced_at", "organising_cluster__code",
)  # fmt: skip


class MissionSource(sources.Source):
    """One document for each language of its texts; the sessions and the hosts are part of the text."""

    kind = "mission"
    order = 40
    on_map = True
    models = (Mission,)
    parts = {
        MissionText: "mission",
        MissionHost: "mission",
        MissionSession: "mission",
        MissionSessionText: "session",
    }

    @property
    def title(self) -> str:
        return pgettext("exchange", "Missions")

    def code_of(self, row: Mission | MissionSession) -> str | None:
        mission = row.mission if isinstance(row, MissionSession) else row
        return mission.code if mission.state != MissionState.DRAFT else None

    def _visible(self):
        return Mission.objects.visible_to(AnonymousUser()).filter(state__in=FOUND_MISSIONS)

    def codes(self) -> Iterable[str]:
        return self._visible().order_by("code").values_list("code", flat=True)

    def documents(self, codes: Collection[str], *, revision: int) -> Iterator[SearchDocument]:
        """Six queries."""
        rows = list(self._visible().filter(code__in=codes).order_by("code").values(*MISSION_COLUMNS))
        pks = [row["pk"] for row in rows]
        texts: dict[int, dict[str, MissionText]] = defaultdict(dict)
        hosts: dict[int, list[str]] = defaultdict(list)
        concepts: dict[int, list[int]] = defaultdict(list)
        sessions: dict[tuple[int, str], list[str]] = defaultdict(list)
        for text in MissionText.objects.filter(mission__in=pks):
            texts[text.mission_id][text.language] = text
        for pk, *names in (
            MissionHost.objects.filter(mission__in=pks)
            .order_by("order", "pk")
            .values_list("mission_id", "organisation__name", "organisation__name_latin")
        ):
            hosts[pk].extend(filter(None, names))
        for pk, language, *said in MissionSessionText.objects.filter(session__mission__in=pks).values_list(
            "session__mission_id", "language", "title", "note"
        ):
            sessions[pk, language].extend(said)
        for pk, concept in Mission.concepts.through.objects.filter(mission__in=pks).values_list(
            "mission_id", "concept_id"
        ):
            concepts[pk].append(concept)
        known = words()
        for row in rows:
            pk = row["pk"]
            shared = {
                "concepts": known.keys(concepts[pk]),
                "facets": known.facets(concepts[pk]) | _mission_facets(row),
                "place": _place(row["latitude"], row["longitude"]),
                "date": row["announced_at"].date() if row["announced_at"] else None,
                "revision": revision,
            }
            for number, (language, text) in enumerate(sorted(texts[pk].items())):
                said = [*hosts[pk], *sessions[pk, language]]
                yield _mission(row, text, said, shared | {"version": number})

    def showing(self, kind: str, codes: Collection[str]) -> Iterable[str]:
        if kind == "concept":
            return _about(Mission, codes)
        if kind == "organisation":
            hosted = Mission.objects.filter(hosts__organisation__code__in=codes)
            return hosted.values_list("code", flat=True).distinct()
        return ()

    def facet_titles(self, language: str) -> dict[str, str]:
        with override(language):
            return {
                "month": _("Month"),
                "mission_state": _("State of the mission"),
                "online": pgettext("exchange", "Online"),
            }

    def facet_labels(self, name: str, values: Collection[str], language: str) -> dict[str, str]:
        if name == "month":
            return {value: dates.month(day, language) for value in values if (day := _month(value))}
        if name == "country":
            return {value: country_name(value, language) for value in values}
        with override(language):
            labels = {
                "mission_state": {value: str(label) for value, label in MissionState.choices},
                "online": {"yes": _("online")},
            }.get(name, {})
        return {value: labels[value] for value in values if value in labels}


class OfferSource(sources.Source):
    """One document for each language of its texts."""

    kind = "offer"
    order = 45
    on_map = True
    models = (Offer,)
    parts = {OfferText: "offer"}

    @property
    def title(self) -> str:
        return pgettext("exchange", "Offers")

    def code_of(self, row: Offer) -> str | None:
        return row.code if row.state != OfferState.DRAFT else None

    def _visible(self):
        return Offer.objects.visible_to(AnonymousUser())

    def codes(self) -> Iterable[str]:
        return self._visible().order_by("code").values_list("code", flat=True)

    def documents(self, codes: Collection[str], *, revision: int) -> Iterator[SearchDocument]:
        """Four queries."""
        rows = list(
            self._visible()
            .filter(code__in=codes)
            .order_by("code")
            .select_related("organisation", "place", "receiving_cluster")
            .prefetch_related("texts", "organisation__places")
        )
        concepts = defaultdict(list)
        for pk, concept in Offer.concepts.through.objects.filter(offer__in=rows).values_list("offer_id", "concept_id"):
            concepts[pk].append(concept)
        known = words()
        for offer in rows:
            where = _where(offer)
            shared = {
                "concepts": known.keys(concepts[offer.pk]),
                "facets": known.facets(concepts[offer.pk]) | _offer_facets(offer),
                "place": _place(where["latitude"], where["longitude"]) if where else None,
                "date": offer.created_at.date(),
                "revision": revision,
            }
            for number, text in enumerate(sorted(offer.texts.all(), key=lambda text: text.language)):
                yield _offer(offer, text, shared | {"version": number})

    def showing(self, kind: str, codes: Collection[str]) -> Iterable[str]:
        if kind == "concept":
            return _about(Offer, codes)
        if kind == "organisation":
            return Offer.objects.filter(organisation__code__in=codes).values_list("code", flat=True)
        return ()

    def facet_titles(self, language: str) -> dict[str, str]:
        with override(language):
            return {"online": pgettext("exchange", "Online")}


def _about(model: type[Mission] | type[Offer], codes: Collection[str]) -> Iterable[str]:
    found = model.objects.filter(concepts__in=words().at_or_below(codes))
    return found.values_list("code", flat=True).distinct()


def _month(value: str) -> date | None:
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError:
        return None


def _place(latitude: float | None, longitude: float | None) -> documents.Place | None:
    return None if latitude is None or longitude is None else documents.Place(latitude, longitude)


def _mission_facets(row: dict) -> dict[str, tuple[str, ...]]:
    facets: dict[str, tuple[str, ...]] = {
        "cluster": (row["organising_cluster__code"],),
        "country": (row["country"],),
        "month": (f"{row['first_day']:%Y-%m}",),
        "mission_state": (row["state"],),
    }
    return facets | ({"online": ("yes",)} if row["is_virtual"] else {})


def _mission(row: dict, text: MissionText, said: list[str], shared: dict) -> SearchDocument:
    return SearchDocument(
        key=f"mission:{row['code']}:{text.language}",
        kind="mission",
        language=text.language,
        translation_key=f"mission:{row['code']}",
        title=text.title,
        address=address("mission", row["code"]),
        summary=text.summary,
        body=joined((text.description, text.welcome, text.accessibility, row["town"], *said)),
        card={
            "summary": shorten(text.summary or text.description, LONGEST_SUMMARY, placeholder="…"),
            "cluster": row["organising_cluster__code"],
            "town": row["town"],
            "country": row["country"],
            "facts": [["month", f"{row['first_day']:%Y-%m}"], ["mission_state", row["state"]]],
        },
        **shared,
    )


def _offer_facets(offer: Offer) -> dict[str, tuple[str, ...]]:
    facets: dict[str, tuple[str, ...]] = {
        "cluster": (offer.receiving_cluster.code,),
        "country": (offer.country,),
        "type": (offer.organisation.type,),
    }
    return facets | ({"online": ("yes",)} if offer.virtual else {})


def _where(offer: Offer) -> dict | None:
    """The place of the stay as everybody may know it: a host can keep its street for members."""
    if offer.where is None:
        return None
    level = fields.level_of(offer.organisation, "place")
    return fields.place_shown(fields.place_value(offer.where), level, "public")


def _offer(offer: Offer, text: OfferText, shared: dict) -> SearchDocument:
    organisation, town = offer.organisation, offer.where.town if offer.where else ""
    facts = [["type", organisation.type], ["online", "yes" if offer.virtual else ""]]
    return SearchDocument(
        key=f"offer:{offer.code}:{text.language}",
        kind="offer",
        language=text.language,
        translation_key=f"offer:{offer.code}",
        title=text.title,
        address=address("offer", offer.code),
        body=joined(
            (text.learn, text.conditions, text.accessibility, organisation.name, organisation.name_latin, town)
        ),
        card={
            "summary": shorten(text.learn, LONGEST_SUMMARY, placeholder="…"),
            "cluster": offer.receiving_cluster.code,
            "town": town,
            "country": offer.country,
            "precision": (_where(offer) or {}).get("precision", ""),
            "note": organisation.name,
            "facts": [fact for fact in facts if fact[1]],
        },
        **shared,
    )


def register() -> None:
    """Called when the app is ready."""
    sources.register(MissionSource())
    sources.register(OfferSource())
