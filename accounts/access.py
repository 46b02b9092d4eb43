"""Guarding a view by a rule."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied


def restricted_to(predicate: Callable[[object], bool]):
    """Visitors are sent to sign in, people without the right get 403, and the second factor comes first."""

    def decorator(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not predicate(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded = login_required(guarded)
        guarded.behind_second_factor = True
        return guarded

    return decorator
