"""What this room gives to the results page: its newest practices, for while the engine is down."""

from collections.abc import Iterator

from practices.queries.cards import newest as newest_cards
from search import newest
from search.newest import NewThing


def newest_practices(user, language: str, most: int) -> Iterator[NewThing]:
    """What everybody may read, whoever asks, in the best version for the reader."""
    for card in newest_cards(language, most):
        if card.page.first_published_at:
            yield NewThing(card.page.title, card.page.answer, card.href, card.language, card.page.first_published_at)


def register() -> None:
    """Called when the app is ready."""
    newest.register(newest_practices)
