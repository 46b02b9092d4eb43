"""Figures, lists, exports, the yearly report, the public progress."""

ADDRESSES: list[tuple[str, str, str]] = []
