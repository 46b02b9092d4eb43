"""Who vouches for a record, and how to claim it or to report something: a section of an organisation’s page."""

from dataclasses import dataclass

from clusters import rules as cluster_rules
from clusters.models import Organisation
from clusters.profiles import Section
from ecosystem import rules
from ecosystem.queries.claims import Vouch, vouch_for


@dataclass(frozen=True)
class Kept:
    """Who says that somebody speaks for it, and what this reader may do."""

    code: str
    vouch: Vouch | None
    may_claim: bool
    may_split: bool


def of_organisation(organisation: Organisation, user, language: str) -> Section:
    """Visitors see the way to claim it too: it leads them to sign in."""
    known = user.is_authenticated
    return Section(
        "ecosystem/claims/on_organisation.html",
        [
            Kept(
                organisation.code,
                vouch_for(organisation),
                may_claim=not known or rules.may_claim(user, organisation),
                may_split=known and rules.may_act(user) and cluster_rules.may_split(user, organisation),
            )
        ],
    )
