"""Running text: headings, figures, quotes, notices and tables."""

from itertools import zip_longest

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class SectionHeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("heading"), max_length=160)

    class Meta:
        icon = "title"
        label = _("heading")
        template = "components/blocks/heading.html"


class FigureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("figure")
        template = "components/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("quote"))
    source = blocks.CharBlock(label=_("source"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("quote")
        template = "components/blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "link"])

    class Meta:
        icon = "info-circle"
        label = _("notice")
        template = "components/blocks/callout.html"


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("caption"), max_length=200)
    rows = blocks.TextBlock(
        label=_("rows"), help_text=_("A line per row, cells separated by |; the first line holds the headings.")
    )

    class Meta:
        icon = "table"
        label = _("table")
        template = "components/blocks/table.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        rows = [[cell.strip() for cell in line.split("|")] for line in value["rows"].splitlines() if line.strip()]
        headings = rows[0] if rows else []
        body = [
            [{"heading": heading, "text": text} for heading, text in zip_longest(headings, row, fillvalue="")]
            for row in rows[1:]
        ]
        context.update(headings=headings, body=body)
        return context
