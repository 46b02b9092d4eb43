"""Reports, evidence, payments, certificates, follow-up."""

ADDRESSES: list[tuple[str, str, str]] = []
