"""Titles and names by the beginnings of their words, while somebody types."""

import apsw

from search.engines.embedded.analysing import name_token, storable
from search.engines.embedded.columns import Columns, masked
from search.engines.embedded.schema import THING
from search.language.analysis import fold, words
from search.requests import Suggestion, SuggestRequest

MOST_WORDS = 8  # of what was typed
READER = 2.0  # how much better a title in the reader’s language is, in bm25
VERSIONS = 3  # documents looked at for each thing wanted


def suggest(connection: apsw.Connection, columns: Columns, request: SuggestRequest) -> tuple[Suggestion, ...]:
    """One suggestion a thing: every word typed begins a word of its title or names; accents may be missing."""
    expression = _expression(request)
    allowed, own = columns.readable(request.access), columns.readable(request.access, request.language)
    if request.kinds:
        kinds = columns.of("kind", request.kinds)
        allowed, own = allowed & kinds, own & kinds
    if not expression or not allowed or request.limit < 1:
        return ()
    masks, spoken = allowed.masks(), own.masks()
    bonus = f"{READER} * {masked(len(spoken), 2 + len(masks))}" if spoken else "0"
    found = connection.execute(
        "WITH some AS MATERIALIZED (SELECT rowid AS id, bm25(names) "  # noqa: S608 -- numbers of ours
        f"- {bonus} AS score FROM names WHERE names MATCH ?1 AND {masked(len(masks), 2)} "
        f"ORDER BY score LIMIT {request.limit * VERSIONS}) "
        "SELECT id, title, kind, language, address, key FROM some JOIN documents USING (id) JOIN texts USING (id) "
        "ORDER BY score, id",
        (expression, *masks, *spoken),
    )
    begin = fold(request.text.strip(), request.language)
    beginning = 2 * len(begin) + 8  # letters of a title that are enough to compare: few fold to more or fewer
    best: dict[int, tuple[bool, int, Suggestion]] = {}
    for place, (row, title, kind, language, address, key) in enumerate(found):
        rank = (not fold(title[:beginning], language).startswith(begin), place)
        thing = row & THING
        if thing not in best:
            best[thing] = (*rank, Suggestion(title, kind, language, address, key))
    return tuple(one[-1] for one in sorted(best.values(), key=lambda one: one[:2])[: request.limit])


def _expression(request: SuggestRequest) -> str:
    """The words typed as beginnings, folded as the reader’s language does it and as plain and Danish ones are."""
    text = storable(request.text[:100])
    ways = []
    for language in dict.fromkeys((request.language, "", "da")):
        forms = [name_token(word.exact) for word in words(text, language)][:MOST_WORDS]
        if forms:
            ways.append(" AND ".join(f'"{form}" *' for form in forms))
    return " OR ".join(f"({way})" for way in dict.fromkeys(ways))
