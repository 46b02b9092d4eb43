"""Background work of the core; each task takes primitives and is safe to run twice."""

from django_tasks import task

from core import outbox


@task()
def deliver_mail(pk: int) -> str:
    """Send one message of the outbox."""
    return str(outbox.deliver(pk))
