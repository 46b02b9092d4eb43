"""Erasing a person: the person goes, the facts stay under “former member”."""

import secrets
from collections.abc import Callable
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from accounts import mails
from accounts.errors import AccountError
from accounts.models import User
from accounts.states import Role
from core import outbox
from core.models import MailMessage
from search.models import SavedSearch

_erasers: list[Callable[[User], None]] = []
_warnings: list[Callable[[User], list[str]]] = []


def register(eraser: Callable[[User], None], *, warnings: Callable[[User], list[str]] | None = None) -> None:
    """Have `eraser(user)` remove what a room knows of a person, inside the one transaction of the erasure.

    `warnings(user)` names consequences in sentences for the person, before they agree. Called from `ready()`.
    """
    _erasers.append(eraser)
    if warnings:
        _warnings.append(warnings)


def consequences(user: User) -> list[str]:
    """What this person in particular leaves behind, in sentences."""
    return [sentence for warnings in _warnings for sentence in warnings(user)]


def erase_person(user: User) -> None:
    """Erase a person at their own wish, everything or nothing. Signs them out everywhere; one last mail says so.

    The last administrator cannot go: nobody could give the role to another.
    """
    with transaction.atomic():
        # In one order, as in accounts.actions.roles, so that the last two administrators cannot both go at once.
        administrators = list(
            User.objects.select_for_update().filter(roles__role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
        )
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.erased_at:
            return
        if administrators == [user]:
            raise AccountError(_("You are the last administrator. Appoint another one first."))
        address, language = user.email, user.language
        for eraser in _erasers:
            eraser(user)
        _erase_account(user)
        mails.send_erased(address, language)
        log(user, "accounts.person.erase", user=user)


def _erase_account(user: User) -> None:
    """The row stays, empty. Sign-in, roles, addresses, searches, mails, picture and names in logs and mails go."""
    addresses = [user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)]
    SavedSearch.objects.filter(user=user).delete()
    MailMessage.objects.filter(user=user).delete()
    MailMessage.objects.filter(to__in=addresses).delete()
    MailMessage.objects.filter(reply_to__in=addresses).update(reply_to="")
    name = f"{user.first_name} {user.last_name}".strip()
    outbox.redact(dict.fromkeys(addresses, "") | ({name: "…"} if name else {}))
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    Session.objects.filter(
        session_key__in=list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    ).delete()
    UserSession.objects.filter(user=user).delete()
    EditingSession.objects.filter(user=user).delete()
    PageSubscription.objects.filter(user=user).delete()
    for profile in UserProfile.objects.filter(user=user).exclude(avatar=""):
        transaction.on_commit(partial(profile.avatar.storage.delete, profile.avatar.name))
    UserProfile.objects.filter(user=user).delete()
    user.roles.all().delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.first_name = user.last_name = ""
    user.email = f"erased-{secrets.token_hex(8)}@invalid"
    user.set_unusable_password()  # also ends every session: their hash no longer fits
    user.is_active = user.is_staff = user.is_superuser = False
    user.mails_about_my_work = user.mails_with_news = False
    user.last_login = None
    user.erased_at = timezone.now()
    user.save()
    content_type = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=content_type, object_id=str(user.pk)).update(label="")
