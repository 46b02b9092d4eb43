"""Blocks of a practice: its steps, its evidence, its pictures and papers."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from practices.states import EvidenceLevel

PLAIN_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class StepBlock(blocks.StructBlock):
    """One step of what was done, in order."""

    title = blocks.CharBlock(label=_("step"), max_length=120)
    text = blocks.RichTextBlock(label=_("what was done"), features=PLAIN_FEATURES)

    class Meta:
        icon = "list-ol"
        label = _("step")


class EvidenceBlock(blocks.StructBlock):
    """One indicator before and after, and how it is known."""

    indicator = blocks.CharBlock(label=_("indicator"), max_length=160)
    before = blocks.DecimalBlock(label=_("before"), required=False)
    after = blocks.DecimalBlock(label=_("after"), required=False)
    unit = blocks.CharBlock(label=_("unit"), max_length=40, required=False)
    method = blocks.CharBlock(label=_("how it was measured"), max_length=300)
    source = blocks.CharBlock(label=_("source"), max_length=300, required=False)
    level = blocks.ChoiceBlock(label=_("level of evidence"), choices=EvidenceLevel.choices)

    class Meta:
        icon = "tick"
        label = _("evidence")


class PictureBlock(blocks.StructBlock):
    """An image; the alternative text is asked for each use."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("picture")


STEP_BLOCKS = [("step", StepBlock())]
EVIDENCE_BLOCKS = [("evidence", EvidenceBlock())]
PICTURE_BLOCKS = [("picture", PictureBlock())]
DOCUMENT_BLOCKS = [("document", DocumentChooserBlock(label=_("document")))]
