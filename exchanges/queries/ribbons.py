"""Progress as a woven ribbon: a section per target, as wide as its share, woven as far as it is reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clusters import weaves
from clusters.states import Dye, OrganisationType, Weave
from exchanges.models import Exchange, Programme, Target

# Each type has a weave of its own, so that it is told without colour; the dyes are apart in light and dark.
_CLOTHS = {
    OrganisationType.SME: (Weave.WAFFLE, Dye.LOGWOOD),
    OrganisationType.CLUSTER_ORGANISATION: (Weave.BIRDSEYE, Dye.CUTCH),
    OrganisationType.SUPPORT_BODY: (Weave.HOPSACK, Dye.COCHINEAL),
    OrganisationType.LARGE: (Weave.HERRINGBONE, Dye.INDIGO),
    OrganisationType.PUBLIC: (Weave.BASKET, Dye.WOAD),
    OrganisationType.TRAINING_PROVIDER: (Weave.SATIN, Dye.WALNUT),
    OrganisationType.OTHER: (Weave.PLAIN, Dye.WELD),
}


@dataclass(frozen=True)
class Cloth:
    """The cloth of a type of organisation, for components/weave.html and weave_patterns.html."""

    type: str

    @property
    def code(self) -> str:
        return f"type-{self.type}"

    @property
    def dye(self) -> str:
        return _CLOTHS[OrganisationType(self.type)][1]

    @property
    def weave_threads(self) -> weaves.Threads:
        return weaves.threads(self._weave)

    @property
    def weave_path(self) -> str:
        return weaves.path(self._weave)

    @property
    def weave_repeat(self) -> tuple[int, int]:
        return weaves.repeat(self._weave)

    @property
    def _weave(self) -> str:
        return _CLOTHS[OrganisationType(self.type)][0]


@dataclass(frozen=True)
class Section:
    """One target; `start`, `width` and `woven` in per cent of the ribbon, as SVG writes them."""

    cloth: Cloth
    label: str
    done: int
    target: int
    start: str
    width: str
    woven: str


@dataclass(frozen=True)
class TypeRibbon:
    """`elsewhere`: validated exchanges that fit no target; they count in `done` but have no section."""

    sections: list[Section]
    done: int
    target: int
    elsewhere: int = 0

    @cached_property
    def cloths(self) -> list[Cloth]:
        return [section.cloth for section in self.sections]

    @property
    def summary(self) -> str:
        parts = [
            _("{type}: {done} of {target}").format(type=each.label, done=each.done, target=each.target)
            for each in self.sections
        ]
        return "; ".join(parts) or _("Nothing has been woven yet.")


def _per_cent(part: int, whole: int) -> str:
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)) if whole and part else "0"


def ribbon_of(targets: Iterable[Target], done: Mapping[int | None, int]) -> TypeRibbon:
    """The ribbon of these targets; `done` counts by the target’s key, None for those that fit none."""
    targets = list(targets)
    whole = sum(target.number for target in targets)
    sections, start = [], 0
    for target in targets:
        reached = done.get(target.pk, 0)
        sections.append(
            Section(
                cloth=Cloth(target.organisation_type),
                label=str(target.get_organisation_type_display()),
                done=reached,
                target=target.number,
                start=_per_cent(start, whole),
                width=_per_cent(target.number, whole),
                woven=_per_cent(min(reached, target.number), whole),
            )
        )
        start += target.number
    return TypeRibbon(sections, sum(done.values()), whole, done.get(None, 0))


def counted_by_target(programmes: Iterable[Programme]) -> dict[int, dict[int | None, int]]:
    """Validated exchanges that count, by programme and target: one query."""
    rows = (
        Exchange.objects.counted()
        .filter(programme__in=[programme.pk for programme in programmes])
        .order_by()
        .values_list("programme_id", "target_id")
        .annotate(number=Count("pk"))
    )
    found: dict[int, dict[int | None, int]] = {}
    for programme, target, number in rows:
        found.setdefault(programme, {})[target] = number
    return found


def ribbons(programmes: Iterable[Programme]) -> dict[int, TypeRibbon]:
    """The ribbon of each programme, by its key. Load them with `prefetch_related("targets")`."""
    programmes = list(programmes)
    done = counted_by_target(programmes)
    return {each.pk: ribbon_of(each.targets.all(), done.get(each.pk, {})) for each in programmes}
