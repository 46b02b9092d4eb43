"""Documents from the database: ours from `PracticeSource`, and the same pages as Wagtail's `update_index` builds them.

python -m bench.finding.building
"""

import json
import time

import django

django.setup()

from modelsearch.backends.elasticsearch8 import Elasticsearch8Mapping  # noqa: E402 -- models need Django set up
from wagtail.models import Page  # noqa: E402
from wagtail.search import index  # noqa: E402

from practices.models import PracticePage  # noqa: E402
from search import sources  # noqa: E402

PAGES = 1500  # that Wagtail builds
CHUNK = 1000  # of `update_index`
TEXTS = (
    "answer", "problem", "steps", "evidence", "went_wrong", "preconditions", "not_for", "pictures", "opinion", "town",
)  # fmt: skip
FACETS = ("code", "cluster", "country", "status", "best_evidence", "organisation_size", "started_on", "staff_days")


def declared() -> list:
    """The fields a Wagtail developer would declare to have the same of a practice in the index."""
    return [
        *Page.search_fields,
        *map(index.SearchField, TEXTS),
        *map(index.FilterField, FACETS),
        index.RelatedFields("organisation", [index.SearchField("name"), index.SearchField("name_latin")]),
        index.RelatedFields("tags", [index.SearchField("name")]),
        index.RelatedFields("practice_concepts", [index.FilterField("concept")]),
    ]


def own() -> tuple[int, float]:
    """How many documents, and the processor time in seconds."""
    source = sources.get("practice")
    began, count = time.process_time(), 0
    for codes in sources.batches(source.codes()):
        count += len(list(source.documents(codes, revision=1)))
    return count, time.process_time() - began


def wagtail() -> tuple[int, float]:
    """As `update_index` goes through the pages, with its joins and prefetching; nothing is sent anywhere."""
    mapping = Elasticsearch8Mapping(PracticePage)
    rows = PracticePage.get_indexed_objects().order_by("pk")
    began, count = time.process_time(), 0
    for start in range(0, PAGES, CHUNK):
        for page in list(rows[start : min(PAGES, start + CHUNK)]):
            mapping.get_document(page)
            count += 1
    return count, time.process_time() - began


def main() -> None:
    PracticePage.search_fields = declared()
    rates: dict[str, list[float]] = {"own": [], "wagtail": []}
    for _turn in range(3):
        for name, build in (("own", own), ("wagtail", wagtail)):
            count, seconds = build()
            rates[name].append(count / seconds)
    ours, theirs = max(rates["own"]), max(rates["wagtail"])
    print(json.dumps({"figures": {"building": ours / theirs, "building_raw": ours, "building_wagtail_raw": theirs}}))


if __name__ == "__main__":
    main()
