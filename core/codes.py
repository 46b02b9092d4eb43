"""Short permanent codes for public addresses (design.md, rule 4.7)."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread: no 0 o 1 l i


def new_code(length: int = 6) -> str:
    """A random code such as `k7m2xq`: 31**6 ≈ 890 million; the unique column refuses the rare double."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
