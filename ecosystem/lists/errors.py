"""What keeps a whole file from being read."""

from ecosystem.errors import EcosystemError


class UnreadableError(EcosystemError):
    """The file, or one of its sheets, cannot be read to its end; nothing of it is kept."""
