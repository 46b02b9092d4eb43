"""Ranked hosts for a visitor, proposals, and the coordinator’s plans."""

ADDRESSES: list[tuple[str, str, str]] = []
