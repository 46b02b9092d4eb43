"""The peer: the page type of Wagtail's own first tutorial, a title and a body."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class PlainPeerPage(Page):
    body = RichTextField(blank=True)

    template = "peer.html"
