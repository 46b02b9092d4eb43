import pytest
from django.core.exceptions import ValidationError

from clusters.vat import FORMS, clean_vat_number

RIGHT = [
    ("BG123456789", "BG", "BG123456789"),
    ("123456789", "BG", "BG123456789"),
    ("bg 1234 567 890", "BG", "BG1234567890"),
    ("ES B-1234567-8", "ES", "ESB12345678"),
    ("12345678Z", "ES", "ES12345678Z"),
    ("X1234567L", "ES", "ESX1234567L"),
    ("FR 12 345678901", "FR", "FR12345678901"),
    ("XX999999999", "FR", "FRXX999999999"),
    ("RO 12", "RO", "RO12"),
    ("RO1234567890", "RO", "RO1234567890"),
    ("12 34 56 78", "DK", "DK12345678"),
    ("EL123456789", "GR", "EL123456789"),
    ("NL123456789B01", "NL", "NL123456789B01"),
    ("gb 123 4567 89", "GB", "GB123456789"),
    ("  ", "BG", ""),
]
WRONG = [
    ("BG12345678", "BG"),
    ("BG12345678901", "BG"),
    ("BG١٢٣٤٥٦٧٨٩", "BG"),  # digits of another script
    ("12345678", "ES"),
    ("FRI0123456789", "FR"),  # no I or O among the two characters
    ("RO1", "RO"),
    ("DK1234567", "DK"),
    ("123", "CH"),
    ("CHE-123.456.789 MWST 123456", "CH"),
    ("<script>", "FR"),
]


@pytest.mark.parametrize(("typed", "country", "stored"), RIGHT)
def test_right_form_is_stored_in_one_spelling(typed, country, stored):
    assert clean_vat_number(typed, country) == stored


@pytest.mark.parametrize(("typed", "country"), WRONG)
def test_wrong_form_is_refused_with_a_sentence(typed, country):
    with pytest.raises(ValidationError) as refusal:
        clean_vat_number(typed, country)

    assert refusal.value.code == "vat_form"


@pytest.mark.parametrize("country", FORMS)
def test_the_example_of_each_country_has_its_form(country):
    prefix, _form, example = FORMS[country]

    assert clean_vat_number(example, country) == example
    assert example.startswith(prefix)
