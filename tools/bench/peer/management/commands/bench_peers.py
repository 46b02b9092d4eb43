"""`manage.py bench_peers name=bytes …`: plain Wagtail pages whose whole answer has that many bytes."""

from bench.peer.models import PlainPeerPage
from django.core.management.base import BaseCommand
from django.test import Client
from wagtail.models import Site

SENTENCE = "The warp is wound before the weft is thought of, and the selvedge holds what both have made. "


def paragraphs(length: int) -> str:
    """Rich text of exactly `length` ASCII characters, in paragraphs of about 400."""
    text, per = "", len(SENTENCE) * 4
    while len(text) + per + 7 <= length:
        text += f"<p>{SENTENCE * 4}</p>"
    rest = length - len(text) - 7
    return text + (f"<p>{(SENTENCE * 5)[:rest]}</p>" if rest > 0 else "")


class Command(BaseCommand):
    help = "Make plain pages of given sizes below the home page."

    def add_arguments(self, parser):
        parser.add_argument("pages", nargs="+")

    def handle(self, pages, **options):
        home = Site.objects.get(is_default_site=True).root_page
        client = Client(headers={"host": "127.0.0.1"})
        for name, size in (page.split("=") for page in pages):
            page = PlainPeerPage.objects.filter(slug=f"peer-{name}").first()
            if page is None:
                page = home.add_child(instance=PlainPeerPage(title=f"Peer of {name}", slug=f"peer-{name}"))
            page.body = ""
            page.save()
            bare = len(client.get(f"/en/peer-{name}/").content)
            page.body = paragraphs(int(size) - bare)
            page.save()
