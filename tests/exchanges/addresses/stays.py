"""One exchange: commitment, signatures, days, messages, calendars."""

ADDRESSES: list[tuple[str, str, str]] = []
