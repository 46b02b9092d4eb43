"""What the room of people refuses, in a sentence for the person who asked."""


class AccountError(Exception):
    """A request that cannot be granted; its text is translated and shown."""
