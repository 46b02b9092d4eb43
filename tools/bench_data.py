"""Fill a site that has the demo data with many more practices: `python tools/bench_data.py 5000`.

Each is a copy of a demo practice with all its language versions, concepts and transfers, under a code, title and date
of its own. Written in bulk, past the page API, so that thousands take seconds: for measuring, never for a real site.
"""

import os
import sys
import uuid
from datetime import timedelta
from pathlib import Path

import django
from django.apps import apps
from django.db import models, transaction

ROOT = Path(__file__).resolve().parent.parent
BATCH = 500


def copy_of(row: models.Model, model: type[models.Model], **changes) -> models.Model:
    """A new, unsaved row with the same values in the model's own columns, save those in `changes`."""
    values = {field.attname: getattr(row, field.attname) for field in model._meta.local_concrete_fields}
    values.pop(model._meta.pk.attname, None)
    return model(**(values | changes))


class Copies:
    """Collects the rows of all copies, then writes them table by table."""

    def __init__(self):
        self.page_model = apps.get_model("wagtailcore", "Page")
        self.practice = apps.get_model("practices", "PracticePage")
        self.concept = apps.get_model("practices", "PracticeConcept")
        self.transfer = apps.get_model("practices", "Transfer")
        section = apps.get_model("practices", "ClusterSectionPage")
        self.sections = {page.path: page for page in section.objects.all()}
        self.last = {
            path: page.get_last_child().path if page.numchild else None for path, page in self.sections.items()
        }
        self.pages, self.practices, self.concepts, self.transfers = [], [], [], []
        self.added = dict.fromkeys(self.sections, 0)

    def next_path(self, parent: str) -> str:
        last = self.last[parent]
        step = self.page_model.steplen
        number = self.page_model._str2int(last[-step:]) + 1 if last else 1
        self.last[parent] = self.page_model._get_path(parent, self.sections[parent].depth + 1, number)
        self.added[parent] += 1
        return self.last[parent]

    def add(self, versions: list, concepts: dict, transfers: list, number: int) -> None:
        """One practice: all its language versions, under a new code."""
        from core.codes import new_code  # noqa: PLC0415 -- Django is set up only now

        code, key = new_code(8), uuid.uuid4()
        for version in versions:
            parent = version.path[: -self.page_model.steplen]
            when = version.first_published_at - timedelta(minutes=7 * number)
            slug = f"{version.slug}-{number}"
            page = copy_of(
                version.page_ptr,
                self.page_model,
                path=self.next_path(parent),
                title=f"{version.title} · {number}",
                draft_title=f"{version.title} · {number}",
                slug=slug,
                url_path=f"{self.sections[parent].url_path}{slug}/",
                translation_key=key,
                first_published_at=when,
                last_published_at=when,
                latest_revision_id=None,
                live_revision_id=None,
            )
            self.pages.append(page)
            self.practices.append((version, code))
            self.concepts.append(concepts.get(version.pk, []))
        for row in transfers:
            self.transfers.append(copy_of(row, self.transfer, code=new_code(8), practice_code=code))

    def write(self) -> None:
        self.page_model.objects.bulk_create(self.pages, batch_size=BATCH)
        own = self.practice._meta.local_concrete_fields
        rows = []
        for page, (version, code) in zip(self.pages, self.practices, strict=True):
            row = self.practice(page_ptr_id=page.pk)
            for field in own:
                if field.attname != "page_ptr_id":
                    setattr(row, field.attname, getattr(version, field.attname))
            row.code = code
            rows.append(row)
        # Rows of a table that extends another one: bulk_create refuses them, the insert below it does not.
        self.practice.objects.all()._batched_insert(rows, own, BATCH)
        self.concept.objects.bulk_create(
            (
                self.concept(page_id=page.pk, concept_id=concept, sort_order=order)
                for page, found in zip(self.pages, self.concepts, strict=True)
                for order, concept in found
            ),
            batch_size=BATCH,
        )
        self.transfer.objects.bulk_create(self.transfers, batch_size=BATCH)
        for path, number in self.added.items():
            self.page_model.objects.filter(path=path).update(numchild=models.F("numchild") + number)


def fill(count: int) -> int:
    """Bring the number of published practices to `count`; returns how many were added."""
    from practices.actions.listing import touch_listing  # noqa: PLC0415 -- Django is set up only now
    from practices.models import PracticeConcept, PracticePage, Transfer  # noqa: PLC0415 -- as above

    versions: dict[str, list] = {}
    for page in PracticePage.objects.live().select_related("page_ptr").order_by("path"):
        versions.setdefault(page.code, []).append(page)
    concepts: dict[int, list] = {}
    for row in PracticeConcept.objects.order_by("sort_order"):
        concepts.setdefault(row.page_id, []).append((row.sort_order, row.concept_id))
    transfers: dict[str, list] = {}
    for row in Transfer.objects.all():
        transfers.setdefault(row.practice_code, []).append(row)
    codes = sorted(versions)
    wanted = max(0, count - len(codes))
    with transaction.atomic():
        copies = Copies()
        for number in range(wanted):
            code = codes[number % len(codes)]
            copies.add(versions[code], concepts, transfers.get(code, []), number + 1)
        copies.write()
        touch_listing()
    return wanted


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cloth.settings.dev")
    django.setup()
    print(f"{fill(int(sys.argv[1]))} practices added")
