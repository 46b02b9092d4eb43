"""What time it is for the exchanges’ room: as `core.clock` says."""

from core.clock import at, now, today

__all__ = ["at", "now", "today"]
