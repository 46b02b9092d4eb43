"""Text that people type into any form, Wagtail’s own forms too, is looked at by the model."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models

from core.text import validate_line, validate_text


class CheckedText(models.Model):
    """Refuses control characters and turned reading direction in every text of the model, and line ends in short ones.

    `text_checks` names fields with a check of their own. Fields with choices are left to their choices.
    """

    text_checks: dict[str, Callable[[str], None]] = {}

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        errors: dict = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for field in self._meta.concrete_fields:
            if field.name in errors or field.name in (exclude or ()) or field.choices:
                continue
            check = self._check_of(field)
            value = getattr(self, field.attname) if check else None
            if not isinstance(value, str):
                continue
            try:
                check(value)
            except ValidationError as error:
                errors[field.name] = error.error_list
        if errors:
            raise ValidationError(errors)

    def _check_of(self, field) -> Callable[[str], None] | None:
        if field.name in self.text_checks:
            return self.text_checks[field.name]
        if isinstance(field, models.TextField):
            return validate_text
        return validate_line if isinstance(field, models.CharField) else None
