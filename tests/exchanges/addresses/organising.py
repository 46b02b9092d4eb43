"""Where missions and offers are made, changed and run."""

ADDRESSES: list[tuple[str, str, str]] = []
