"""Listening to allauth; we send no signals of our own."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added


def remember_new_factor(request, user, authenticator, **_kwargs) -> None:
    """Who has just set up an app or a passkey has shown it; their session need not be opened again."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def connect() -> None:
    """Called when the app is ready."""
    authenticator_added.connect(remember_new_factor, dispatch_uid="accounts.remember_new_factor")
