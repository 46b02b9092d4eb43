"""What kinds of things are called, so that `kind:praksis` can be understood; apps say so when they register."""

from search.language.analysis import fold

_codes: dict[str, str] = {}


def name(code: str, *names: str) -> None:
    """Let a kind be asked for by its code and by these names, in any language; case and accents do not count."""
    for each in (code, *names):
        _codes[fold(each)] = code


def code_of(text: str) -> str:
    """The kind that goes by this name; empty when there is none."""
    return _codes.get(fold(text), "")
