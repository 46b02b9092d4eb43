"""The embedded engine with 50,000 documents: filling it, a page of results, a suggestion; each beside its bare SQL.

    python -m bench.finding.embedded fill|compare TEXTS FOLDER

`compare` is a process of its own, since Wagtail's search needs the site's settings, which would count as memory.
"""

import json
import resource
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import apsw
from bench.finding.clock import percentile, turns
from bench.finding.texts import FACETS, asked, read

from search.documents import PUBLIC, SearchDocument
from search.engines import open_engine
from search.engines.embedded import schema
from search.engines.embedded.analysing import marked, name_token
from search.language.analysis import analyse
from search.requests import SearchRequest, SuggestRequest
from tests.search.judged.vocabulary import thesaurus

ROUNDS = 4
HITS, MOST = 10, 2000  # hits of Wagtail's search to a question that it is asked; with more it takes minutes
FEWER = 3  # of that many questions one is asked of Wagtail's search
READER = (PUBLIC, "signed-in")
TYPED = 4  # letters of a word when a suggestion is wanted
_FACETS = " UNION ALL ".join(
    f"SELECT '{name}', {name}, count(*) FROM found JOIN bench USING (id) GROUP BY {name}"  # noqa: S608 -- ours
    for name in FACETS
)
_HITS = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10"
_COUNTS = f"WITH found AS MATERIALIZED (SELECT rowid AS id FROM words WHERE words MATCH ?) {_FACETS}"  # noqa: S608
_NAMES = "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rank LIMIT 8"


def fill(folder: Path, texts: Path) -> dict[str, float]:
    """Rebuild an index from all texts: processor time of everything but reading the file, and the most memory held."""
    engine = open_engine(f"embedded://{folder}", thesaurus=thesaurus())
    documents, spent, count = read(texts), 0.0, 0
    began = time.perf_counter()
    with engine.rebuild() as building:
        while batch := list(islice(documents, 200)):
            started = time.process_time()
            count += building.index(batch).indexed
            spent += time.process_time() - started
        started = time.process_time()
        building.switch()
        spent += time.process_time() - started
    wall = time.perf_counter() - began
    engine.close()
    return {
        "embedded_rebuild": count / spent,
        "embedded_rebuild_wall_raw": count / wall,
        "embedded_rebuild_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def narrow(connection: apsw.Connection, documents: Iterable[SearchDocument]) -> None:
    """A table as narrow as it can be for the bare statements to count by, in the same file."""
    with connection:
        connection.execute(f"CREATE TABLE bench (id INTEGER PRIMARY KEY, {' TEXT, '.join(FACETS)} TEXT)")
        known = dict(connection.execute("SELECT key, id FROM documents"))
        connection.executemany(
            f"INSERT INTO bench VALUES (?{', ?' * len(FACETS)})",  # noqa: S608 -- as many as there are facets
            ((known[one.key], *(one.facets[name][0] for name in FACETS)) for one in documents),
        )


def words(question: tuple[str, str]) -> Iterator[str]:
    """The words of a question in its own language as the index has them."""
    text, language = question
    for token in analyse(text, language):
        if not token.stop:
            yield from (f'"{marked(language, stem)}"' for stem in token.stems[:1])


def _request(question: tuple[str, str]) -> SearchRequest:
    return SearchRequest(text=question[0], language=question[1], access=READER, counted=tuple(FACETS))


def compare(folder: Path) -> dict[str, float]:
    engine = open_engine(f"embedded://{folder}", thesaurus=thesaurus())
    bare = schema.connect(_file(folder))

    def page(question: tuple[str, str]) -> None:
        engine.search(_request(question))

    def bare_page(question: tuple[str, str]) -> None:
        expression = (" OR ".join(words(question)),)
        bare.execute(_HITS, expression).fetchall()
        bare.execute(_COUNTS, expression).fetchall()

    def suggestion(question: tuple[str, str]) -> None:
        engine.suggest(SuggestRequest(text=question[0], language=question[1], access=READER))

    def bare_suggestion(question: tuple[str, str]) -> None:
        bare.execute(_NAMES, (f'"{name_token(question[0])}" *',)).fetchall()

    questions = asked()
    begun = [(begin, language) for text, language in questions if (begin := _begin(text, language))]
    figures: dict[str, float] = {}
    for clock, suffix in ((True, ""), (False, "_wall")):
        rounds = ROUNDS if clock else 1
        pages = turns({"own": page, "bare": bare_page}, questions, rounds=rounds, cpu=clock)
        names = turns({"own": suggestion, "bare": bare_suggestion}, begun, rounds=rounds, cpu=clock)
        for what, times in (("page", pages), ("suggestion", names)):
            for rank in (50, 95):
                own, peer = percentile(times["own"], rank), percentile(times["bare"], rank)
                name = f"embedded_{what}_p{rank}{suffix}"
                figures |= {name: own / peer, f"{name}_raw": own, f"{name}_bare_raw": peer}
    bare.close()
    engine.close()
    return figures


def _begin(text: str, language: str) -> str:
    """What has been typed of the first telling word."""
    telling = (token.exact for token in analyse(text, language) if not token.stop)
    return next((word[:TYPED] for word in telling if len(word) >= TYPED), "")


def beside_wagtail(folder: Path) -> dict[str, float]:
    """The same page by Wagtail's database search, on the same texts in a database of its own.

    One word is asked at a time, and only what Wagtail has a full page for: it wants every word of a question in one
    text, and is quick where it finds nothing. Its database has statistics (ANALYZE), which no site's has by itself;
    without them a page takes it many seconds.
    """
    from bench.finding.database import Reader  # noqa: PLC0415 -- sets Django up, which filling does not want

    engine = open_engine(f"embedded://{folder}", thesaurus=thesaurus())
    reader = Reader(READER)
    full = []
    for text, language in asked():
        word = max((token.surface for token in analyse(text, language) if not token.stop), key=len, default="")
        if word and HITS <= reader.found(word).count() <= MOST:
            full.append((word, language))
    ways = {
        "own": lambda question: engine.search(_request(question)),
        "wagtail": lambda question: reader.page(question[0]),
    }
    asked_once = turns(ways, full[::FEWER], rounds=1, warm=False, cpu=True)
    whole = turns(ways, asked()[::FEWER], rounds=1, cpu=True)
    engine.close()
    figures: dict[str, float] = {}
    for name, times in (("", asked_once), ("_whole_questions", whole)):
        own, wagtail = percentile(times["own"], 50), percentile(times["wagtail"], 50)
        figures |= {f"embedded_page_wagtail{name}": wagtail / own, f"embedded_page_wagtail{name}_raw": wagtail}
    return figures | {"embedded_page_wagtail_questions": len(full[::FEWER])}


def main(command: str, texts: Path, folder: Path) -> None:
    if command == "compare":
        figures = compare(folder) | beside_wagtail(folder)
    else:
        shutil.rmtree(folder, ignore_errors=True)
        figures = fill(folder, texts)
        connection = schema.connect(_file(folder), durable=False)
        narrow(connection, read(texts))
        connection.close()
    print(json.dumps({"figures": figures}))


def _file(folder: Path) -> Path:
    return max(folder.glob("search-*.sqlite3"), key=lambda path: path.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
