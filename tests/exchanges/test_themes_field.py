"""Themes that cannot be there are a wrong choice, not a fault."""

import pytest
from django.core.exceptions import ValidationError

from exchanges.forms.themes import ThemesField
from exchanges.queries.concepts import themes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["9" * 40, "9" * 18, "-" + "9" * 30, "x", "0"])
def test_a_key_of_no_concept_is_refused(key):
    with pytest.raises(ValidationError):
        ThemesField(themes()).clean([key])
