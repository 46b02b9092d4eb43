"""`manage.py load_demo`: everything a newcomer walks through. Safe to run twice; production refuses it."""

from io import StringIO
from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.tasks import update_reference_index_task

from clusters import demo_data as clusters, demo_people, demo_records
from ecosystem import demo_briefs
from exchanges import demo_data as exchanges
from home import demo as pages
from home.front_page import CARD_PICTURE
from practices import demo_data as practices, demo_desks
from practices.actions import review, sections


def index_references() -> None:
    """Have the worker note, once for each page, what it refers to; while loading, every save of a page would ask so."""
    with transaction.atomic():
        for page in Page.objects.filter(depth__gt=1).specific(defer=True):
            update_reference_index_task.enqueue(page._meta.app_label, page._meta.model_name, str(page.pk))


class Command(BaseCommand):
    help = "Load the demonstration: vocabulary, clusters, people, organisations, pages, practices and exchanges."

    def add_arguments(self, parser):
        parser.add_argument("--no-index", action="store_true", help="Leave the search index to a later rebuild.")

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This site is no demonstration: its settings refuse invented data.")
        start = monotonic()
        with disable_reference_index_auto_update():
            counts = self._load()
        if any(counts.values()):
            index_references()
        if not options["no_index"]:
            self._index(anew=any(counts.values()))
        words = ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "nothing new"
        self.stdout.write(f"Demo data: {words} ({monotonic() - start:.0f} s).")

    def _index(self, *, anew: bool) -> None:
        """Much was written in bulk, past the outbox of changes; a search engine that is away finds it later."""
        try:
            call_command("search", "rebuild", "--files", *([] if anew else ["--if-empty"]), stdout=StringIO())
        except CommandError as error:
            self.stderr.write(f"{error} The nightly round brings the demonstration into the index.")

    def _load(self) -> dict[str, int]:
        """Everything in its order; returns how much of each is new."""
        call_command("vocabulary", "load", stdout=self.stdout)
        counts = {
            "clusters": clusters.load_clusters(),
            "organisations": clusters.load_organisations(),
            "records": demo_records.load_records(),
            "people": demo_people.load_people(),
            "sections": sections.make_sections(pages.load_pages()),
            "criteria": review.load_criteria(),
        }
        review.ensure_workflow()
        counts |= {
            "practices": practices.load_practices(),
            "transfers": practices.load_transfers(),
            "pictures": practices.prepare_pictures(CARD_PICTURE),
            "rows on desks": demo_desks.load_desks(),
        }
        return counts | demo_briefs.load_briefs() | exchanges.load_exchanges()
