"""Blocks of running text, used by plain pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks.text import CalloutBlock, FigureBlock, QuoteBlock, SectionHeadingBlock, TableBlock

__all__ = ["CalloutBlock", "FigureBlock", "QuoteBlock", "SectionHeadingBlock", "TableBlock", "BODY_BLOCKS"]

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


# The blocks an editor may use in the body of a page.
BODY_BLOCKS = [
    ("heading", SectionHeadingBlock()),
    ("text", blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)),
    ("figure", FigureBlock()),
    ("quote", QuoteBlock()),
    ("callout", CalloutBlock()),
    ("table", TableBlock()),
]
