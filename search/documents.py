"""What the index holds: one `SearchDocument` per thing and language, built by the app that owns the thing."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PUBLIC = "public"  # the access token that every reader holds
MEMBERS = "members"  # that of the alliance's members, who read what firms show to members only
FOR_MEMBERS = "members_"  # begins the names of facets and numbers that hold such values


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file's text by page, so that a hit can name the page. A file without pages has one."""

    title: str
    address: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One language version of one thing.

    `key` is unique in the index and at most 200 characters, by custom `<kind>:<code>:<language>`; the versions of one
    thing share `translation_key` (`<kind>:<code>`), and results show one of them. `language` is that of the text.
    `names` are other names of the thing (former names, alternative labels), found and weighed as its title is.
    `concepts` are permanent identifiers of vocabulary concepts its author chose; those named in its text are added by
    the index. `facets` are values to filter and count by, `numbers` values to filter by range; those whose names begin
    with FOR_MEMBERS can be asked for only with the token MEMBERS, and nothing else of a document may tell what they
    hold. `access` are tokens: a reader must hold one of them to learn in any way that the document exists. `revision`
    is taken from `search.revisions` before the thing was read; of two writes the one with the higher revision stays.
    `card` is what the results page draws, in JSON; `address` may hold `{language}`, filled with the reader's.

    `version` numbers the versions of a thing from 0; a source that gives it promises that they are alike in all but
    their texts. An engine may then count the first of them alone where nobody asks for words or a language.
    """

    key: str
    kind: str
    language: str
    translation_key: str
    title: str
    address: str
    names: tuple[str, ...] = ()
    summary: str = ""
    body: str = ""
    attachments: tuple[Attachment, ...] = ()
    concepts: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    place: Place | None = None
    date: datetime.date | None = None
    access: tuple[str, ...] = (PUBLIC,)
    revision: int = 1
    version: int | None = None
    card: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Removal:
    """A document that must no longer be found, whether or not it ever was in the index."""

    key: str
    revision: int
