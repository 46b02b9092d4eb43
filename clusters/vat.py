"""The form of VAT numbers, country by country.

Source: European Commission, VIES, frequently asked questions, question 11 (structure of the VAT numbers of the
Member States and of Northern Ireland). The form alone is checked: whether a number is in use, only VIES knows.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# ISO 3166-1 code of the country → (prefix, what follows it, an example of the right form).
FORMS = {
    "AT": ("AT", r"U\d{8}", "ATU12345678"),
    "BE": ("BE", r"[01]\d{9}", "BE0123456789"),
    "BG": ("BG", r"\d{9,10}", "BG123456789"),
    "CY": ("CY", r"\d{8}[A-Z]", "CY12345678A"),
    "CZ": ("CZ", r"\d{8,10}", "CZ12345678"),
    "DE": ("DE", r"\d{9}", "DE123456789"),
    "DK": ("DK", r"\d{8}", "DK12345678"),
    "EE": ("EE", r"\d{9}", "EE123456789"),
    "ES": ("ES", r"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]", "ESB12345678"),
    "FI": ("FI", r"\d{8}", "FI12345678"),
    "FR": ("FR", r"[A-HJ-NP-Z0-9]{2}\d{9}", "FR12345678901"),
    "GR": ("EL", r"\d{9}", "EL123456789"),
    "HR": ("HR", r"\d{11}", "HR12345678901"),
    "HU": ("HU", r"\d{8}", "HU12345678"),
    "IE": ("IE", r"\d[A-Z0-9+*]\d{5}[A-Z]|\d{7}[A-Z]{1,2}", "IE1234567AB"),
    "IT": ("IT", r"\d{11}", "IT12345678901"),
    "LT": ("LT", r"\d{9}|\d{12}", "LT123456789"),
    "LU": ("LU", r"\d{8}", "LU12345678"),
    "LV": ("LV", r"\d{11}", "LV12345678901"),
    "MT": ("MT", r"\d{8}", "MT12345678"),
    "NL": ("NL", r"[A-Z0-9+*]{12}", "NL123456789B01"),
    "PL": ("PL", r"\d{10}", "PL1234567890"),
    "PT": ("PT", r"\d{9}", "PT123456789"),
    "RO": ("RO", r"\d{2,10}", "RO1234567890"),
    "SE": ("SE", r"\d{12}", "SE123456789012"),
    "SI": ("SI", r"\d{8}", "SI12345678"),
    "SK": ("SK", r"\d{10}", "SK1234567890"),
}


def clean_vat_number(number: str, country: str) -> str:
    """The number as it is stored, with its prefix and without spaces, dots and dashes; else a ValidationError.

    A number without prefix gets that of `country`. Countries outside the table: 4 to 20 letters and digits.
    """
    number = re.sub(r"[\s.\-–/]", "", number).upper()
    if not number:
        return ""
    if country not in FORMS:
        if not re.fullmatch(r"[A-Z0-9]{4,20}", number):
            raise ValidationError(_("A VAT number has 4 to 20 letters and digits."), code="vat_form")
        return number
    prefix, form, example = FORMS[country]
    rest = number.removeprefix(prefix)
    if not re.fullmatch(form, rest, re.ASCII):
        raise ValidationError(
            _("VAT numbers of this country look like %(example)s (source: VIES, European Commission).")
            % {"example": example},
            code="vat_form",
        )
    return prefix + rest
