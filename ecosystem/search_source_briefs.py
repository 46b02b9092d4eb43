"""Public briefs as the search finds them: title, product, steps, materials, quantity, date and region, nothing else.

Never the brand, its files, the budget or the makers. A brief that was closed or withdrawn is not found any more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _, override, pgettext

from clusters.gazetteer import region_name
from clusters.models import Place
from ecosystem.models import Brief
from ecosystem.states import BriefState
from search import sources
from search.concepts import words
from search.documents import SearchDocument
from search.paths import address

# Certificates required are the brand’s business; they are not public.
PUBLIC_SETS = (Brief.steps, Brief.materials)
SHOWN_SCHEMES = ("value-chain-step", "product", "material")


class BriefSource(sources.Source):
    """One document for each public brief, in the language it was written in."""

    kind = "brief"
    order = 50
    models = (Brief,)

    @property
    def title(self) -> str:
        return _("Sourcing briefs")

    def code_of(self, row: Brief) -> str | None:
        return row.code if row.state != BriefState.DRAFT else None

    def codes(self) -> Iterable[str]:
        return Brief.objects.public().order_by("code").values_list("code", flat=True)

    def documents(self, codes: Collection[str], *, revision: int) -> Iterator[SearchDocument]:
        """Four queries."""
        rows = list(Brief.objects.public().filter(code__in=codes).order_by("code"))
        concepts: dict[int, list[int]] = defaultdict(list)
        for relation in PUBLIC_SETS:
            for pk, concept in relation.through.objects.filter(brief__in=rows).values_list("brief_id", "concept_id"):
                concepts[pk].append(concept)
        regions: dict[int, str] = {}
        places = Place.objects.filter(organisation__in={row.brand_id for row in rows}).order_by("pk")
        for place in sorted(places, key=lambda place: place.kind != Place.Kind.REGISTERED):
            regions.setdefault(place.organisation_id, place.region_code)
        for row in rows:
            pks = [*concepts[row.pk], *filter(None, [row.product_id])]
            yield _document(row, pks, regions.get(row.brand_id, ""), revision)

    def showing(self, kind: str, codes: Collection[str]) -> Iterable[str]:
        if kind == "concept":
            pks = words().at_or_below(codes)
            found = [
                Brief.objects.public().filter(**{f"{name}__in": pks}) for name in ("steps", "materials", "product")
            ]
            return {code for rows in found for code in rows.values_list("code", flat=True)}
        if kind == "organisation":  # the brand’s region
            return Brief.objects.public().filter(brand__code__in=codes).values_list("code", flat=True)
        return ()

    def facet_titles(self, language: str) -> dict[str, str]:
        schemes = sources.get("concept").facet_titles(language)
        with override(language):
            own = {"region": pgettext("ecosystem", "Region")}
        return own | {scheme: title for scheme, title in schemes.items() if scheme in SHOWN_SCHEMES}

    def facet_labels(self, name: str, values: Collection[str], language: str) -> dict[str, str]:
        return {value: region_name(value, language) for value in values} if name == "region" else {}


def _document(brief: Brief, concepts: list[int], region: str, revision: int) -> SearchDocument:
    known = words()
    product = known.keys([brief.product_id] if brief.product_id else [])
    return SearchDocument(
        key=f"brief:{brief.code}:{brief.language}",
        kind="brief",
        language=brief.language,
        translation_key=f"brief:{brief.code}",
        title=brief.title,
        address=address("brief", brief.code),
        concepts=known.keys(concepts),
        facets=known.facets(concepts) | ({"region": (region,)} if region else {}),
        numbers={"quantity": float(brief.quantity or 0)},
        date=brief.sent_at.date() if brief.sent_at else None,
        revision=revision,
        card={"facts": [*(["product", key] for key in product), *([["region", region]] if region else [])]},
    )


def register() -> None:
    """Called when the app is ready."""
    sources.register(BriefSource())
