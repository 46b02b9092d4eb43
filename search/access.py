"""Who may find what: a reader holds tokens, a document names the tokens of which one is enough."""

from collections.abc import Callable, Iterable

from search.documents import PUBLIC

Provider = Callable[[object], Iterable[str]]
SIGNED_IN = "signed-in"
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Have `provider(user)` add tokens such as `cluster:loom` for people signed in. Called from an app’s `ready()`.

    It takes a fixed number of queries. A token is given away by what holds now: it is asked for in every request.
    """
    if provider not in _providers:
        _providers.append(provider)


def tokens_of(user: object | None) -> tuple[str, ...]:
    """All tokens of a reader, sorted; only PUBLIC for visitors and for closed accounts."""
    if user is None or not getattr(user, "is_authenticated", False) or not getattr(user, "is_active", False):
        return (PUBLIC,)
    tokens = {PUBLIC, SIGNED_IN}
    for provider in _providers:
        tokens.update(provider(user))
    return tuple(sorted(tokens))
