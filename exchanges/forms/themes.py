"""The themes of an application, an offer or a mission, as a field."""

from django import forms
from django.core.exceptions import ValidationError

LONGEST_KEY = 18  # digits; every longer number is too large for a database to look for


class ThemesField(forms.ModelMultipleChoiceField):
    """Keys that no concept can have are wrong choices; the database is not asked about them."""

    def _check_values(self, value):
        for key in value:
            if len(str(key)) > LONGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(key)[:20]}
                )
        return super()._check_values(value)
