"""The coordinator's rooms in Wagtail's admin: concepts, schemes, import."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from core.languages import CODES
from vocabulary import actions, reports
from vocabulary.choosers import concepts_to_show
from vocabulary.errors import VocabularyError
from vocabulary.files import too_large
from vocabulary.forms import BROADER, RELATED, ConceptForm, ImportForm, SchemeForm
from vocabulary.imports import prepare_kept
from vocabulary.models import Concept, ImportFile, Scheme
from vocabulary.plans import Foreign
from vocabulary.queries import matching_ids
from vocabulary.rules import may_edit_vocabulary
from vocabulary.uploads import bounded_upload


class NobodyDeletes(ModelPermissionPolicy):
    """Permanent addresses keep answering: things are taken out of use instead."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)


class RefusalBesideTheForm:
    """A rule broken between check and save is shown on the form, and nothing typed is lost."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except VocabularyError as error:
            form.add_error(None, error.sentence)
            return self.form_invalid(form)


class CreateView(RefusalBesideTheForm, generic.CreateView):
    pass


class EditView(RefusalBesideTheForm, generic.EditView):
    pass


class ConceptFilters(WagtailFilterSet):
    class Meta:
        model = Concept
        fields = ["scheme", "deprecated"]


class ConceptIndexView(generic.IndexView):
    is_searchable = True

    def get_base_queryset(self):
        return concepts_to_show()

    def search_queryset(self, queryset):
        """Labels in all languages, also of concepts in use only: the index knows no others."""
        if not self.is_searching:
            return queryset
        return queryset.filter(pk__in=matching_ids(self.search_query))


def state_of(concept: Concept) -> str:
    """Words rather than a cross: most concepts are in use."""
    return _("no longer used") if concept.deprecated else ""


def language_panels(*prefixes: str, heading) -> MultiFieldPanel:
    """The languages two by two, each prefix in its own rows."""
    names = [f"{prefix}_{code}" for code in CODES for prefix in prefixes]
    step = len(prefixes) if len(prefixes) > 1 else 2
    rows = [names[start : start + step] for start in range(0, len(names), step)]
    return MultiFieldPanel([FieldRowPanel([FieldPanel(name) for name in row]) for row in rows], heading=heading)


class ConceptViewSet(ModelViewSet):
    model = Concept
    name = "concepts"
    url_prefix = "vocabulary/concepts"
    icon = "tag"
    index_view_class = ConceptIndexView
    add_view_class = CreateView
    edit_view_class = EditView
    copy_view_enabled = False
    filterset_class = ConceptFilters
    ordering = ["scheme__order", "code"]
    list_per_page = 50
    list_display = [
        TitleColumn(
            "label",
            label=gettext_lazy("preferred label"),
            accessor=lambda concept: concept.label(),
            get_url=lambda concept: reverse("concepts:edit", args=[concept.pk]),
        ),
        Column("scheme", label=gettext_lazy("concept scheme"), accessor=lambda concept: concept.scheme.title()),
        Column("code", label=gettext_lazy("code")),
        Column("deprecated", label=gettext_lazy("state"), accessor=state_of),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("scheme"), FieldPanel("code"), FieldPanel("notation")]),
                    language_panels("preferred", heading=gettext_lazy("Preferred labels")),
                    language_panels("alternative", heading=gettext_lazy("Alternative labels")),
                    language_panels("hidden", heading=gettext_lazy("Hidden labels, found but never shown")),
                ],
                heading=gettext_lazy("Labels"),
            ),
            ObjectList(
                [
                    language_panels("definition", heading=gettext_lazy("Definitions")),
                    language_panels("scopeNote", heading=gettext_lazy("Scope notes")),
                ],
                heading=gettext_lazy("Meaning"),
            ),
            ObjectList(
                [
                    MultiFieldPanel([FieldPanel(name) for name in BROADER], heading=gettext_lazy("Broader concepts")),
                    MultiFieldPanel([FieldPanel(name) for name in RELATED], heading=gettext_lazy("Related concepts")),
                    FieldPanel("matches"),
                    MultiFieldPanel(
                        [FieldPanel("deprecated"), FieldPanel("replaced_by")], heading=gettext_lazy("Out of use")
                    ),
                ],
                heading=gettext_lazy("Links"),
            ),
        ],
        base_form_class=ConceptForm,
    )

    @property
    def permission_policy(self):
        return NobodyDeletes(self.model)


class SchemeViewSet(ModelViewSet):
    model = Scheme
    name = "schemes"
    url_prefix = "vocabulary/schemes"
    icon = "list-ul"
    add_view_class = CreateView
    edit_view_class = EditView
    copy_view_enabled = False
    list_display = ["__str__", "code", "order"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("order"), FieldPanel("licence")]),
            language_panels("title", heading=gettext_lazy("Titles")),
            language_panels("description", heading=gettext_lazy("Descriptions")),
        ],
        base_form_class=SchemeForm,
    )

    @property
    def permission_policy(self):
        return NobodyDeletes(self.model)


class ImportRoom(WagtailAdminTemplateMixin, TemplateView):
    """What the two pages of an import share: who may enter, and the way back."""

    header_icon = "upload"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_edit_vocabulary(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("concepts:index"), "label": _("Concepts")},
            {"url": "", "label": self.get_page_title()},
        ]


@method_decorator(bounded_upload, name="dispatch")
class UploadView(ImportRoom):
    """Choose a file; nothing is written to the vocabulary."""

    page_title = gettext_lazy("Import SKOS")
    template_name = "vocabulary/admin/upload.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=kwargs.pop("form", None) or ImportForm(), **kwargs)

    def post(self, request):
        sent = request.POST, request.FILES  # reading them is what meets the limit
        if request.upload_was_too_large:
            form = ImportForm({"foreign": Foreign.MATCHES})  # what stood after the file never arrived
            form.full_clean()
            form.errors["file"] = form.error_class([too_large().sentence])
            return self.render_to_response(self.get_context_data(form=form), status=413)
        form = ImportForm(*sent)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        file = form.cleaned_data["file"]
        kept = ImportFile(name=file.name[-200:], content=file.read(), options=form.options())
        try:
            reports.report_of(kept)
        except VocabularyError as error:
            form.add_error("file", error.sentence)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        kept = actions.keep_import_file(kept.name, kept.content, kept.options, by=request.user)
        return redirect("vocabulary_import:report", pk=kept.pk)


class ReportView(ImportRoom):
    """What the import would change; applied only as it is shown here."""

    page_title = gettext_lazy("What this file would change")
    template_name = "vocabulary/admin/report.html"

    def get_context_data(self, **kwargs):
        kept = get_object_or_404(ImportFile, pk=self.kwargs["pk"])
        return super().get_context_data(kept=kept, report=reports.report_of(kept), **kwargs)

    def post(self, request, pk):
        kept = get_object_or_404(ImportFile, pk=pk)
        prepared = prepare_kept(kept)
        try:
            with transaction.atomic():
                actions.apply_import(
                    prepared.incoming,
                    prepared.problems,
                    options=prepared.options,
                    fingerprint=request.POST.get("fingerprint", ""),
                    by=request.user,
                )
                kept.delete()
        except VocabularyError as error:
            messages.error(request, error.sentence)
            return self.render_to_response(self.get_context_data(), status=409)
        messages.success(request, _("The file was imported."))
        return redirect("concepts:index")


class ImportMenuItem(MenuItem):
    def is_shown(self, request):
        return may_edit_vocabulary(request.user)


class ImportViewSet(ViewSet):
    name = "vocabulary_import"
    url_prefix = "vocabulary/import"
    icon = "upload"
    menu_label = gettext_lazy("Import SKOS")
    menu_item_class = ImportMenuItem

    def get_urlpatterns(self):
        return [
            path("", UploadView.as_view(), name="upload"),
            path("<int:pk>/", ReportView.as_view(), name="report"),
        ]


class VocabularyGroup(ViewSetGroup):
    items = (ConceptViewSet(), SchemeViewSet(), ImportViewSet())
    menu_label = gettext_lazy("Vocabulary")
    menu_icon = "tag"
    menu_order = 400
