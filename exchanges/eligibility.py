"""May this organisation (and person) visit, and this host receive? A list of named rules: yes, no or not yet known.

Shown before the form, checked again under the lock when something becomes real (`actions`). Every answer has a
sentence, a no or unknown has a way to fix it, and a rule has its source. A manager may override a named rule with a
reason; what the database itself guarantees (`findings.HARD`) nobody overrides.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from clusters.models import Organisation
from exchanges import eligibility_parties, eligibility_stay, facts as facts_module  # noqa: F401 -- register the rules
from exchanges.facts import Case, Facts
from exchanges.findings import HARD, RULES, TITLES, Answer, Eligibility, Finding
from exchanges.models import Exchange, Mission, Offer, Programme

__all__ = ["HARD", "RULES", "TITLES", "Answer", "Eligibility", "Finding", "check", "check_offers", "judge"]


def check(
    programme: Programme,
    organisation: Organisation,
    *,
    person=None,
    host: Organisation | None = None,
    offer: Offer | None = None,
    mission: Mission | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    is_virtual: bool = False,
    corrections: tuple = (),
    leave_out: Exchange | None = None,
) -> Eligibility:
    """One organisation, as far as the host and the days are known. A mission brings its host and days with it."""
    if mission is not None:
        first_day, last_day = first_day or mission.first_day, last_day or mission.last_day
        host = host or (mission.main_host.organisation if mission.main_host else None)
        is_virtual = is_virtual or mission.is_virtual
        corrected = mission.day_corrections.all()
        corrections = corrections or tuple((row.day, row.works, row.reason) for row in corrected)
    host = host or (offer.organisation if offer else None)
    case = Case(host, offer, mission, first_day, last_day, is_virtual, corrections)
    facts = facts_module.read(programme, organisation, person=person, cases=[case], leave_out=leave_out)
    return judge(facts, case)


def check_offers(
    programme: Programme,
    organisation: Organisation,
    offers: Iterable[Offer],
    *,
    person=None,
    first_day: date | None = None,
    last_day: date | None = None,
    is_virtual: bool = False,
) -> dict[int, Eligibility]:
    """One organisation against many offers, by the offer’s key; a fixed number of queries (at most eight).

    Load the offers with `select_related("organisation", "place").prefetch_related("periods")`, which costs two more.
    """
    cases = [Case(offer.organisation, offer, None, first_day, last_day, is_virtual) for offer in offers]
    facts = facts_module.read(programme, organisation, person=person, cases=cases)
    return {case.offer.pk: judge(facts, case) for case in cases}


def judge(facts: Facts, case: Case) -> Eligibility:
    """Apply every rule to facts that were read before; no query (the planner calls this for each pair)."""
    findings = []
    for rule, function in RULES.items():
        finding = function(facts, case)
        if finding is None:
            continue
        if finding.may_be_overridden:
            override = facts.override_of(rule, case.host_id)
            if override:
                finding = Finding(
                    rule,
                    Answer.YES,
                    _("An exception was made: {reason}").format(reason=override.reason),
                    source=finding.source,
                    override=override,
                )
        findings.append(finding)
    return Eligibility(case, tuple(findings))
