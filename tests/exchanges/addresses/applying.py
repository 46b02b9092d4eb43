"""Eligibility, applications, and their answers."""

ADDRESSES: list[tuple[str, str, str]] = []
