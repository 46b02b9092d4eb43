"""What can go wrong in this room, each with a sentence for the reader."""


class SearchError(Exception):
    """What was asked for was not done; shown as a message."""


class TooManyError(SearchError):
    """Over a limit; shown with status 429."""
