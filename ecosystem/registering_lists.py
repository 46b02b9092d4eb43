"""What the lists of members register when the app is ready: the desk, and the round that follows dead workers."""

from datetime import timedelta

from accounts import desk
from core import rounds
from ecosystem import desk_lists, personal_lists, tasks


def register() -> None:
    desk.register(desk_lists.lists_to_load, order=20)
    personal_lists.register()
    rounds.register("ecosystem.silent_lists", tasks.follow_silent_lists, every=timedelta(minutes=1))
