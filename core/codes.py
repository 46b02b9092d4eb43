"""Short permanent codes for public addresses (design.md, rule 4.7)."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread: no 0 o 1 l i


def new_code(length: int = 6) -> str:
    """A random code such as `k7m2xq`: 31**6 ≈ 890 million; the unique column refuses the rare double."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def unused_codes(rows, number: int, *, length: int = 6) -> list[str]:
    """Codes that none of these rows has, for making many at once: of 20,000 beside 100,000 two would be doubles."""
    found: set[str] = set()
    while len(found) < number:
        more = {new_code(length) for _ in range(number - len(found))}
        found |= more - set(rows.filter(code__in=more).values_list("code", flat=True))
    return list(found)
