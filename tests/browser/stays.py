"""A stay brought as far as a journey begins: `python -m tests.browser.stays WORD FIRST LAST UNTIL [HOST] [online]`.

With the site’s environment. A fresh firm of BFA applies and is accepted; with `UNTIL` it goes on through the actions to
`matched` or `approved`, at the organisation of the demonstration with the key HOST. Printed as JSON.
"""

import json
import sys
from datetime import date

import django

django.setup()

from accounts.models import User  # noqa: E402 -- needs Django
from exchanges.actions import applications, commitments, proposals  # noqa: E402
from exchanges.choices import Activity, Confirmation, ProposedBy, SignatureRole  # noqa: E402
from exchanges.demo_places import People  # noqa: E402
from exchanges.models import Application, Exchange, Programme  # noqa: E402
from tests.browser.firms import make  # noqa: E402

CLUSTER = "bfa"
AIM = "Spin a lot of our own waste"


class Preparation:
    def __init__(self, word: str, first: date, last: date):
        self.firm = make(CLUSTER, word, 1)[0]
        self.first, self.last, self.people = first, last, People()
        self.visitor = User.objects.get(email=self.firm["email"])
        self.manager = self.people.managers[CLUSTER]

    def accepted(self, *, is_virtual: bool) -> Application:
        organisation = self.visitor.affiliations.get().organisation
        programme = Programme.objects.get(code="clusterxchange")
        row = applications.start_application(
            programme=programme,
            organisation=organisation,
            person=self.visitor,
            by=self.visitor,
            is_virtual=is_virtual,
            language="en",
        )
        applications.save_application(
            row,
            by=self.visitor,
            concepts=list(organisation.concepts.all()),
            objectives=AIM,
            activities=[Activity.KNOWLEDGE],
            languages=["en"],
        )
        applications.submit_application(row, by=self.visitor)
        return applications.accept_application(row, by=self.manager)

    def matched(self, application: Application, host: str) -> Exchange:
        """Agreed beforehand, and confirmed by the host."""
        days = {} if application.is_virtual else {"first_day": self.first, "last_day": self.last}
        sent = proposals.propose(
            application=application,
            host=self.people.organisations[host],
            signing_cluster=self.people.cluster_of(host),
            proposed_by=ProposedBy.AGREED,
            by=self.manager,
            **days,
        )
        return proposals.confirm_proposal(sent, by=self.people.speaker(host)).exchange

    def approved(self, exchange: Exchange, host: str) -> Exchange:
        """Written, and signed by all four."""
        commitments.write_commitment(
            exchange,
            by=self.visitor,
            language="en",
            objectives=[{"text": AIM, "concept": ""}],
            activities=[Activity.KNOWLEDGE],
            agenda=[{"day": self.first.isoformat(), "starts": "09:00", "ends": "16:00", "title": "Hall", "place": ""}],
            outcomes="A yarn of our own.",
        )
        exchange = commitments.open_for_signing(exchange, by=self.manager)
        version = commitments.current_version(exchange)
        for role, person in (
            (SignatureRole.VISITOR, self.visitor),
            (SignatureRole.HOST, self.people.speaker(host)),
            (SignatureRole.SENDING, self.manager),
            (SignatureRole.RECEIVING, self.people.manager_of(host)),
        ):
            commitments.sign(
                exchange,
                role=role,
                number=version.number,
                hash=version.hash,
                confirmed=Confirmation.PASSWORD,
                by=person,
            )
        return exchange


def prepare(word: str, first: str, last: str, until: str, host: str = "", kind: str = "") -> dict:
    here = Preparation(word, date.fromisoformat(first), date.fromisoformat(last))
    application = here.accepted(is_virtual=kind == "online")
    found = {"firm": here.firm, "application": application.code, "exchange": ""}
    if until == "accepted":
        return found
    exchange = here.matched(application, host)
    if until == "approved":
        here.approved(exchange, host)
    return found | {"exchange": exchange.code}


if __name__ == "__main__":
    print(json.dumps(prepare(*sys.argv[1:])))
