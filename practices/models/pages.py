"""The page tree of practices: index → a section per cluster → practices."""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Subquery
from django.forms import Select
from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField, TranslatableField

from clusters.states import OrganisationSize
from core.codes import new_code
from core.countries import choices, validate_country
from core.models import BasePage, CheckedText
from core.models.pages import LANGUAGE_CHOICES
from core.states import Precision
from practices.blocks import DOCUMENT_BLOCKS, EVIDENCE_BLOCKS, PICTURE_BLOCKS, PLAIN_FEATURES, STEP_BLOCKS
from practices.models.publishing import PublishingRules
from practices.states import CostBand, EvidenceLevel, PracticeStatus

LICENCES = [("CC BY 4.0", "CC BY 4.0"), ("CC BY-SA 4.0", "CC BY-SA 4.0"), ("CC0 1.0", "CC0 1.0")]


def _countries() -> list[tuple]:
    return [("", _("Choose a country")), *choices(get_language())]


class SiteAddress:
    """A page whose public address is a view of this room rather than its place in the tree.

    Wagtail’s own address for it answers with a redirect; only the preview of the admin renders the page itself.
    """

    def site_address(self) -> str:
        """The path under the active language."""
        raise NotImplementedError

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        with translation.override(self.language_code):
            return parts[0], parts[1], self.site_address()

    def serve(self, request, *args, **kwargs):
        return HttpResponsePermanentRedirect(self.get_url(request))


class PracticeIndexPage(SiteAddress, BasePage):
    """The list of all practices, in one language of the site."""

    intro = RichTextField(_("introduction"), blank=True, features=PLAIN_FEATURES)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    override_translatable_fields = [*BasePage.override_translatable_fields, TranslatableField("intro")]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["practices.ClusterSectionPage"]
    template = "practices/index.html"
    page_description = _("The list of all practices, with filters.")

    class Meta:
        verbose_name = _("practice list")

    def site_address(self) -> str:
        return reverse("practices")


class ClusterSectionPage(SiteAddress, BasePage):
    """A cluster's own section of the admin, where its people write; readers are sent to the filtered list."""

    cluster = models.ForeignKey(
        "clusters.Cluster", on_delete=models.PROTECT, related_name="+", verbose_name=_("cluster")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("cluster")]
    override_translatable_fields = [*BasePage.override_translatable_fields, SynchronizedField("cluster")]

    parent_page_types = ["practices.PracticeIndexPage"]
    subpage_types = ["practices.PracticePage"]
    page_description = _("Where one cluster writes its practices.")

    class Meta:
        verbose_name = _("section of a cluster")

    def site_address(self) -> str:
        return f"{reverse('practices')}?cluster={self.cluster.code}"


class PracticeTag(CheckedText, TagBase):
    """A free word; the coordinator may turn it into a label of a concept."""

    free_tagging = True
    concept = models.ForeignKey(
        "vocabulary.Concept", null=True, blank=True, on_delete=models.SET_NULL, related_name="tags"
    )

    class Meta:
        verbose_name = _("free tag")
        verbose_name_plural = _("free tags")


class TaggedPractice(ItemBase):
    tag = models.ForeignKey(PracticeTag, related_name="tagged_practices", on_delete=models.CASCADE)
    content_object = ParentalKey("PracticePage", related_name="tagged_items", on_delete=models.CASCADE)


class PracticeConcept(Orderable):
    """A practice is about a concept."""

    page = ParentalKey("PracticePage", related_name="practice_concepts", on_delete=models.CASCADE)
    concept = models.ForeignKey("vocabulary.Concept", on_delete=models.PROTECT, related_name="practice_concepts")

    panels = [FieldPanel("concept")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "concept"], name="no_concept_twice")]


class PracticeQuerySet(PageQuerySet):
    def visible_to(self, user):
        """Published versions that no restriction hides; nobody sees more on the site: drafts have the preview."""
        path = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        top = Page.objects.filter(pk=OuterRef("page_id")).values(
            "path"
        )  # no join: the few restrictions are looked through
        above = PageViewRestriction.objects.annotate(hidden=path, top=Subquery(top)).filter(hidden__startswith=F("top"))
        return self.live().filter(~Exists(above), alias_of=None)  # as `public()`, without a query of its own


