"""`manage.py load_demo`: everything a newcomer walks through. Safe to run twice; production refuses it."""

from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from clusters import demo_data as clusters, demo_people
from home import demo as pages
from home.front_page import CARD_PICTURE
from practices import demo_data as practices, demo_desks
from practices.actions import review, sections


class Command(BaseCommand):
    help = "Load the demonstration: vocabulary, clusters, people, organisations, pages, practices and what waits."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This site is no demonstration: its settings refuse invented data.")
        start = monotonic()
        call_command("vocabulary", "load", stdout=self.stdout)
        counts = {
            "clusters": clusters.load_clusters(),
            "organisations": clusters.load_organisations(),
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
        words = ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "nothing new"
        self.stdout.write(f"Demo data: {words} ({monotonic() - start:.0f} s).")
