"""Which languages a query may be in."""


def plausible(text: str, reader_language: str) -> tuple[tuple[str, float], ...]:
    """(language, weight) for every language of the index, best first; the best has 1, none less than 0.1."""
    raise NotImplementedError
