"""Mail of the review: to those who may decide, and to the author. No decisions here."""

from django.urls import reverse
from django.utils import translation

from core.models import MailMessage
from core.outbox import queue_mail


def tell_submitted(page, workflow_state, *, to) -> MailMessage:
    """A practice waits for a reviewer."""
    href = _address("practice_review", to, workflow_state.current_task_state_id or _task_state(workflow_state))
    return queue_mail("practices/mail/submitted", to=to, context={"page": page, "href": href})


def _task_state(workflow_state) -> int:
    return workflow_state.task_states.order_by("-pk").values_list("pk", flat=True)[0]


def tell_approved(page, workflow_state, *, by) -> list[MailMessage]:
    return [
        queue_mail("practices/mail/approved", to=user, context={"page": page, "href": page.full_url or ""})
        for user in _authors(page, workflow_state, but=by)
    ]


def tell_returned(page, workflow_state, *, by, reason: str) -> list[MailMessage]:
    return [
        queue_mail(
            "practices/mail/returned", to=user, context={"page": page, "reason": reason, "href": _address("desk", user)}
        )
        for user in _authors(page, workflow_state, but=by)
    ]


def _authors(page, workflow_state, *, but) -> list:
    """Whose practice it is, and who submitted it; each once, in the order of their keys."""
    people = {user.pk: user for user in (page.owner, workflow_state.requested_by) if user is not None and user != but}
    return [user for _pk, user in sorted(people.items()) if user.is_active and user.mails_about_my_work]


def _address(name: str, user, *args) -> str:
    """The address of a view below the recipient’s language; the frame of the mail puts the site before it."""
    with translation.override(user.language):
        return reverse(name, args=args)
