"""The tables of one generation, and how its file is opened.

The full text (`words`) and the titles (`names`) are FTS5 tables without content, fed with tokens that were analysed
here and carry their language (`da_tekstil`): no tokenizer of ours is needed to open the file, no word meets its double
in another language, and each language has its own word statistics.

`id` of a document is `version << 32 | thing`: the language versions of one thing share the lower half. So the versions
of a set of documents can be told from the numbers alone (see `columns`).
"""

from pathlib import Path

import apsw

VERSION = 1  # raise it when tables or analysis change: `status` shows it, and a rebuild brings every file up to date
SHIFT = 32
THING = (1 << SHIFT) - 1

# The columns of `words`, and what an occurrence there weighs (k1 = 1.2, b = 0.75 are FTS5's). A word of the title
# counts like six in the text; parts of compounds and files' text count less than the text itself; stop words and codes
# are there to be found, not to rank; concepts are ranked by `ranking`, not here.
WEIGHTS = {
    "title": 6.0,
    "summary": 2.5,
    "body": 1.0,
    "files": 0.5,
    "parts": 0.3,
    "minor": 0.05,
    "tags": 3.0,
    "above": 1.0,
}

_TABLES = f"""
CREATE VIRTUAL TABLE words USING fts5({", ".join(WEIGHTS)}, content='', contentless_delete=1,
  tokenize="ascii tokenchars '_#'");
CREATE VIRTUAL TABLE names USING fts5(name, content='', contentless_delete=1, detail=full, columnsize=1,
  prefix='1 2 3 4', tokenize="ascii tokenchars '_#'");
CREATE TABLE things (thing INTEGER PRIMARY KEY, translation_key TEXT NOT NULL UNIQUE) STRICT;
-- What is looked at for every document: kept narrow.
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, thing INTEGER NOT NULL, revision INTEGER NOT NULL,
  digest TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, language TEXT NOT NULL,
  facets TEXT NOT NULL, access TEXT NOT NULL, day INTEGER, sort_key TEXT NOT NULL,
  x REAL, y REAL, z REAL, latitude REAL, longitude REAL
) STRICT;
CREATE INDEX documents_thing ON documents (thing);
CREATE INDEX documents_sequence ON documents (sequence);
CREATE INDEX documents_day ON documents (day DESC, sort_key);
CREATE INDEX documents_sort_key ON documents (sort_key);
CREATE INDEX documents_place ON documents (z, x, y) WHERE z IS NOT NULL;
-- What is read for the documents shown, and for a word of which the exact form matters.
CREATE TABLE texts (
  id INTEGER PRIMARY KEY, translation_key TEXT NOT NULL, address TEXT NOT NULL, card TEXT NOT NULL,
  concepts TEXT NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL, body TEXT NOT NULL, files TEXT NOT NULL,
  exact TEXT NOT NULL
) STRICT;
CREATE TABLE numbers (id INTEGER NOT NULL, name TEXT NOT NULL, value REAL NOT NULL, PRIMARY KEY (id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX numbers_value ON numbers (name, value);
-- Every word met, by its exact form: what corrections are chosen from. Only ever added to.
CREATE TABLE spellings (id INTEGER PRIMARY KEY, language TEXT NOT NULL, form TEXT NOT NULL, stem TEXT NOT NULL,
  UNIQUE (language, form)) STRICT;
-- Tombstones, by the revision that removed a document.
CREATE TABLE removed (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
-- Numbers of documents that are no longer in use, so that `columns` can follow.
CREATE TABLE freed (sequence INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (sequence, id)) STRICT, WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO state VALUES ('sequence', 0), ('written_at', 0);
PRAGMA user_version = {VERSION};
"""  # noqa: S608 -- names and numbers of ours


def create(path: Path) -> None:
    """Make an empty generation. Whole or, when the process dies, a file that nothing points to."""
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL")
    with connection:
        connection.execute(_TABLES)
    connection.close()


def connect(path: Path, *, durable: bool = True) -> apsw.Connection:
    """Open a generation; raises `apsw.CantOpenError` when it is gone. `durable` writes survive a power cut too."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    connection.set_busy_timeout(30_000)
    connection.execute(
        f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}; PRAGMA cache_size = -32768; "
        "PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY"
    )
    return connection
