"""What claims, reports and doubles give to the other rooms; called when the app is ready."""

from datetime import timedelta

from accounts import desk
from clusters import mergers as organisation_mergers, profiles
from core import rounds
from ecosystem import desk_claims, mergers, personal_claims, profiles_claims
from ecosystem.actions import claims, doubles, hints


def register() -> None:
    for section, order in desk_claims.SECTIONS:
        desk.register(section, order=order)
    organisation_mergers.register(mergers.move_to_winner, back=mergers.move_back)
    personal_claims.register()
    profiles.register(organisation=profiles_claims.of_organisation)
    rounds.register("ecosystem.find_doubles", doubles.find_doubles, every=timedelta(days=1))
    rounds.register("ecosystem.forget_proofs", claims.forget_proofs, every=timedelta(days=1))
    rounds.register("ecosystem.forget_who_reported", hints.forget_readers, every=timedelta(days=1))
