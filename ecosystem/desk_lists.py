"""What managers find on the desk of the lists of members they began: what waits, what the worker is at."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accounts.desk import MOST_ITEMS, Item, Section
from ecosystem import rules
from ecosystem.models import MemberList
from ecosystem.states import LineState as S, ListState as L


def lists_to_load(user) -> Section | None:
    """Lists that are not loaded yet, or not to their end; the newest first. One query."""
    if not rules.may_load_lists(user):
        return None
    waits = Count("lines", filter=Q(lines__state__in=(S.FAULTY, S.DOUBLE)))
    found = MemberList.objects.visible_to(user).select_related("cluster").annotate(waits=waits)
    found = found.filter(
        Q(state__in=(L.UPLOADED, L.READING, L.CHECKED, L.LOADING, L.UNDOING)) | Q(state=L.LOADED, waits__gt=0)
    )
    rows = list(found[: MOST_ITEMS + 1])
    return Section(
        code="lists-to-load",
        title=_("Lists of members"),
        items=[_item(members) for members in rows[:MOST_ITEMS]],
        total=len(rows) if len(rows) <= MOST_ITEMS else found.count(),
        empty=_("No list waits."),
        waits=True,
        more_href=reverse("lists"),
    )


def _item(members: MemberList) -> Item:
    if members.state == L.UPLOADED:
        todo = _("Say what its columns are.")
    elif members.state in (L.READING, L.LOADING, L.UNDOING):
        todo = str(members.get_state_display())
    elif members.waits:
        todo = ngettext("{number} line waits for you.", "{number} lines wait for you.", members.waits).format(
            number=members.waits
        )
    else:
        todo = _("Look at what will happen, then load it.")
    return Item(
        title=members.name,
        href=reverse("list_lines", args=[members.code]),
        todo=todo,
        note=str(members.cluster),
        when=members.uploaded_at,
    )
