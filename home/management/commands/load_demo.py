"""`manage.py load_demo`: everything a newcomer walks through. Safe to run twice; production refuses it."""

from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Locale, Page, Site

from clusters import demo_data as clusters, demo_people
from home.models import HomePage
from practices import demo_data as practices, demo_tree


class Command(BaseCommand):
    help = "Load the demonstration: vocabulary, clusters, people, organisations, pages, practices and what waits."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This site is no demonstration: its settings refuse invented data.")
        start = monotonic()
        call_command("vocabulary", "load")
        counts = {
            "clusters": clusters.load_clusters(),
            "organisations": clusters.load_organisations(),
            "people": demo_people.load_people(),
            "sections": demo_tree.make_sections(homes()),
            "practices": practices.load_practices(),
            "transfers": practices.load_transfers(),
        }
        words = ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "nothing new"
        self.stdout.write(f"Demo data: {words} ({monotonic() - start:.0f} s).")


def homes() -> dict[str, Page]:
    """The home page of each language, made where it is missing."""
    root = Page.get_first_root_node()
    key, found = None, {}
    for code, _name in settings.LANGUAGES:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        home = HomePage.objects.filter(locale=locale).first()
        if home is None:
            home = HomePage(title="CLOTH", slug=code if key else "home-en", headline="CLOTH", locale=locale)
            if key:
                home.translation_key = key
            root.add_child(instance=home)
            home.save_revision().publish()
        key = home.translation_key
        found[code] = home
    Site.objects.update(root_page=found[settings.LANGUAGE_CODE].pk)
    return found
