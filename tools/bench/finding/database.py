"""Wagtail’s own database search on the same texts, each a page below the home page.

python -m bench.finding.database TEXTS      index 50,000 texts in the site’s database
"""

import sys
import time
from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path

import django

django.setup()

from bench.finding import texts  # noqa: E402 -- models need Django set up
from bench.finding.rival.models import Text  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from modelsearch.conf import get_app_config  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402
from wagtail.search.backends import get_search_backend  # noqa: E402

from search.documents import SearchDocument  # noqa: E402

BATCH = 1000
FACETS = tuple(texts.FACETS)


def fill(documents: Iterable[SearchDocument]) -> int:
    """Put texts in the place of those that are there, and index them as `update_index` does."""
    if Text._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Text)
    index = get_search_backend().get_index_for_model(Text)
    home = Site.objects.get(is_default_site=True).root_page
    own = Text._meta.local_concrete_fields
    left, count = iter(documents), 0
    with transaction.atomic():
        get_app_config().get_model("IndexEntry").objects.all().delete()
        Text.objects.all()._raw_delete(connection.alias)
        pages = Page.objects.filter(content_type=ContentType.objects.get_for_model(Text))
        pages._raw_delete(connection.alias)
        while batch := list(islice(left, BATCH)):
            rows = [_page(one, home, count + number) for number, one in enumerate(batch, start=1)]
            Page.objects.bulk_create([row for row, _ in rows], batch_size=500)
            texts = [Text(page_ptr_id=row.pk, **columns) for row, columns in rows]
            # Rows of a table that extends another one: bulk_create refuses them, the insert below it does not.
            Text.objects.all()._batched_insert(texts, own, 500)
            index.add_items(Text, Text.objects.filter(pk__in=[row.pk for row, _ in rows]))
            count += len(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _page(one: SearchDocument, home: Page, number: int) -> tuple[Page, dict[str, str]]:
    row = Page(
        title=one.title[:255],
        draft_title=one.title[:255],
        slug=f"text-{number}",
        url_path=f"{home.url_path}text-{number}/",
        path=Page._get_path(home.path, home.depth + 1, 100_000 + number),
        depth=home.depth + 1,
        content_type=ContentType.objects.get_for_model(Text),
        locale=_locales()[one.language],
    )
    return row, {
        "thing": one.translation_key,
        "names": " \n".join(one.names),
        "summary": one.summary,
        "body": one.body,
        "files": "\n".join(page for file in one.attachments for page in file.pages),
        "language": one.language,
        "access": " ".join(one.access),
        **{name: (one.facets.get(name) or ("",))[0] for name in FACETS},
    }


@cache
def _locales() -> dict[str, Locale]:
    return {locale.language_code: locale for locale in Locale.objects.all()}


class Reader:
    """Asks as somebody with these tokens may."""

    def __init__(self, access: Iterable[str]) -> None:
        self.backend = get_search_backend()
        held = set(access)
        stored = Text.objects.values_list("access", flat=True).distinct()
        self.readable = [value for value in stored if held.intersection(value.split())]

    def found(self, text: str, operator: str | None = None):
        """Wagtail's results; `operator` as its documentation has it, by default its own default."""
        rows = Text.objects.live().filter(access__in=self.readable)
        return self.backend.search(text, rows, operator=operator)

    def page(self, text: str) -> None:
        """Ten hits, their number, five facets: what Wagtail has of a page; it marks nothing in the texts."""
        results = self.found(text)
        list(results[:10])
        results.count()
        for name in FACETS:
            results.facet(name)


if __name__ == "__main__":
    began = time.perf_counter()
    count = fill(texts.read(Path(sys.argv[1])))
    print(f"{count} texts in {time.perf_counter() - began:.0f} s", file=sys.stderr)
