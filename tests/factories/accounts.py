"""People for tests. Each call makes a new person unless an address is given."""

from itertools import count

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP

from accounts.actions.roles import grant_role
from accounts.models import User
from accounts.states import Role

PASSWORD = "a long test password"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_numbers = count(1)


def person(
    email: str = "", *, first_name="Test", last_name="", language="en", verified=True, second_factor=False, **fields
) -> User:
    """Somebody with a confirmed address and PASSWORD, in no organisation and without a role."""
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"person{number}@people.example",
        PASSWORD,
        first_name=first_name,
        last_name=last_name or f"Person {number}",
        language=language,
        **fields,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    if second_factor:
        give_second_factor(user)
    return user


def give_second_factor(user: User) -> None:
    """An authenticator app with TOTP_SECRET."""
    TOTP.activate(user, TOTP_SECRET)


def coordinator(email: str = "", *, second_factor=True, **fields) -> User:
    user = person(email, second_factor=second_factor, **fields)
    grant_role(user, Role.COORDINATOR, by=None)
    return User.objects.get(pk=user.pk)


def auditor(email: str = "", **fields) -> User:
    user = person(email, **fields)
    grant_role(user, Role.AUDITOR, by=None)
    return User.objects.get(pk=user.pk)


def administrator(email: str = "", *, second_factor=True, **fields) -> User:
    user = person(email, second_factor=second_factor, **fields)
    grant_role(user, Role.ADMINISTRATOR, by=None)
    return User.objects.get(pk=user.pk)
