"""A brand, makers with records, and briefs in any state, for tests; through the real actions."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace

from clusters.models import Capability, OrderTerms, Place
from core import clock
from ecosystem.actions import brief_drafts as drafts, briefs as actions
from ecosystem.actions.brief_answers import say_no, say_not_now, say_yes
from ecosystem.models import Brief
from tests.factories import accounts as people, clusters as places
from tests.factories.uploads import PDF, upload
from tests.factories.vocabulary import concept, scheme
from vocabulary.models import Concept, Scheme

SOFIA, PLOVDIV, COPENHAGEN = (42.6977, 23.3219), (42.1354, 24.7453), (55.6761, 12.5683)
WORDS = {
    "value-chain-step": ("cutting", "sewing", "dyeing"),
    "product": ("shirt", "dress"),
    "material": ("linen", "wool"),
    "certificate": ("gots",),
    "refusal-reason": ("quantity-too-small", "no-free-capacity"),
}
_numbers = count(1)


def words() -> dict[str, Concept]:
    """The concepts of WORDS by code, made once."""
    found = {}
    for code, names in WORDS.items():
        if not Scheme.objects.filter(code=code).exists():
            scheme(code)
        of = Scheme.objects.get(code=code)
        for name in names:
            there = Concept.objects.filter(scheme=of, code=name).first()
            found[name] = there or concept(of, name, en=name.replace("-", " ").capitalize())
    return found


def world() -> SimpleNamespace:
    """Two clusters, a brand with a designer in the first, and their managers."""
    home, away = places.cluster("loom"), places.cluster("shuttle")
    brand = places.organisation("Brand", in_cluster=home)
    put(brand, SOFIA, "Sofia", region="BG-22")
    return SimpleNamespace(
        words=words(),
        home=home,
        away=away,
        brand=brand,
        designer=places.member_of(home, at=brand),
        manager=places.manager_of(home),
        other_manager=places.manager_of(away),
        coordinator=people.coordinator(),
        auditor=people.auditor(),
    )


def put(organisation, point, town="Somewhere", *, region="") -> Place:
    return Place.objects.create(
        organisation=organisation,
        town=town,
        country=organisation.country,
        region_code=region,
        latitude=point[0],
        longitude=point[1],
    )


def maker(w, name="", *, can=("cutting", "sewing", "shirt", "linen"), at=PLOVDIV, cluster=None, **terms):
    """An organisation that can make a shirt, with terms of orders; `can` are codes of `words()`."""
    made = places.organisation(name or f"Maker {next(_numbers)}", in_cluster=cluster or w.away)
    if at:
        put(made, at)
    Capability.objects.bulk_create([Capability(organisation=made, concept=w.words[code]) for code in can])
    OrderTerms.objects.create(
        organisation=made, **({"min_order_style": 50, "lead_days": 30, "client_fabric": True} | terms)
    )
    return made


def speaker(w, organisation, **fields):
    """A person who represents it."""
    cluster = organisation.memberships.first().cluster
    return places.representative_of(organisation, in_cluster=cluster, **fields)


def draft(w, *, by=None, brand=None, **changes) -> Brief:
    """Everything that sending asks for, unless told otherwise; None leaves a value out."""
    by = by or w.designer
    brief = drafts.start_brief(brand=brand or w.brand, by=by, language="en")
    values = {
        "title": "80 linen shirts",
        "description": "French seams.",
        "product": w.words["shirt"],
        "steps": [w.words["cutting"], w.words["sewing"]],
        "materials": [w.words["linen"]],
        "quantity": 80,
        "colours": 2,
        "sizes": "S to XL",
        "wanted_by": in_days(90),
        "budget": "under_5000",
    } | changes
    return drafts.save_brief(brief, by=by, **{name: value for name, value in values.items() if value is not None})


def sent(w, *makers, **changes) -> Brief:
    """A brief that these makers were asked about, or a new one."""
    return actions.send_brief(draft(w, **changes), makers=makers or [maker(w)], by=changes.get("by") or w.designer)


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def yes(answer, *, by):
    return say_yes(answer, by=by, price_from=Decimal(12), price_to=Decimal(15), possible_by=in_days(60))


def no(w, answer, *, by, reason="quantity-too-small"):
    return say_no(answer, by=by, reason=w.words[reason])


def not_now(answer, *, by, days=30):
    return say_not_now(answer, by=by, not_before=in_days(days))


def address_rows(world, *, asked, away) -> dict[str, object]:
    """Briefs for the table of addresses: the Mill’s draft, its brief to a mill that nobody represents, a public one."""
    silent = places.organisation("Silent mill", in_cluster=away)
    w = SimpleNamespace(
        words=words(), home=world.home, away=away, brand=world.organisation, designer=world.people["member"]
    )
    begun = draft(w, title="Begun")
    whole = draft(w, title="Whole")
    kept = drafts.add_file(whole, upload("a.pdf", PDF), by=w.designer)
    brief = actions.send_brief(whole, makers=[silent], by=w.designer)
    firm = places.organisation("Other brand", in_cluster=away)
    author = places.member_of(away, at=firm)
    public = draft(w, by=author, brand=firm, title="Public", public=True)
    actions.send_brief(public, makers=[asked], by=author)
    return {
        "draft_brief": begun.code,
        "brief": brief.code,
        "brief_file": kept.code,
        "brief_answer": brief.answers.get().code,
        "public_brief": public.code,
    }
