"""What is searched: each app registers a source for each kind of thing it owns. `search` knows none of them by name."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils.translation import override

from search import changes
from search.documents import SearchDocument
from search.language import kinds

BATCH = 500  # things read at once: the fixed queries of a batch cost as much as reading some 50 of them


class Source:
    """One kind of thing. A thing is named by its `code`, which never changes and is at most 180 characters.

    `models` are the tables whose rows are such things, `parts` other tables with the name of their foreign key to it: a
    row saved or deleted in any of them is recorded as a change, in the same transaction. Bulk writes send no word: the
    action that does one calls `search.changes.record(kind, codes)`.
    """

    kind: str = ""
    order: int = 100  # of the tabs on the results page
    on_map: bool = False  # its things have places and make a layer of the map
    models: Sequence[type[Model]] = ()
    parts: Mapping[type[Model], str] = {}

    @property
    def title(self) -> str:
        """The kind’s name in the plural, in the active language."""
        raise NotImplementedError

    def codes(self) -> Iterable[str]:
        """The codes of all that may be found, in one cheap query."""
        raise NotImplementedError

    def documents(self, codes: Collection[str], *, revision: int) -> Iterator[SearchDocument]:
        """Every language version of these things as they are now; nothing for what is gone or not public.

        A fixed number of queries, however many codes (at most BATCH) there are. Keys are `<kind>:<code>:<language>`
        with a language of the site.
        """
        raise NotImplementedError

    def code_of(self, row: Any) -> str | None:
        """The code of a row of `models` that was saved or deleted; None where nothing of it was ever visible."""
        return row.code

    def showing(self, kind: str, codes: Collection[str]) -> Iterable[str]:
        """The codes of own things whose documents change when those other things do."""
        return ()

    def facet_titles(self, language: str) -> Mapping[str, str]:
        """The facets that this source names, in the order of display."""
        return {}

    def facet_labels(self, name: str, values: Collection[str], language: str) -> Mapping[str, str]:
        """What values of one of its facets are called. A fixed number of queries."""
        return {}


def _title_in(source: Source, language: str) -> str:
    with override(language):
        return str(source.title)


_sources: dict[str, Source] = {}
_left_out: dict[str, str] = {}


def register(source: Source) -> None:
    """Have these things found. Called from an app’s `ready()`."""
    _sources[source.kind] = source
    kinds.name(source.kind, partial(_title_in, source))
    for model in source.models:
        _listen(model, source, "")
    for model, owner in source.parts.items():
        _listen(model, source, owner)


def leave_out(model: str, reason: str) -> None:
    """Say why a page type or public model (`app.Model`) has no source; without it a system check warns."""
    _left_out[model] = reason


def all_sources() -> list[Source]:
    return sorted(_sources.values(), key=lambda source: (source.order, source.kind))


def get(kind: str) -> Source | None:
    return _sources.get(kind)


def left_out() -> Mapping[str, str]:
    return _left_out


def read(source: Source, codes: Iterable[str], *, revision: int) -> Iterator[SearchDocument]:
    """The documents of any number of things, BATCH at a time."""
    for some in batches(codes):
        yield from source.documents(some, revision=revision)


def batches(codes: Iterable[str], size: int = BATCH) -> Iterator[list[str]]:
    some: list[str] = []
    for code in codes:
        some.append(code)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def facet_titles(language: str) -> dict[str, str]:
    """Every facet with its title in the reader’s language, in the order of display."""
    titles: dict[str, str] = {}
    for source in all_sources():
        for name, title in source.facet_titles(language).items():
            titles.setdefault(name, title)
    return titles


def _listen(model: type[Model], source: Source, owner: str) -> None:
    def changed(instance, raw=False, **_details):
        if raw:  # fixtures: the index is built anew after them
            return
        try:
            code = source.code_of(getattr(instance, owner) if owner else instance)
        except ObjectDoesNotExist:  # deleted with its owner, which is recorded itself
            return
        if code is not None:
            changes.record(source.kind, code)

    name = f"search.{source.kind}.{model._meta.label}"
    post_save.connect(changed, sender=model, weak=False, dispatch_uid=f"{name}.saved")
    post_delete.connect(changed, sender=model, weak=False, dispatch_uid=f"{name}.deleted")
