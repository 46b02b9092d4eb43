"""What the practices' room refuses, in a sentence for the person who asked."""


class PracticeError(Exception):
    """A request that cannot be granted; its text is translated and shown."""


class TooManyQuestionsError(PracticeError):
    """Over the limit of the relay; shown with status 429."""


class AlreadyDecidedError(PracticeError):
    """Somebody else was quicker; shown with status 409 and with what was typed."""


class NotReadyError(PracticeError):
    """A language version that cannot go live yet."""


class NotSentError(PracticeError):
    """A proposal that is not complete; `form` holds its fields with a sentence beside each."""

    def __init__(self, message, form):
        super().__init__(message)
        self.form = form
