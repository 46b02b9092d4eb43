"""What the ecosystem's room refuses, in a sentence for the person who asked."""


class EcosystemError(Exception):
    """A request that cannot be granted; its text is translated and shown, with status 422."""


class NotAllowedError(EcosystemError):
    """This person may not do this; shown with status 403."""


class IllegalMoveError(EcosystemError):
    """The state has no such move, or somebody else was quicker; shown with status 409."""


class IncompleteError(EcosystemError):
    """Something is missing; `fields` maps names of fields to sentences, to be shown beside them."""

    def __init__(self, message, fields=None):
        super().__init__(message)
        self.fields = dict(fields or {})


class TooManyError(EcosystemError):
    """More than one may in this time; shown with status 429."""