class PracticePage(PublishingRules, SiteAddress, BasePage):
    """Something done, with evidence: the fields of design.md, section 5.

    `code` is permanent and shared by all language versions; the address is `/<language>/practices/<code>/<slug>/`.
    """

    text_checks = {"country": validate_country}

    code = models.CharField(max_length=12, default=new_code, editable=False, db_index=True)
    answer = models.CharField(
        _("answer in one sentence"),
        max_length=240,
        help_text=_("What was found, in one sentence; it stands in every list."),
    )
    problem = RichTextField(_("problem"), features=PLAIN_FEATURES)
    steps = StreamField(STEP_BLOCKS, verbose_name=_("what was done, in steps"), min_num=1)
    cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.PROTECT,
        related_name="practices",
        editable=False,
        verbose_name=_("cluster"),
    )
    organisation = models.ForeignKey(
        "clusters.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="practices",
        verbose_name=_("owner organisation"),
    )
    town = models.CharField(_("town"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=8, choices=Precision, default=Precision.TOWN)
    status = models.CharField(_("status"), max_length=10, choices=PracticeStatus, default=PracticeStatus.RUNNING)
    started_on = models.DateField(_("start"), null=True, blank=True)
    ended_on = models.DateField(_("end"), null=True, blank=True)
    organisation_size = models.CharField(
        _("size of the organisation"), max_length=10, choices=OrganisationSize, blank=True
    )
    cost_band = models.CharField(_("cost"), max_length=10, choices=CostBand, blank=True)
    staff_days = models.PositiveIntegerField(
        _("staff time in working days"), null=True, blank=True, help_text=_("Person-days of the owner, all in all.")
    )
    evidence = StreamField(EVIDENCE_BLOCKS, verbose_name=_("evidence"), blank=True)
    best_evidence = models.CharField(max_length=12, choices=EvidenceLevel, blank=True, editable=False)
    went_wrong = RichTextField(
        _("what went wrong"), features=PLAIN_FEATURES, help_text=_("And what you would not do again.")
    )
    preconditions = RichTextField(_("preconditions"), blank=True, features=PLAIN_FEATURES)
    not_for = RichTextField(_("who should not copy it"), blank=True, features=PLAIN_FEATURES)
    pictures = StreamField(PICTURE_BLOCKS, verbose_name=_("pictures"), blank=True)
    documents = StreamField(DOCUMENT_BLOCKS, verbose_name=_("documents"), blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=LICENCES, default="CC BY 4.0")
    is_demo = models.BooleanField(_("fictional example"), default=False, editable=False)
    is_original = models.BooleanField(default=True, editable=False, db_index=True)
    last_confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True, editable=False)

    # The review, part of the page: public opinion and the verdict on each criterion (code → yes, partly, no).
    reviewed_on = models.DateField(null=True, editable=False)
    reviewer = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    verdicts = models.JSONField(default=dict, editable=False)
    opinion = models.TextField(_("public opinion of the reviewer"), blank=True)
    opinion_language = models.CharField(max_length=12, choices=LANGUAGE_CHOICES, blank=True, editable=False)

    translation_checked_at = models.DateTimeField(null=True, editable=False)  # a person read the machine’s translation

    tags = ClusterTaggableManager(through=TaggedPractice, blank=True, verbose_name=_("free tags"))

    objects = PageManager.from_queryset(PracticeQuerySet)()

    content_panels = [
        FieldPanel("title", help_text=_("At most 100 characters.")),
        FieldPanel("answer"),
        FieldPanel("problem"),
        FieldPanel("steps"),
        FieldPanel("evidence"),
        FieldPanel("went_wrong"),
        FieldPanel("preconditions"),
        FieldPanel("not_for"),
        FieldPanel("organisation"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("town"), FieldPanel("country", widget=Select(choices=_countries))]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude"), FieldPanel("precision")]),
            ],
            heading=_("place"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("status"), FieldPanel("started_on"), FieldPanel("ended_on")]),
                FieldRowPanel([FieldPanel("organisation_size"), FieldPanel("cost_band"), FieldPanel("staff_days")]),
                FieldPanel("licence"),
            ],
            heading=_("facts"),
        ),
        MultipleChooserPanel(
            "practice_concepts", chooser_field_name="concept", heading=_("concepts"), label=_("concept")
        ),
        FieldPanel("tags"),
        FieldPanel("pictures"),
        FieldPanel("documents"),
        FieldPanel("opinion", permission="superuser"),  # written in the review; here for translators’ segments
    ]
    promote_panels = [FieldPanel("seo_title"), FieldPanel("search_description")]  # the slug is made from the title

    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("code"),
        TranslatableField("answer"),
        TranslatableField("problem"),
        TranslatableField("steps"),
        SynchronizedField("cluster"),
        SynchronizedField("organisation"),
        SynchronizedField("town"),
        SynchronizedField("country"),
        SynchronizedField("latitude"),
        SynchronizedField("longitude"),
        SynchronizedField("precision"),
        SynchronizedField("status"),
        SynchronizedField("started_on"),
        SynchronizedField("ended_on"),
        SynchronizedField("organisation_size"),
        SynchronizedField("cost_band"),
        SynchronizedField("staff_days"),
        TranslatableField("evidence"),
        TranslatableField("went_wrong"),
        TranslatableField("preconditions"),
        TranslatableField("not_for"),
        TranslatableField("pictures"),
        SynchronizedField("documents"),
        SynchronizedField("licence"),
        TranslatableField("opinion"),
        SynchronizedField("practice_concepts"),
    ]

    parent_page_types = ["practices.ClusterSectionPage"]
    subpage_types = []
    template = "practices/practice.html"
    page_description = _("Something done, with evidence, failures and what others made of it.")

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    def site_address(self) -> str:
        return reverse("practice", args=[self.code, self.slug])

    def serve_preview(self, request, mode_name):
        from practices.views.reading import preview  # noqa: PLC0415 -- views import models

        return preview(request, self)

    def save(self, *args, **kwargs):
        """A new language version shares the code of the others; a copy made in the admin gets its own."""
        if self._state.adding:
            others = PracticePage.objects.exclude(pk=self.pk)
            sibling = others.filter(translation_key=self.translation_key).first()
            self.is_original = sibling is None
            if sibling:
                self.code = sibling.code
            elif others.filter(code=self.code).exists():
                self.code = new_code()
        self.set_from_section()
        levels = {block.value["level"] for block in self.evidence}
        self.best_evidence = max(levels & set(EvidenceLevel.values), key=EvidenceLevel.values.index, default="")
        super().save(*args, **kwargs)
