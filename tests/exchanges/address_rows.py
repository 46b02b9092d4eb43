"""One of everything of the exchanges’ room, in the small alliance of `tests.world`, for the table of addresses.

The member of the Mill visits; the other manager’s organisation hosts. Made and
asked for at `factories.exchanges.NOW`.
"""

from types import SimpleNamespace

from exchanges.actions import overrides
from exchanges.actions.feeds import renew_feed
from exchanges.choices import Unplaced
from exchanges.models import FollowUp, PlannerRun
from tests.factories import clusters as places, exchanges as factory


def make_rows(world, *, asked, away) -> dict[str, object]:
    """The names that addresses are filled with."""
    people = world.people
    factory.put_on_map(asked, factory.COPENHAGEN, "Copenhagen")
    w = SimpleNamespace(
        programme=factory.programme(),
        home=world.home,
        away=away,
        visiting=world.organisation,
        hosting=asked,
        visitor=people["member"],
        host=places.representative_of(asked, in_cluster=away),
        sending=people["manager"],
        receiving=people["other_manager"],
        coordinator=people["coordinator"],
        theme=factory.theme(),
    )
    mission = factory.mission(w, host=asked)
    drafted = factory.mission(w, host=asked, open_it=False)
    offer = factory.offer(w)
    firm, other_person = factory.visitor_of(w)
    own_draft = factory.draft(w)
    waiting = factory.submitted(w, organisation=firm, person=other_person)
    travelling_firm, traveller = factory.visitor_of(w)
    signed_up = factory.submitted(w, organisation=travelling_firm, person=traveller, mission=mission).sign_ups.get()
    exception = overrides.override_rule(
        programme=w.programme, rule="visitor_country", organisation=w.visiting, reason="Agreed.", by=w.sending
    )
    return {
        "programme": w.programme.code,
        "mission": mission.code,
        "draft_mission": drafted.code,
        "offer": offer.code,
        "draft_application": own_draft.code,
        "application": waiting.code,
        "sign_up": signed_up.code,
        "override": exception.pk,
    } | _exchanges(w, offer)


def _exchanges(w, offer) -> dict[str, object]:
    """A proposal that waits, an exchange being signed, one whose report was handed in, a validated one."""
    signed_firm, signer = factory.visitor_of(w)
    reported_firm, reporter = factory.visitor_of(w)
    counted_firm, counted = factory.visitor_of(w)
    asking_firm, asking = factory.visitor_of(w)
    to_ask = factory.accepted(w, organisation=asking_firm, person=asking)
    proposal = factory.proposed(w, application=to_ask, with_offer=offer)

    def stay(firm, person):
        return factory.matched(
            w,
            application=factory.accepted(w, organisation=firm, person=person),
            with_offer=factory.offer(w),
        )

    signing = factory.signing(w, stay(signed_firm, signer))
    reported = factory.reported(w, stay(reported_firm, reporter))
    validated = factory.validated(w, stay(counted_firm, counted))
    follow_up, _made = FollowUp.objects.get_or_create(exchange=validated, defaults={"due_on": factory.LAST})
    run = PlannerRun.objects.create(
        programme=w.programme, made_by=w.coordinator, made_at=factory.NOW, value=0.0, bound=0.0, seconds=0.0
    )
    run.stays.create(application=to_ask, unplaced=Unplaced.WAITING)
    return {
        "plan": run.code,
        "planned_application": to_ask.code,
        "exchange_proposal": proposal.code,
        "exchange": signing.code,
        "reported_exchange": reported.code,
        "validated_exchange": validated.code,
        "payment": validated.payment.code,
        "certificate": validated.certificate.code,
        "follow_up": follow_up.token,
        "exchange_feed": renew_feed(by=w.visitor).token,
    }
