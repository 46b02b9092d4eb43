"""VAT and registration numbers, made comparable.

In Bulgaria, Denmark, Romania and Spain the VAT number is the registration number with a prefix; in France its last nine
digits are the SIREN, of which the SIRET is the beginning (European Commission, VIES, question 11; INSEE, Sirene).
"""

import re

_NOT_A_SIGN = re.compile(r"[^0-9A-Z+*]")
_CYRILLIC_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")  # typed on a Bulgarian keyboard, they look the same
SHORTEST = 5  # a shorter number says nothing
SIREN, SIRET, FRENCH_VAT = 9, 14, 11


def plain_number(number: str, country: str) -> str:
    """The number without prefix, blanks and dots: `plain_number("BG 123 456 789", "BG")` is `123456789`."""
    plain = _NOT_A_SIGN.sub("", (number or "").upper().translate(_CYRILLIC_ALIKE))
    prefix = "EL" if country.upper() == "GR" else country.upper()
    if prefix and plain.startswith(prefix) and any(sign.isdigit() for sign in plain[len(prefix) :]):
        plain = plain[len(prefix) :]
    if country.upper() == "FR" and plain.isalnum():
        if len(plain) == FRENCH_VAT:
            plain = plain[-SIREN:]
        elif len(plain) == SIRET and plain.isdigit():
            plain = plain[:SIREN]
    return plain


def numbers(country: str, vat: str, registration: str) -> tuple[str, ...]:
    """The numbers by which a row is known, each with its country; a number twice only once."""
    found = []
    for number in (vat, registration):
        plain = plain_number(number, country)
        key = f"{country.upper()}{plain}"
        if len(plain) >= SHORTEST and any(sign.isdigit() for sign in plain) and key not in found:
            found.append(key)
    return tuple(found)
