"""The yearly report as a tagged PDF, set by `core.pdf` from `typst/yearly.typ`. Exchanges stand in it by their code.

Nobody is named. Released stories are as public as the page of the progress, but an auditor gets only their number:
a story is its writer’s own words.
"""

from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, ngettext, pgettext

import core.pdf
from accounts.models import User
from clusters.states import OrganisationType
from core.dates import long_date, short_date
from core.languages import country_name
from exchanges import clock, rules
from exchanges.choices import Side
from exchanges.models import Exchange, Programme
from exchanges.money import money
from exchanges.queries.ribbons import Cloth
from exchanges.queries.satisfaction import satisfaction
from exchanges.queries.stories import released
from exchanges.queries.years import Year, years
from exchanges.states import PaymentState

TEMPLATE = Path(__file__).parent / "typst" / "yearly.typ"
_TYPES = dict(OrganisationType.choices)

__all__ = ["content_of", "document", "years"]


def document(programme: Programme, year: int, user: User) -> bytes:
    return core.pdf.render(TEMPLATE, content_of(programme, year, user))


def content_of(programme: Programme, year: int, user: User) -> dict:
    """What the template sets: words and figures as the reader’s language writes them."""
    found = Year(programme, year)
    currency = programme.currency
    return {
        "language": get_language() or "en",
        "title": _("{programme}: report on the year {year}").format(programme=programme.title(), year=year),
        "author": programme.title(),
        "page_label": _("Page"),
        "made": _("Figures on {day}").format(day=long_date(clock.today())),
        "note": _("Exchanges are listed by their code. The report names no person."),
        "facts": _facts(found),
        "ribbon": _ribbon(found),
        "tables": [
            _targets(found),
            _table(
                _("By sending cluster"),
                [_("Sending cluster"), _("Validated"), _("Paid")],
                [[line.cluster.short_name, str(line.counted), money(line.paid, currency)] for line in found.clusters],
                figures=(1, 2),
            ),
            _countries(found),
            *_marks(programme, year, user),
            _exchanges(found),
        ],
        "stories": _stories(programme, year, user),
    }


def _table(
    title: str, headings: list[str], rows: list[list[str]], *, figures: tuple[int, ...], empty: str = ""
) -> dict:
    """`figures` are the columns that align to the end."""
    return {
        "title": title,
        "headings": headings,
        "rows": rows,
        "figures": list(figures),
        "empty": _("Nothing in this year."),
    }


def _facts(found: Year) -> list[tuple[str, str]]:
    facts, target = found.facts, sum(line.target.number for line in found.targets if line.target)
    so_far = _("{done} of {target}").format(done=found.counted_so_far, target=target)
    return [
        (_("Validated in the year"), str(found.counted)),
        (_("Validated until its end, of the target"), so_far),
        (_("Paid in the year"), money(found.paid, found.programme.currency)),
        (_("Commitments signed"), str(facts["approved"])),
        (_("Stays begun"), str(facts["begun"])),
        (_("Cancelled before the start"), str(facts["cancelled"])),
        (_("Discontinued"), str(facts["discontinued"])),
        (_("Online exchanges validated, shown apart"), str(facts["online"])),
    ]


def _ribbon(found: Year) -> list[dict]:
    """A section for each target: its share of the whole, how much of it is reached, its dye."""
    lines = [line for line in found.targets if line.target and line.target.number]
    whole = sum(line.target.number for line in lines if line.target)
    return [
        {
            "share": line.target.number / whole,
            "done": min(line.so_far, line.target.number) / line.target.number,
            "dye": core.pdf.dye(Cloth(line.target.organisation_type).dye),
        }
        for line in lines
        if line.target
    ]


def _targets(found: Year) -> dict:
    rows = [
        [
            capfirst(str(line.target.get_organisation_type_display() if line.target else _("fits no target"))),
            str(line.target.number) if line.target else "–",
            str(line.in_year),
            str(line.so_far),
        ]
        for line in found.targets
    ]
    headings = [_("Type"), pgettext("exchange", "Target"), _("Validated in the year"), _("Validated until its end")]
    return _table(_("By type"), headings, rows, figures=(1, 2, 3))


def _countries(found: Year) -> dict:
    language = get_language() or "en"
    rows = [
        [country_name(origin, language), country_name(there, language), str(number)]
        for origin, there, number in found.countries
    ]
    headings = [_("Country of the visitor"), _("Country of the host"), _("Validated")]
    return _table(_("By country"), headings, rows, figures=(2,))


def _marks(programme: Programme, year: int, user: User) -> list[dict]:
    """Only what this person may read of the reports."""
    marks = satisfaction(user, programme, year=year)
    if not marks:
        return []
    sides = dict(Side.choices)
    rows = [
        [
            capfirst(str(sides[mark.side])),
            capfirst(str(mark.label)),
            "–" if mark.answers is None else str(mark.answers),
            _mark(mark.mean, mark.share),
        ]
        for mark in marks
    ]
    return [
        _table(
            _("Satisfaction"),
            [pgettext("exchange", "Side"), _("Question"), _("Answers"), pgettext("exchange", "Mark")],
            rows,
            figures=(2, 3),
        )
    ]


def _mark(mean: float | None, share: int | None) -> str:
    if mean is not None:
        return _("{mark} of {most}").format(mark=number_format(Decimal(str(mean)), 1), most=5)
    return "–" if share is None else _("{share} %").format(share=share)


def _exchanges(found: Year) -> dict:
    language = get_language() or "en"
    headings = [
        _("Code"),
        _("Type of the visitor"),
        _("From and to"),
        _("Sending cluster"),
        _("Working days"),
        _("Lump sum"),
        _("Validated"),
        _("Paid"),
    ]
    rows = [_line(row, language) for row in found.validated()]
    return _table(_("Exchanges validated in the year"), headings, rows, figures=(4, 5)) | {"is_list": True}


def _line(row: Exchange, language: str) -> list[str]:
    payment = getattr(row, "payment", None)
    days = row.final_days if row.final_days is not None else row.working_days
    return [
        row.code,
        capfirst(str(_TYPES[row.visitor_type])),
        f"{country_name(row.visitor_country, language)} → {country_name(row.host_country, language)}",
        row.sending_cluster.short_name,
        number_format(days.normalize(), force_grouping=False) if days is not None else "–",
        _("online") if row.is_virtual else money(row.final_amount or 0, row.currency),
        short_date(timezone.localdate(row.validated_at)),
        short_date(payment.paid_on) if payment and payment.state == PaymentState.PAID else "–",
    ]


def _stories(programme: Programme, year: int, user: User) -> dict:
    rows = released(programme).filter(released_at__year=year).order_by("released_at", "pk")
    found = list(rows)
    language = get_language() or "en"
    summary = ngettext("{number} story was released.", "{number} stories were released.", len(found)).format(
        number=len(found)
    )
    shown = found if rules.sees_names(user) else []
    return {
        "title": _("Stories"),
        "summary": summary,
        "rows": [
            {
                "language": row.language,
                "text": row.story,
                "by": f"{row.exchange.visitor_organisation} · {country_name(row.exchange.visitor_country, language)}"
                f" → {country_name(row.exchange.host_country, language)}",
            }
            for row in shown
        ],
    }
