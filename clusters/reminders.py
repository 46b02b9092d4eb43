"""Once a year: is the record still true? To those who speak for the organisation, else to its clusters' managers."""

from collections import defaultdict
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.models import User
from clusters import mails
from clusters.models import Affiliation, Membership, Organisation
from clusters.profiles import holding_today
from clusters.states import AffiliationRole, AffiliationState

YEAR = timedelta(days=365)
BATCH = 300  # organisations of one round; the others wait for the next
REMIND = "clusters.organisation.remind"


def due(on: date) -> QuerySet[Organisation]:
    """Records that nobody confirmed for a year; one that was never confirmed counts from the day it was entered."""
    limit = on - YEAR
    never = Q(last_confirmed_on=None, created_at__date__lte=limit)
    found = Organisation.objects.filter(merged_into=None, confirmed=True, closed_on=None)
    return found.filter(never | Q(last_confirmed_on__lte=limit))


def remind() -> int:
    """The daily round; returns how many organisations were asked about. Nobody is asked twice within a year.

    A manager gets one message for all members that have no representative.
    """
    on = timezone.localdate()
    members = Membership.objects.filter(holding_today()).values("organisation")
    with transaction.atomic():
        asked = list(
            due(on).filter(pk__in=members).exclude(pk__in=_reminded(on)).select_for_update().order_by("pk")[:BATCH]
        )
        speakers, managers = _representatives(asked), _managers(asked)
        lists: dict[User, list[Organisation]] = defaultdict(list)
        number = 0
        for organisation in asked:
            for user in speakers[organisation.pk]:
                mails.send_confirm_record(organisation, to=user)
            if not speakers[organisation.pk]:
                for user in managers[organisation.pk]:
                    lists[user].append(organisation)
            if speakers[organisation.pk] or managers[organisation.pk]:
                log(organisation, REMIND)
                number += 1
        for user, organisations in lists.items():
            mails.send_confirm_records(organisations, to=user)
    return number


def _reminded(on: date) -> list[int]:
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Organisation),
        action=REMIND,
        timestamp__gt=timezone.now() - YEAR,
    )
    return [int(pk) for pk in entries.values_list("object_id", flat=True)]


def _representatives(organisations: list[Organisation]) -> dict[int, list[User]]:
    found = defaultdict(list)
    rows = Affiliation.objects.filter(
        organisation__in=organisations,
        role=AffiliationRole.REPRESENTATIVE,
        state=AffiliationState.ACCEPTED,
        user__is_active=True,
    )
    for row in rows.select_related("user").order_by("user"):
        found[row.organisation_id].append(row.user)
    return found


def _managers(organisations: list[Organisation]) -> dict[int, list[User]]:
    """The managers of its clusters of today, each once."""
    found = defaultdict(list)
    rows = Membership.objects.filter(holding_today(), organisation__in=organisations)
    clusters = defaultdict(list)
    for organisation, cluster in rows.values_list("organisation_id", "cluster_id"):
        clusters[cluster].append(organisation)
    users = User.objects.filter(is_active=True, cluster_roles__cluster__in=clusters).distinct().order_by("pk")
    for user in users.prefetch_related("cluster_roles"):
        for role in user.cluster_roles.all():
            for organisation in clusters.get(role.cluster_id, ()):
                if user not in found[organisation]:
                    found[organisation].append(user)
    return found
