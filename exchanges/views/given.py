"""What an address or a form gives: as `core.given` says."""

from core.given import code, everything, words

__all__ = ["code", "everything", "words"]
