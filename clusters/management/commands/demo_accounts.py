"""`manage.py demo_accounts`: where the demonstration answers, and who can sign in."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import PASSWORD
from clusters.demo_people import all_accounts


class Command(BaseCommand):
    help = "Prints the addresses of the site and the demo accounts of every role."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This site is no demonstration: it has no demo accounts.")
        accounts = all_accounts()
        width = max(len(account.role) for account in accounts)
        lines = [
            "",
            f"  The site       {settings.BASE_URL}/",
            f"  Editing        {settings.BASE_URL}/admin/",
            f"  Sign in        {settings.BASE_URL}/{settings.LANGUAGE_CODE}/accounts/login/",
            "",
            *(f"  {account.role.ljust(width)}  {account.email}" for account in accounts),
            "",
            f"  One password for all of them: {PASSWORD}",
            "  Managers, coordinator and administrator are asked for a code; the page shows it.",
            "",
        ]
        self.stdout.write("\n".join(lines))
