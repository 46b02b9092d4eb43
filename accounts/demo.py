"""The demonstration's accounts: one published password, one published second factor, names that say what they are.

Everything here refuses to work outside the demonstration; production settings refuse to be one.
"""

import time
from dataclasses import dataclass
from functools import lru_cache

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from accounts.actions.roles import grant_role
from accounts.models import User
from accounts.states import Role

PASSWORD = "cloth demonstration"  # noqa: S105 -- published on purpose, and refused outside the demonstration
SECRET = "CLOTHDEMOCLOTHDEMOCLOTHDEMOCLOTH"  # noqa: S105 -- as above
DOMAIN = "cloth.example"


@dataclass(frozen=True)
class DemoAccount:
    """A line of the table that `manage.py demo_accounts` prints."""

    local: str
    role: str
    last_name: str  # says where the account belongs; the first name says that it is a demonstration
    language: str = settings.LANGUAGE_CODE

    @property
    def email(self) -> str:
        return f"{self.local}@{DOMAIN}"


ALLIANCE = {
    DemoAccount("coordinator", "alliance coordinator", "Coordinator"): Role.COORDINATOR,
    DemoAccount("auditor", "auditor (reads only)", "Auditor"): Role.AUDITOR,
    DemoAccount("administrator", "administrator", "Administrator"): Role.ADMINISTRATOR,
}
NEWCOMER = DemoAccount("newcomer", "signed in, in no organisation yet", "Newcomer")


def refuse_outside_demo() -> None:
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo accounts have published passwords; this site is no demonstration.")


@lru_cache
def _hashed() -> str:
    """One hash for all: it takes a quarter of a second, and the password is published anyway."""
    return make_password(PASSWORD)


def make_account(account: DemoAccount) -> User:
    """The person of this account, with a confirmed address; made where missing, otherwise left as it is."""
    refuse_outside_demo()
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = User.objects.create(
            email=account.email,
            password=_hashed(),
            first_name="Demo",
            last_name=account.last_name,
            language=account.language,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_alliance_accounts() -> None:
    """Coordinator, auditor, administrator, and a newcomer without an organisation."""
    for account, role in ALLIANCE.items():
        user = make_account(account)
        grant_role(user, role, by=None)
        if role != Role.AUDITOR:
            give_demo_second_factor(user)
    make_account(NEWCOMER)


def give_demo_second_factor(user: User) -> None:
    """An authenticator app with the published secret, so that the page that asks for the code can show it."""
    refuse_outside_demo()
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, SECRET)


def current_code(user: User | None) -> str:
    """The code to type now, for an account with the published secret in the demonstration; otherwise nothing.

    Each code is good once, so the one before and the one after stand in when somebody has just used this one.
    """
    if not settings.DEMO or user is None:
        return ""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None or factor.data.get("secret") != SECRET:
        return ""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    codes = [format_hotp_value(hotp_value(SECRET, now + shift)) for shift in (0, 1, -1)]
    totp = TOTP(factor)
    unused = [code for code in codes if not cache.has_key(totp._get_used_cache_key(code))]
    return unused[0] if unused else codes[0]
