"""Choosing concepts in Wagtail's admin: search over all labels in all languages, filter by scheme."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from vocabulary.models import Concept, Scheme
from vocabulary.queries import matching_ids


def full_name(concept: Concept) -> str:
    """The label in the editor's language with its scheme, since several schemes may have one word."""
    return f"{concept.label()} ({concept.scheme.title()})"


def concepts_to_show():
    return Concept.objects.select_related("scheme").with_labels().prefetch_related("scheme__texts")


class ConceptFilterForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search all words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": _("A word in any of the languages")}),
    )
    scheme = forms.ModelChoiceField(
        label=_("concept scheme"), queryset=Scheme.objects.prefetch_related("texts"), required=False
    )

    def filter(self, objects):
        """With a search the closest come first: then the answer is a list."""
        if scheme := self.cleaned_data.get("scheme"):
            objects = objects.filter(scheme=scheme)
        if query := self.cleaned_data.get("q"):
            self.is_searching, self.search_query = True, query
            best = matching_ids(query)
            objects = sorted(objects.filter(pk__in=best), key=lambda concept: best[concept.pk][0])
        return objects


class ConceptColumns:
    """What both the window and its results show."""

    filter_form_class = ConceptFilterForm

    def get_object_list(self):
        return concepts_to_show().current()

    @property
    def columns(self):
        return [*super().columns, Column("scheme", label=_("concept scheme"), accessor=lambda row: row.scheme.title())]


class ConceptChooseView(ConceptColumns, chooser.ChooseView):
    pass


class ConceptResultsView(ConceptColumns, chooser.ChooseResultsView):
    pass


class ChosenConcept:
    def get_display_title(self, instance):
        return full_name(instance)


class ConceptChosenView(ChosenConcept, chooser.ChosenView):
    def get_object(self, pk):
        if not pk.isascii() or not pk.isdigit():
            raise Http404
        return get_object_or_404(concepts_to_show(), pk=pk)


class ConceptChosenMultipleView(ChosenConcept, chooser.ChosenMultipleView):
    def get_objects(self, pks):
        return concepts_to_show().filter(pk__in=[pk for pk in pks if pk.isascii() and pk.isdigit()])


class ConceptChooserWidget(BaseChooser):
    def get_instance(self, value):
        """Nothing where a forged value is no key: the form is shown again with its sentence."""
        try:
            return super().get_instance(value)
        except (ValueError, TypeError, OverflowError):
            return None

    def get_display_title(self, instance):
        return full_name(instance)


class ConceptChooserViewSet(ChooserViewSet):
    model = Concept
    icon = "tag"
    choose_one_text = _("Choose a concept")
    choose_another_text = _("Choose another concept")
    edit_item_text = _("Edit this concept")
    per_page = 15
    choose_view_class = ConceptChooseView
    choose_results_view_class = ConceptResultsView
    chosen_view_class = ConceptChosenView
    chosen_multiple_view_class = ConceptChosenMultipleView
    base_widget_class = ConceptChooserWidget


concept_chooser = ConceptChooserViewSet("concept_chooser", url_prefix="vocabulary/choose")
ConceptWidget = concept_chooser.widget_class
