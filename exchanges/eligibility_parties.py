"""The rules about who takes part: programme, visitor, host, the two together."""

from django.utils.translation import gettext as _, gettext_lazy

from clusters.models import Organisation
from core.dates import long_date
from exchanges.choices import Allowed, Membership, Side
from exchanges.facts import Case, Facts
from exchanges.findings import Finding, country, no, rule, unknown, yes


@rule("programme_runs", gettext_lazy("The programme runs"))
def _programme_runs(facts: Facts, case: Case) -> Finding:
    programme = facts.programme
    first, last = (case.first_day, case.last_day) if case.has_dates else (facts.on, facts.on)
    span = {"first": long_date(programme.starts_on), "last": long_date(programme.ends_on)}
    if not case.has_dates and facts.on < programme.starts_on:
        return yes("programme_runs", _("The programme runs from {first} to {last}.").format(**span))
    if programme.starts_on <= first and last <= programme.ends_on:
        return yes("programme_runs", _("The programme runs from {first} to {last}.").format(**span))
    return no(
        "programme_runs",
        _("This is outside the programme, which runs from {first} to {last}.").format(**span),
        _("Choose days inside the programme."),
    )


@rule("person", gettext_lazy("You work at the organisation"))
def _person(facts: Facts, case: Case) -> Finding | None:
    if facts.works_there is None:
        return None
    name = {"organisation": facts.organisation.name}
    if facts.works_there:
        return yes("person", _("The cluster confirmed the work at {organisation}.").format(**name))
    return no(
        "person",
        _("No cluster has confirmed yet that this person works at {organisation}.").format(**name),
        _("Say where you work, and wait for the cluster’s answer."),
    )


@rule("visitor_country", gettext_lazy("Visitor’s country"))
def _visitor_country(facts: Facts, case: Case) -> Finding:
    code = facts.organisation.country
    row = facts.countries.get(code)
    name = {"country": country(code)}
    if row and row.may_visit:
        return yes(
            "visitor_country",
            _("Visitors from {country} may take part.").format(**name),
            source=row.source,
        )
    return no(
        "visitor_country",
        _("Visitors from {country} cannot take part in this programme.").format(**name),
        _("What counts is where the organisation is registered. If the record is wrong, have it corrected."),
        source=row.source if row else "",
    )


@rule("visitor_membership", gettext_lazy("Membership of a cluster"))
def _visitor_membership(facts: Facts, case: Case) -> Finding | None:
    if _externals_may_visit(facts):
        return None
    day = case.first_day or facts.on
    name = {"organisation": facts.organisation.name}
    if facts.kind_of(facts.organisation.pk, day) == Membership.MEMBER:
        return yes("visitor_membership", _("{organisation} is a member of a cluster of the alliance.").format(**name))
    return no(
        "visitor_membership",
        _("{organisation} is in no cluster of the alliance on that day.").format(**name),
        _("Ask the cluster to record the membership, or become a member."),
    )


@rule("visitor_type", gettext_lazy("Kind of organisation that visits"))
def _visitor_type(facts: Facts, case: Case) -> Finding:
    membership = Membership.MEMBER
    if _externals_may_visit(facts):
        membership = facts.kind_of(facts.organisation.pk, case.first_day or facts.on)
    return _by_matrix(facts, "visitor_type", Side.VISITOR, facts.organisation, membership)


def _externals_may_visit(facts: Facts) -> bool:
    """The matrix lets organisations of this type visit that are in no cluster: then membership is no rule."""
    row = facts.matrix.get((Side.VISITOR, facts.organisation.type, Membership.EXTERNAL))
    return row is not None and row.allowed == Allowed.YES


def _by_matrix(facts: Facts, name: str, side: Side, organisation: Organisation, membership: Membership) -> Finding:
    row = facts.matrix.get((side, organisation.type, membership))
    kind = {"type": organisation.get_type_display()}
    allowed, source = (row.allowed, row.source) if row else (Allowed.NO, "")
    if side == Side.VISITOR:
        positive, negative = _("As visitor: {type} – yes."), _("As visitor: {type} – no.")
    else:
        positive, negative = _("As host: {type} – yes."), _("As host: {type} – no.")
    if allowed == Allowed.YES:
        return yes(name, positive.format(**kind), source=source)
    if allowed == Allowed.ASK:
        return unknown(
            name,
            _("{type}: decided case by case.").format(**kind),
            _("Ask the coordinator, who can make an exception."),
            source=source,
        )
    return no(
        name,
        negative.format(**kind),
        _("If the record of the organisation is wrong, have it corrected."),
        source=source,
    )


@rule("visit_once", gettext_lazy("One visit per organisation"))
def _visit_once(facts: Facts, case: Case) -> Finding | None:
    if not facts.programme.visit_once or case.is_virtual:
        return None
    name = {"organisation": facts.organisation.name}
    if facts.visit is None:
        return yes("visit_once", _("{organisation} has not visited in this programme yet.").format(**name))
    return no(
        "visit_once",
        _("{organisation} has its one visit in this programme already: exchange {code}.").format(
            code=facts.visit.code, **name
        ),
        _("Being a host any number of times is possible, and so is an online exchange."),
    )


@rule("different_organisations", gettext_lazy("Two organisations"))
def _different_organisations(facts: Facts, case: Case) -> Finding | None:
    if case.host is None or case.host.pk != facts.organisation.pk:
        return None
    return no("different_organisations", _("An organisation cannot visit itself."), _("Choose another host."))


@rule("different_countries", gettext_lazy("Two countries"))
def _different_countries(facts: Facts, case: Case) -> Finding | None:
    if not facts.programme.different_countries:
        return None
    name = "different_countries"
    if case.country is None:
        return unknown(
            name,
            _("The host has to be in another country than the visitor ({country}).").format(
                country=country(facts.organisation.country)
            ),
            _("Choose a host."),
        )
    pair = {"visitor": country(facts.organisation.country), "host": country(case.country)}
    if case.country != facts.organisation.country:
        return yes(name, _("Visitor and host are in different countries: {visitor}, {host}.").format(**pair))
    return no(name, _("Visitor and host are both in {host}.").format(**pair), _("Choose a host in another country."))


@rule("host_country", gettext_lazy("Host’s country"))
def _host_country(facts: Facts, case: Case) -> Finding | None:
    if case.country is None:
        return None
    row = facts.countries.get(case.country)
    name = {"country": country(case.country)}
    if row and row.may_host:
        return yes("host_country", _("Hosts in {country} may take part.").format(**name), source=row.source)
    return no(
        "host_country",
        _("{country} is not among the host countries of this programme.").format(**name),
        _("Choose a host in another country, or ask the coordinator for an exception."),
        source=row.source if row else "",
    )


@rule("host_type", gettext_lazy("Kind of organisation that hosts"))
def _host_type(facts: Facts, case: Case) -> Finding | None:
    if case.host is None:
        return None
    membership = facts.kind_of(case.host.pk, case.first_day or facts.on)
    return _by_matrix(facts, "host_type", Side.HOST, case.host, membership)
