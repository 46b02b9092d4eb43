"""The sourcing briefs of the demonstration: one in every state, told from the day of loading. Nobody gets a mail."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts import demo
from clusters.demo_data import demo_code
from clusters.models import Cluster, Organisation
from clusters.states import AffiliationState
from ecosystem.models import Brief, BriefAnswer, BriefMessage, BriefWish, HandOver
from ecosystem.states import AnswerState
from vocabulary.models import Concept

FILE = Path(__file__).parent / "demo" / "briefs.toml"
SCHEMES = {"steps": "value-chain-step", "materials": "material", "certificates": "certificate"}
COLUMNS = (
    "title",
    "description",
    "quantity",
    "colours",
    "sizes",
    "budget",
    "own_fabric",
    "language",
    "public",
    "state",
)


def load_briefs() -> dict[str, int]:
    """Add the briefs that are missing; those whose firms are not there are left out."""
    demo.refuse_outside_demo()
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["brief"]
    there = set(Brief.objects.values_list("code", flat=True))
    with transaction.atomic():
        made = sum(_load(row) for row in rows if demo_code(row["key"]) not in there)
    return {"sourcing briefs": made}


def _organisation(key: str) -> Organisation | None:
    return Organisation.objects.filter(code=demo_code(key), is_demo=True).first()


def _person_of(organisation: Organisation):
    affiliation = organisation.affiliations.filter(state=AffiliationState.ACCEPTED).select_related("user").first()
    return affiliation.user if affiliation else None


def _concepts(scheme: str, codes: list[str]):
    return Concept.objects.filter(scheme__code=scheme, code__in=codes)


def _load(row: dict) -> bool:
    brand, now = _organisation(row["brand"]), timezone.now()
    if brand is None:
        return False

    def ago(days: int):
        return now - timedelta(days=days)

    sent = ago(row["sent"]) if "sent" in row else None
    brief = Brief.objects.create(
        code=demo_code(row["key"]),
        brand=brand,
        person=_person_of(brand),
        broker=Cluster.objects.filter(code=row.get("broker", "")).first(),
        product=_concepts("product", [row["product"]]).first(),
        wanted_by=timezone.localdate() + timedelta(days=row["wanted_in"]),
        created_at=ago(row.get("sent", 1) + 1),
        sent_at=sent,
        closed_at=ago(row["closed"]) if "closed" in row else None,
        outcome=row.get("outcome", ""),
        chosen=_organisation(row["chosen"]) if "chosen" in row else None,
        **{name: row[name] for name in COLUMNS if name in row},
    )
    for name, scheme in SCHEMES.items():
        getattr(brief, name).set(_concepts(scheme, row.get(name, [])))
    for place, (key, said, days, reason) in enumerate(row["answers"], start=1):
        _answer(brief, place, _organisation(key), said, days, reason)
    _say(brief, row)
    return True


def _answer(brief: Brief, place: int, maker: Organisation | None, said: str, days: int, reason: str) -> None:
    if maker is None:
        return
    asked = brief.sent_at
    values = {
        AnswerState.YES: {
            "price_from": Decimal("14.50"),
            "price_to": Decimal("19.00"),
            "possible_by": brief.wanted_by - timedelta(days=10),
        },
        AnswerState.NO: {"reason": _concepts("refusal-reason", [reason]).first()},
        AnswerState.NOT_NOW: {"not_before": timezone.localdate() + timedelta(days=40)},
    }.get(said, {})
    BriefAnswer.objects.create(
        brief=brief,
        maker=maker,
        place=place,
        state=said,
        asked_at=asked,
        answered_at=asked + timedelta(days=days) if said != AnswerState.ASKED else None,
        **values,
    )


def _say(brief: Brief, row: dict) -> None:
    """Messages, a maker who could, a hand-over."""
    first = brief.answers.first()
    if first and "question" in row:
        at = first.answered_at
        for text, from_brand, hours in ((row["question"], False, 1), (row["answer"], True, 5)):
            BriefMessage.objects.create(
                answer=first,
                author=brief.person if from_brand else _person_of(first.maker),
                from_brand=from_brand,
                language=brief.language,
                text=text,
                sent_at=at + timedelta(hours=hours),
            )
    wishing = _organisation(row["wish"]) if "wish" in row else None
    if wishing:
        BriefWish.objects.create(brief=brief, maker=wishing, person=_person_of(wishing), at=brief.sent_at)
    giving = Cluster.objects.filter(code=row.get("handed_from", "")).first()
    if giving and brief.broker:
        HandOver.objects.create(brief=brief, from_cluster=giving, to_cluster=brief.broker, at=brief.sent_at)
