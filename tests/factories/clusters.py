"""Clusters, organisations and the people in them, for tests."""

from datetime import date
from itertools import count

from accounts.models import User
from clusters.actions.roles import appoint_manager
from clusters.models import Affiliation, Cluster, Membership, Organisation, Place
from clusters.states import AffiliationRole, AffiliationState, Weave
from tests.factories.accounts import person

_numbers = count(1)


def cluster(code: str = "", *, languages=("en",), **fields) -> Cluster:
    number = next(_numbers)
    code = code or f"cluster{number}"
    values = {
        "short_name": code.title(),
        "name": f"The {code} cluster",
        "country": "BG",
        "town": "Sofia",
        "languages": list(languages),
        "weave": list(Weave.values)[number % len(Weave.values)],
        "order": number,
    }
    return Cluster.objects.create(code=code, **(values | fields))


def organisation(name: str = "", *, in_cluster: Cluster | None = None, town="", **fields) -> Organisation:
    """A confirmed organisation; with `in_cluster` a member since 2020, with `town` at a registered place there."""
    made = Organisation.objects.create(**({"name": name or f"Organisation {next(_numbers)}", "country": "BG"} | fields))
    if in_cluster:
        Membership.objects.create(organisation=made, cluster=in_cluster, since=date(2020, 1, 1))
    if town:
        Place.objects.create(organisation=made, town=town, country=made.country)
    return made


def affiliation(
    user: User | None = None,
    *,
    organisation: Organisation,
    cluster: Cluster,
    role=AffiliationRole.MEMBER,
    state=AffiliationState.ASKED,
    **fields,
) -> Affiliation:
    """A row in any state, without the mails and the log of the real move."""
    return Affiliation.objects.create(
        user=user or person(), organisation=organisation, cluster=cluster, role=role, state=state, **fields
    )


def member_of(in_cluster: Cluster, *, at: Organisation | None = None, role=AffiliationRole.MEMBER, **fields) -> User:
    """A person whose work at an organisation of the cluster was accepted; `fields` describe the person."""
    user = person(**fields)
    at = at or organisation(in_cluster=in_cluster)
    affiliation(user, organisation=at, cluster=in_cluster, role=role, state=AffiliationState.ACCEPTED)
    return user


def representative_of(at: Organisation, *, in_cluster: Cluster, **fields) -> User:
    """A person who speaks for the organisation."""
    return member_of(in_cluster, at=at, role=AffiliationRole.REPRESENTATIVE, **fields)


def manager_of(*clusters: Cluster, second_factor=True, **fields) -> User:
    """A manager of one or more clusters, with a second factor unless told otherwise."""
    user = person(second_factor=second_factor, **fields)
    for each in clusters:
        appoint_manager(user, cluster=each, by=None)
    return User.objects.get(pk=user.pk)
