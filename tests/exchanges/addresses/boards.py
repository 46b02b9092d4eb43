"""Figures, lists, exports, the yearly report, the public progress."""

BOARDS = "302 403 403 403 200 200 200 200 403"
KNOWN = "302 200 200 200 200 200 200 200 200"

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/exchanges/progress/", "200"),
    ("GET", "/en/exchanges/boards/", BOARDS),
    ("GET", "/en/exchanges/boards/figures.csv", BOARDS),
    ("GET", "/en/exchanges/boards/figures.xlsx", BOARDS),
    ("GET", "/en/exchanges/boards/{programme}/2026.pdf", BOARDS),
    ("GET", "/en/exchanges/list/", KNOWN),
    ("GET", "/en/exchanges/list/exchanges.csv", KNOWN),
    ("GET", "/en/exchanges/list/exchanges.xlsx", KNOWN),
    ("GET", "/en/exchanges/late/", KNOWN),
]
