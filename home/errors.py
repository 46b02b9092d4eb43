"""What can go wrong in this room, each with a sentence for the reader."""


class ContactError(Exception):
    """The message was not taken; shown above the form."""


class TooManyMessagesError(ContactError):
    """Over the limit; shown with status 429."""
