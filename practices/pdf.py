"""A practice as a tagged PDF in the reader's language, set by `core.pdf` from `typst/practice.typ`."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

from django.core.cache import cache
from django.utils.translation import gettext as _
from typst import TypstError
from wagtail.images.models import Filter, SourceImageIOError

import core.pdf
from clusters import weaves
from core.dates import long_date
from core.languages import country_name, name_in
from core.richtext import blocks
from practices.queries.reading import Reading

TEMPLATE = Path(__file__).parent / "typst" / "practice.typ"
KEEP = 600  # seconds
WIDE = 2.3  # from this ratio on the width of the text bounds a picture, else 72 mm of height
PICTURE = Filter(spec="max-1000x700|format-jpeg|jpegquality-75")  # 150 dots an inch over the width of the text


def document(reading: Reading) -> BytesIO:
    """The PDF as a file; kept for a while, until something that it shows changes."""
    digest = sha256(reading.kept_as.encode()).hexdigest()
    key = f"practice-pdf:{reading.page.pk}:{reading.language}:{digest}"
    content = cache.get(key)
    if content is None:
        content = render(content_of(reading), picture_of(reading.page))
        cache.set(key, content, KEEP)
    return BytesIO(content)


def render(data: dict, picture: bytes = b"") -> bytes:
    """Set the document; a picture that the typesetter cannot read is left out."""
    if picture:
        try:
            return core.pdf.render(TEMPLATE, data, {"picture.jpg": picture})
        except TypstError:
            pass
    return core.pdf.render(TEMPLATE, data | {"picture": None})


def picture_of(page) -> bytes:
    """The first picture as a small JPEG, empty where there is none or its file is lost."""
    block = _first_picture(page)
    if block is None:
        return b""
    try:
        with block["image"].get_rendition(PICTURE).file.open() as file:
            return file.read()
    except (SourceImageIOError, FileNotFoundError):
        return b""


def _first_picture(page):
    return next((block.value for block in page.pictures if block.value["image"]), None)


def content_of(reading: Reading) -> dict:
    """What the template sets: texts with their languages, figures already written for the reader."""
    page = reading.page
    return {
        "language": reading.language,
        "spoken": page.language_code,
        "title": page.title,
        "answer": page.answer,
        "author": page.organisation.name if page.organisation else page.cluster.name,
        "kicker": [page.cluster.short_name, *([page.organisation.name] if page.organisation else [])],
        "weave": weaves.draft(page.cluster.weave),
        "dye": core.pdf.dye(page.cluster.dye),
        "notices": _notices(reading),
        "picture": _picture(page),
        "facts": [[fact.term, fact.value] for fact in reading.facts],
        "concepts": {"title": _("Concepts"), "text": ", ".join(concept.label for concept in reading.concepts)},
        "sections": [
            section
            for section in (
                _section(_("The problem"), page.problem),
                {"title": _("What was done"), "steps": _steps(page)},
                {"title": _("Evidence"), "table": _evidence(reading)} if reading.evidence else None,
                _section(_("What went wrong"), page.went_wrong),
                _section(_("Preconditions"), page.preconditions),
                _section(_("Who should not copy it"), page.not_for),
            )
            if section
        ],
        "transfers": {"title": _("Who tried it"), "rows": _transfers(reading)},
        "review": _review(reading),
        "address": reading.canonical,
        "licence": page.licence,
        "page_label": _("Page"),
    }


def _notices(reading: Reading) -> list[str]:
    page, found = reading.page, []
    if reading.foreign:
        found.append(
            _("This practice has not been translated into %(language)s; you are reading it in %(original)s.")
            % {
                "language": name_in(reading.language, reading.language),
                "original": name_in(page.language_code, reading.language),
            }
        )
    if page.is_demo:
        found.append(_("A fictional example: the organisation and its figures are invented."))
    return found


def _picture(page) -> dict | None:
    """What is said about the first picture; without an alternative text it only decorates."""
    block = _first_picture(page)
    if block is None:
        return None
    image = block["image"]
    credit = f"© {image.credit}" if image.credit else ""
    return {
        "wide": image.width > WIDE * image.height,
        "alt": "" if image.decorative else image.contextual_alt_text,
        "caption": " ".join(part for part in (block["caption"], credit) if part),
    }


def _section(title: str, source: str) -> dict | None:
    found = blocks(source)
    return {"title": title, "blocks": found} if found else None


def _steps(page) -> list[dict]:
    return [{"title": step.value["title"], "blocks": blocks(step.value["text"].source)} for step in page.steps]


def _evidence(reading: Reading) -> dict:
    return {
        "headings": [_("Indicator"), _("Before"), _("After"), _("Difference"), _("How it is known")],
        "rows": [
            {
                "indicator": f"{row.indicator} ({row.unit})" if row.unit else row.indicator,
                "figures": [row.before or "–", row.after or "–", row.change or "–"],
                "method": row.method,
                "source": row.source,
                "level": row.level,
            }
            for row in reading.evidence
        ],
    }


def _transfers(reading: Reading) -> list[dict]:
    return [
        {
            "head": (
                f"{transfer.organisation.name}, {country_name(transfer.organisation.country, reading.language)} – "
                f"{transfer.get_result_display()}, {long_date(transfer.tried_on)}"
            ),
            "language": transfer.language,
            "texts": [transfer.changed, transfer.lesson],
        }
        for transfer in reading.transfers
    ]


def _review(reading: Reading) -> dict | None:
    page = reading.page
    if not page.opinion and not reading.verdicts:
        return None
    day = long_date(page.reviewed_on) if page.reviewed_on else ""
    return {
        "title": _("Review"),
        "day": day,
        "opinion": page.opinion,
        "language": page.opinion_language or page.language_code,
        "headings": [_("Criterion"), _("Verdict")],
        "verdicts": [[verdict.criterion, str(verdict.verdict)] for verdict in reading.verdicts],
    }
