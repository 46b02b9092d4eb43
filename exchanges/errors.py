"""What the exchanges’ room refuses, in a sentence for the person who asked."""


class ExchangeError(Exception):
    """A request that cannot be granted; its text is translated and shown."""


class NotAllowedError(ExchangeError):
    """This person may not do this; shown with status 403."""


class IllegalMoveError(ExchangeError):
    """The state has no such move, or somebody else was quicker; shown with status 409."""


class FullError(ExchangeError):
    """No place is left; shown with status 409."""


class NotEligibleError(ExchangeError):
    """A rule says no. `findings` are those that stand in the way (`exchanges.eligibility.Finding`)."""

    def __init__(self, message, findings=()):
        super().__init__(message)
        self.findings = tuple(findings)


class MissingRateError(ExchangeError):
    """The programme has no rate for this country on this date."""


class UnknownDistanceError(ExchangeError):
    """A place has no coordinates, and the distance decides about the money."""


class OldVersionError(ExchangeError):
    """The commitment was changed since it was shown; shown with status 409 and the new version."""


class IncompleteError(ExchangeError):
    """Something is missing; `fields` maps names of fields to sentences, to be shown beside them."""

    def __init__(self, message, fields=None):
        super().__init__(message)
        self.fields = dict(fields or {})
