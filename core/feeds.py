"""Atom and RSS whose entries say in which language they are."""

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed


class AtomFeed(Atom1Feed):
    """Atom with xml:lang for each entry."""

    def item_attributes(self, item):
        return {**super().item_attributes(item), "xml:lang": item["language"]}


class RssFeed(Rss201rev2Feed):
    """RSS 2.0 with dc:language for each item."""

    def rss_attributes(self):
        return {**super().rss_attributes(), "xmlns:dc": "http://purl.org/dc/elements/1.1/"}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("dc:language", item["language"])


FORMATS = {"atom": AtomFeed, "rss": RssFeed}
