"""The contact sheet of an exchange: who is who, where it is, what to know about getting in."""

from dataclasses import dataclass

from accounts.models import User
from clusters.models import Cluster, Organisation, Place
from exchanges import mails, rules
from exchanges.choices import Party
from exchanges.models import Exchange


@dataclass(frozen=True)
class Contact:
    """One of the four, with the people who speak for it and its address."""

    label: str
    name: str
    people: list[User]
    place: Place | None = None
    website: str = ""


@dataclass(frozen=True)
class ContactSheet:
    contacts: list[Contact]
    place: Place | None  # where the stay is, if that is not the host’s own address
    accessibility: str
    language: str  # of that text
    step_free: bool | None
    access_needs: str  # the visitor’s, for those who may read the application


def contacts_of(exchange: Exchange, user) -> ContactSheet:
    """A fixed number of queries."""
    host = exchange.host_organisation
    at_host = [exchange.host_contact] if exchange.host_contact else mails.hosts_of(host)
    subject = exchange.mission or exchange.offer
    text = subject.text() if subject else None
    place = exchange.offer.place if exchange.offer else None
    application = exchange.application
    return ContactSheet(
        contacts=[
            _organisation(Party.VISITOR, exchange.visitor_organisation, [exchange.visitor]),
            _organisation(Party.HOST, host, at_host),
            _cluster(Party.SENDING, exchange.sending_cluster),
            _cluster(Party.RECEIVING, exchange.signing_cluster),
        ],
        place=place if place and place != host.main_place else None,
        accessibility=text.accessibility if text else "",
        language=text.language if text else "",
        step_free=exchange.offer.step_free if exchange.offer else None,
        access_needs=application.access_needs if rules.may_see_application(user, application) else "",
    )


def _organisation(party: Party, organisation: Organisation, people: list) -> Contact:
    known = [person for person in people if person and person.is_active]
    return Contact(str(party.label), organisation.name, known, organisation.main_place, organisation.website)


def _cluster(party: Party, cluster: Cluster) -> Contact:
    return Contact(str(party.label), cluster.name, mails.managers_of(cluster), None, cluster.website)
