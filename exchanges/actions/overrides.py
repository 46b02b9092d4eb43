"""Exceptions from a named rule, each with a reason and a name."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from clusters.models import Organisation
from exchanges import clock, eligibility, rules
from exchanges.actions.moves import save_or_explain
from exchanges.errors import ExchangeError, NotAllowedError
from exchanges.models import Override, Programme


def override_rule(
    *,
    programme: Programme,
    rule: str,
    organisation: Organisation,
    reason: str,
    by: User,
    host: Organisation | None = None,
) -> Override:
    """From now on this rule does not stand in the way of the organisation (at this host, or at any)."""
    if rule not in eligibility.RULES or rule in eligibility.HARD:
        raise ExchangeError(_("There is no exception from this rule."))
    if not rules.may_override(by, organisation):
        raise NotAllowedError(_("You may not do this."))
    if not reason.strip():
        raise ExchangeError(_("Please give a reason."))
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        live = Override.objects.filter(
            programme=programme, rule=rule, organisation=organisation, host=host, ended_at=None
        ).first()
        if live:
            return live
        made = save_or_explain(
            lambda: Override.objects.create(
                programme=programme,
                rule=rule,
                organisation=organisation,
                host=host,
                reason=reason.strip(),
                made_by=by,
                made_at=clock.now(),
            ),
            _("This exception is there already."),
        )
        log(made, "exchanges.override.make", user=by, data={"rule": rule, "organisation": organisation.code})
    return made


def end_override(override: Override, *, by: User) -> Override:
    """The rule holds again; what began meanwhile stays."""
    if not rules.may_override(by, override.organisation):
        raise NotAllowedError(_("You may not do this."))
    with transaction.atomic():
        row = Override.objects.select_for_update().get(pk=override.pk)
        if row.ended_at is None:
            row.ended_at = clock.now()
            row.save(update_fields=["ended_at"])
            log(row, "exchanges.override.end", user=by, data={"rule": row.rule})
    return row
