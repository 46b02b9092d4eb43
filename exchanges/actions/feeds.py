"""The secret address of a person’s calendar."""

from accounts.models import User
from exchanges import clock
from exchanges.models import CalendarFeed
from exchanges.models.reports import new_token


def renew_feed(*, by: User) -> CalendarFeed:
    """The person’s calendar gets its first address, or a new one; the old one ends."""
    feed, _made = CalendarFeed.objects.update_or_create(
        user=by, defaults={"token": new_token(), "made_at": clock.now()}
    )
    return feed
