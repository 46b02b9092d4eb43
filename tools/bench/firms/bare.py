"""What SQLite itself needs for a page of the directory: narrow tables, one statement for the hits, one for all counts.

The counts of the bare statement are fewer than the page's: there a filter's own choice does not narrow its counts.
"""

from collections.abc import Callable

import orjson

from search.areas import across, down, grid
from search.engines.embedded import schema
from search.requests import Box, SearchRequest

KIND = "organisation"


class Sql:
    """Statements over tables of the index file that are made for them."""

    cpu = True

    def __init__(self, engine) -> None:
        self.engine = engine
        self.connection = schema.connect(engine._generations.file(engine._generations.pointer().current))
        self._fill()

    def _fill(self) -> None:
        """One row for each value of each organisation's facets, and one for its place."""
        execute = self.connection.execute
        made = list(execute("SELECT 1 FROM sqlite_master WHERE name = 'bench_values'"))
        if made:
            return
        with self.connection:
            execute("CREATE TABLE bench_values (thing, name TEXT, value TEXT)")
            execute(
                "CREATE TABLE bench_numbers (name TEXT, value REAL, thing, PRIMARY KEY (name, value, thing)) "
                "WITHOUT ROWID"
            )
            execute(
                "CREATE TABLE bench_places (thing INTEGER PRIMARY KEY, latitude, longitude, across, down, sort_key)"
            )
            rows = execute(
                "SELECT thing, min(id), facets, latitude, longitude, sort_key FROM documents WHERE kind = ? "
                "GROUP BY thing",
                (KIND,),
            ).fetchall()
            for thing, _id, facets, latitude, longitude, key in rows:
                self.connection.executemany(
                    "INSERT INTO bench_values VALUES (?, ?, ?)",
                    ((thing, name, value) for name, values in orjson.loads(facets).items() for value in values),
                )
                place = (None, None) if latitude is None else (across(longitude), down(latitude))
                execute("INSERT INTO bench_places VALUES (?, ?, ?, ?, ?, ?)", (thing, latitude, longitude, *place, key))
            execute("INSERT OR IGNORE INTO bench_numbers SELECT name, value, id & 4294967295 FROM numbers")
            execute("CREATE INDEX bench_by_value ON bench_values (name, value, thing)")
            execute("CREATE INDEX bench_by_thing ON bench_values (thing, name, value)")
            execute("CREATE INDEX bench_by_title ON bench_places (sort_key, thing)")
            execute("ANALYZE")

    def _noted(self, ask: Callable[[], object]) -> SearchRequest:
        """The request that a page makes of the engine."""
        requests: list[SearchRequest] = []
        search, cells = self.engine.search, self.engine.cells
        self.engine.search = lambda request: requests.append(request) or search(request)
        self.engine.cells = lambda request, **more: requests.append(request) or cells(request, **more)
        try:
            ask()
        finally:
            self.engine.search, self.engine.cells = search, cells
        return requests[0]

    @staticmethod
    def _found(request: SearchRequest) -> tuple[str, list]:
        """The things that fulfil it, as a select; nothing where every organisation does."""
        parts, values = [], []
        for name, some in request.facets.items():
            marks = ", ".join("?" * len(some))
            parts.append(f"SELECT thing FROM bench_values WHERE name = ? AND value IN ({marks})")  # noqa: S608
            values += [name, *some]
        for name, (low, high) in request.ranges.items():
            parts.append("SELECT thing FROM bench_numbers WHERE name = ? AND value BETWEEN ? AND ?")
            values += [name, float("-inf") if low is None else low, float("inf") if high is None else high]
        found = " INTERSECT ".join(parts)
        for name, some in request.without.items():
            marks = ", ".join("?" * len(some))
            found = found or "SELECT thing FROM bench_places"
            found += f" EXCEPT SELECT thing FROM bench_values WHERE name = ? AND value IN ({marks})"  # noqa: S608
            values += [name, *some]
        return found, values

    def page(self, ask: Callable[[], object]) -> Callable[[], None]:
        request = self._noted(ask)
        found, values = self._found(request)
        names = ", ".join("?" * len(request.counted))
        with_found = f"WITH found AS MATERIALIZED ({found}) " if found else ""
        joined = "JOIN found USING (thing)" if found else ""
        counts = (
            f"{with_found}SELECT name, value, count(*) FROM bench_values {joined} WHERE name IN ({names}) "  # noqa: S608
            "GROUP BY name, value"
        )
        hits = (
            f"{with_found}SELECT thing FROM bench_places {joined} ORDER BY sort_key "  # noqa: S608
            f"LIMIT {request.limit} OFFSET {request.offset}"
        )

        def run() -> None:
            self.connection.execute(hits, values).fetchall()
            self.connection.execute(counts, [*values, *request.counted]).fetchall()

        return run

    def grouping(self, ask: Callable[[], object], box: Box, zoom: int) -> Callable[[], None]:
        request = self._noted(ask)
        found, values = self._found(request)
        tiles, whole = 1 << grid(box, zoom).precision, grid(box, zoom).whole
        with_found = f"WITH found AS MATERIALIZED ({found}) " if found else ""
        joined = "JOIN found USING (thing)" if found else ""
        inside = "latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?"
        edges = [whole.south, whole.north, whole.west, whole.east]
        tile = f"CAST(across * {tiles} AS INTEGER) AS x, CAST(down * {tiles} AS INTEGER) AS y"
        squares = (
            f"{with_found}SELECT {tile}, count(*), avg(latitude), avg(longitude) FROM bench_places {joined} "  # noqa: S608
            f"WHERE {inside} GROUP BY x, y"
        )
        clusters = (
            f"{with_found}SELECT {tile}, value, count(*) FROM bench_places {joined} JOIN bench_values USING (thing) "  # noqa: S608
            f"WHERE name = 'cluster' AND {inside} GROUP BY x, y, value"
        )

        def run() -> None:
            self.connection.execute(squares, [*values, *edges]).fetchall()
            self.connection.execute(clusters, [*values, *edges]).fetchall()

        return run
