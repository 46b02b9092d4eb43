"""Demo data of the practices' room: forty practices of substance, their translations, and what others made of them.

What is there already is left alone, so a second run changes nothing and keeps what people edited since.
"""

import tomllib
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from accounts.models import User
from clusters import patterns
from clusters.demo_data import concepts_by_key, demo_code
from clusters.models import Affiliation, Cluster, ClusterRole, Organisation
from clusters.states import AffiliationRole, AffiliationState
from core.models import ImageRendition, SiteImage
from practices.actions.sections import collection_of
from practices.demo_texts import strings, text_fields
from practices.models import (
    ClusterSectionPage,
    PracticeConcept,
    PracticePage,
    ReviewCriterion,
    Transfer,
)
from practices.queries import cards
from practices.states import EvidenceLevel, TransferState, Verdict

FOLDER = Path(__file__).parent / "demo"
FACTS = (
    "town", "country", "precision", "status", "started_on", "organisation_size", "cost_band", "staff_days", "licence",
    "last_confirmed_on",
)  # fmt: skip


def practice_rows() -> list[dict]:
    """The rows of all files, in their order."""
    return [
        row for path in sorted(FOLDER.glob("*.toml")) for row in tomllib.loads(path.read_text()).get("practice", [])
    ]


def load_practices() -> int:
    """Add the practices that are missing, with their translations; returns how many. One transaction for each."""
    known = set(PracticePage.objects.values_list("code", flat=True))
    rows = [row for row in practice_rows() if demo_code(row["key"]) not in known]
    if not rows:
        return 0
    maker = _Maker()
    for row in rows:
        maker.make(row)
    return len(rows)


def prepare_pictures(*more: str) -> int:
    """Make the sizes that lists show many of at once, so that the first visitor does not wait for them; returns how
    many were made.

    `more` are the sizes of other rooms, as Wagtail's filter specifications. Those of a practice's own page are made
    when somebody opens it, a fifth of a second for each picture.
    """
    specs = (cards.PICTURE, *more)
    before = ImageRendition.objects.count()
    pages = PracticePage.objects.filter(is_demo=True, is_original=True)
    wanted = {pk for page in pages if (pk := cards.first_picture_id(page))}
    for image in SiteImage.objects.filter(pk__in=wanted).prefetch_renditions(*specs):
        image.get_renditions(*specs)
    return ImageRendition.objects.count() - before


def noon(day) -> datetime:
    return datetime.combine(day, time(10), tzinfo=UTC)


