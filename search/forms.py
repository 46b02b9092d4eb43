"""Forms of saved searches."""

from django import forms

from search.models import SavedSearch


class FrequencyForm(forms.ModelForm):
    """How often there is mail; one form for each row of the list."""

    class Meta:
        model = SavedSearch
        fields = ["frequency"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{self.instance.pk}_%s"
