"""Who may do what for the whole alliance. Nothing else decides; rules about a cluster are in `clusters.rules`."""

from collections.abc import Callable

from accounts.states import Role

_second_factor_roles: list[Callable[[object], bool]] = []


def is_known(user) -> bool:
    """Somebody signed in, with an account that is neither closed nor erased."""
    return bool(user is not None and user.is_authenticated and user.is_active)


def has_role(user, role: Role) -> bool:
    return is_known(user) and role in user.role_names


def is_coordinator(user) -> bool:
    """Runs the exchange programme, the vocabulary and the targets."""
    return has_role(user, Role.COORDINATOR)


def is_auditor(user) -> bool:
    """Reads boards and exports, nothing personal, and changes nothing."""
    return has_role(user, Role.AUDITOR)


def is_administrator(user) -> bool:
    """Runs the machine: roles, mail, settings."""
    return has_role(user, Role.ADMINISTRATOR)


def is_read_only(user) -> bool:
    """An auditor changes nothing but their own account."""
    return is_auditor(user)


def may_see_roles(user) -> bool:
    return is_coordinator(user) or is_administrator(user)


def may_grant(user, role: Role) -> bool:
    """A coordinator appoints coordinators and auditors; administrators are made by administrators."""
    if role == Role.ADMINISTRATOR:
        return is_administrator(user)
    return may_see_roles(user)


def may_see_outbox(user) -> bool:
    return is_administrator(user)


def may_see_index(user) -> bool:
    """What waits for the search engine, and how it is."""
    return is_administrator(user)


def demand_second_factor(predicate: Callable[[object], bool]) -> None:
    """Rooms further right name the roles that need a second factor. Called from an app's `ready()`."""
    _second_factor_roles.append(predicate)


def needs_second_factor(user) -> bool:
    """People who can change what others see or decide about others sign in with a second factor."""
    return is_coordinator(user) or is_administrator(user) or any(predicate(user) for predicate in _second_factor_roles)
