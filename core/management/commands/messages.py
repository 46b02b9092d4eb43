"""`manage.py messages extract|compile|check`: the catalogues, in Python alone (no gettext on the machine is needed)."""

from django.core.management.base import BaseCommand, CommandError

from core import catalogues


class Command(BaseCommand):
    help = "extract: take new strings into every catalogue; compile: write .mo files; check: fail on missing or fuzzy."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["extract", "compile", "check"])

    def handle(self, action, **options):
        if action == "extract":
            for code, (new, gone) in catalogues.update().items():
                self.stdout.write(f"{code}: {new} new, {gone} gone")
        elif action == "compile":
            catalogues.compile_all()
        else:
            problems = catalogues.problems()
            if problems:
                raise CommandError("\n".join(problems))
            self.stdout.write("all catalogues complete")