class _Maker:
    """What every practice needs, read once."""

    def __init__(self):
        self.clusters = {cluster.code: cluster for cluster in Cluster.objects.all()}
        self.organisations = Organisation.objects.in_bulk(field_name="code")
        self.concepts = concepts_by_key()
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.sections = {
            (page.cluster_id, page.locale_id): page for page in ClusterSectionPage.objects.select_related("locale")
        }
        self.criteria = list(ReviewCriterion.objects.filter(in_use=True).values_list("code", flat=True))
        self.managers = {
            role.cluster_id: role.user for role in ClusterRole.objects.select_related("user").order_by("-pk")
        }
        self.speakers = {
            affiliation.organisation.code: affiliation.user
            for affiliation in Affiliation.objects.filter(
                state=AffiliationState.ACCEPTED, role=AffiliationRole.REPRESENTATIVE
            ).select_related("organisation", "user")
        }

    @transaction.atomic
    def make(self, row: dict) -> PracticePage:
        """One practice in its own language, published, and its translations."""
        image = self._picture(row)
        page = self._original(row, image)
        others = [language for language in row["text"] if language != row["original"]]
        if others:
            source, _created = TranslationSource.update_or_create_from_instance(page)
            segments = list(
                StringSegment.objects.filter(source=source).select_related("string", "context").order_by("order")
            )
            for language in others:
                self._translate(row, source, segments, self.locales[language], image)
        return page

    def _picture(self, row: dict) -> SiteImage:
        """A drawn cloth; its alternative text is in the practice's own language."""
        cluster, text = self.clusters[row["cluster"]], row["text"][row["original"]]
        drawn = patterns.draw(row["image"], row["image_seed"], cluster.dye)
        file = BytesIO()
        drawn.save(file, "JPEG", quality=88)
        image = SiteImage(
            title=text["image_alt"],
            description=text["image_alt"],
            width=drawn.width,
            height=drawn.height,
            collection=collection_of(cluster),
        )
        image.file = ImageFile(file, name=f"{row['key']}.jpg")
        image.save()
        return image

    def _original(self, row: dict, image: SiteImage) -> PracticePage:
        cluster = self.clusters[row["cluster"]]
        locale = self.locales[row["original"]]
        page = PracticePage(
            code=demo_code(row["key"]),
            slug=row["key"],
            locale=locale,
            cluster=cluster,
            organisation=self.organisations[demo_code(row["organisation"])],
            latitude=row["lat"],
            longitude=row["lon"],
            ended_on=row.get("ended_on"),
            is_demo=True,
            reviewed_on=row["published_on"] - timedelta(days=6),
            reviewer=self._reviewer(cluster),
            owner=self._owner(row["organisation"], cluster),
            verdicts=self._verdicts(row),
            **{name: row[name] for name in FACTS},
            **text_fields(row, row["original"], image),
        )
        page.practice_concepts = [
            PracticeConcept(concept_id=self.concepts[key], sort_order=number)
            for number, key in enumerate(row["concepts"])
        ]
        self.sections[cluster.pk, locale.pk].add_child(instance=page)
        page.tags.set(row["tags"])
        page.save()
        page.save_revision(clean=False).publish()
        self._date(page, row)
        return page

    def _reviewer(self, cluster: Cluster) -> User | None:
        """The manager of the next cluster: nobody reviews what their own cluster publishes."""
        order = list(self.clusters.values())
        following = order[(order.index(cluster) + 1) % len(order)]
        return self.managers.get(following.pk) if following != cluster else None

    def _owner(self, organisation: str, cluster: Cluster) -> User | None:
        """Who answers questions: the organisation's representative, else the cluster's manager."""
        return self.speakers.get(demo_code(organisation)) or self.managers.get(cluster.pk)

    def _verdicts(self, row: dict) -> dict[str, str]:
        """Every criterion met, save that figures without a document behind them are measured only in part."""
        verdicts = dict.fromkeys(self.criteria, Verdict.YES.value)
        if "measured" in verdicts and any(figures["level"] == EvidenceLevel.OWN_WORD for figures in row["evidence"]):
            verdicts["measured"] = Verdict.PARTLY.value
        return verdicts

    def _translate(self, row: dict, source, segments, locale: Locale, image: SiteImage) -> None:
        """The translation as its translator would have left it: strings in the admin, page published."""
        wanted = {path: iter(texts) for path, texts in strings(row, locale.language_code).items()}
        StringTranslation.objects.bulk_create(
            StringTranslation(
                translation_of=segment.string,
                context=segment.context,
                locale=locale,
                data=StringValue.from_plaintext(next(wanted[segment.context.path])).data,
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            )
            for segment in segments
        )
        translation = Translation.objects.create(source=source, target_locale=locale)
        translation.save_target(publish=False)
        page = translation.get_target_instance()
        page.latest_revision.publish()
        self._date(page, row)

    def _date(self, page: PracticePage, row: dict) -> None:
        """Give the page the dates of the file."""
        when = noon(row["published_on"])
        PracticePage.objects.filter(pk=page.pk).update(
            first_published_at=when, last_published_at=when, latest_revision_created_at=when
        )


@transaction.atomic
def load_transfers() -> int:
    """Add the transfers that are missing; returns how many."""
    known = set(Transfer.objects.values_list("code", flat=True))
    organisations = Organisation.objects.in_bulk(field_name="code")
    clusters = Cluster.objects.in_bulk(field_name="code")
    new = []
    for row in practice_rows():
        for transfer in row.get("transfer", []):
            code = demo_code(f"{row['key']}/{transfer['organisation']}/{transfer['tried_on']}")
            if code in known:
                continue
            told = transfer["tried_on"] + timedelta(days=40)
            new.append(
                Transfer(
                    code=code,
                    practice_code=demo_code(row["key"]),
                    organisation=organisations[demo_code(transfer["organisation"])],
                    cluster=clusters[transfer["organisation"].rpartition("-")[0]],
                    state=TransferState.CONFIRMED if transfer["confirmed"] else TransferState.REPORTED,
                    reported_at=noon(told),
                    decided_at=noon(told + timedelta(days=9)) if transfer["confirmed"] else None,
                    **{name: transfer[name] for name in ("tried_on", "result", "language", "changed", "lesson")},
                )
            )
    Transfer.objects.bulk_create(new)
    return len(new)
