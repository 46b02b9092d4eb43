"""The home page, plain pages, and the site's furniture."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.blocks import BODY_BLOCKS, TEXT_FEATURES
from core.models import BasePage
from home.front_page import front_page
from home.page_links import page_trail, page_versions, pages_below


class HomePage(BasePage):
    """What the alliance is and does, at a glance."""

    headline = models.CharField(_("headline"), max_length=160)
    lead = models.CharField(_("lead"), max_length=400, blank=True)
    search_hint = models.CharField(_("words shown in the search box"), max_length=120, blank=True)

    about = RichTextField(
        _("what the alliance is and does"), blank=True, features=TEXT_FEATURES, help_text=_("A paragraph or two.")
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("search_hint"),
        FieldPanel("about"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        TranslatableField("headline"),
        TranslatableField("lead"),
        TranslatableField("search_hint"),
        TranslatableField("about"),
    ]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["practices.PracticeIndexPage", "home.PlainPage"]
    template = "home/home.html"
    page_description = _("The start page of one language.")

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["front"] = front_page(request, self)
        context["hide_header_search"] = True
        return context


class PlainPage(BasePage):
    """A page of text: about, privacy, accessibility, and whatever the alliance writes."""

    lead = models.CharField(_("lead"), max_length=400, blank=True)
    body = StreamField(BODY_BLOCKS, verbose_name=_("text"), blank=True)
    in_footer = models.BooleanField(_("show in the footer"), default=False)

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body"), FieldPanel("in_footer")]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        TranslatableField("lead"),
        TranslatableField("body"),
        SynchronizedField("in_footer"),
    ]

    parent_page_types = ["home.HomePage", "home.PlainPage"]
    subpage_types = ["home.PlainPage"]
    template = "home/plain.html"
    page_description = _("Text with headings, pictures, tables and quotes.")

    class Meta:
        verbose_name = _("plain page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["versions"] = page_versions(self, request)
        context["trail"] = page_trail(self, request)
        context["below"] = pages_below(self, request)
        return context
