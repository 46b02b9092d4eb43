"""What a coordinator does with a free tag."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from practices.models import PracticeTag
from practices.queries.concepts import find_concepts


class LabelForm(forms.Form):
    """Make the word a label of a concept in a language; `q` finds concepts by their labels in any language."""

    q = forms.CharField(label=_("find a concept"), max_length=100, required=False)
    concept = forms.ChoiceField(label=_("concept"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)

    def __init__(self, *args, q: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.concepts = {str(concept.pk): concept for concept in find_concepts(q)}
        self.fields["q"].initial = q
        self.fields["concept"].choices = [
            (pk, f"{concept.label()} ({concept.scheme.code})") for pk, concept in self.concepts.items()
        ]

    def clean_concept(self):
        return self.concepts[self.cleaned_data["concept"]]


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(PracticeTag.objects.none(), label=_("merge into"))

    def __init__(self, *args, tag: PracticeTag, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = PracticeTag.objects.exclude(pk=tag.pk).order_by("name")
