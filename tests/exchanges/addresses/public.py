"""Pages everybody reads: the programme, missions, offers, their calendars."""

ADDRESSES: list[tuple[str, str, str]] = []
