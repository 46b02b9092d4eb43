"""Background work of the exchanges’ room; each task takes primitives and is safe to run twice."""

from datetime import datetime

from django_tasks import task

from accounts.models import User
from exchanges.actions import plans
from exchanges.models import PlannerRun, Programme


@task()
def make_plan(programme: int, by: int, asked_at: str) -> None:
    """The plan that somebody asked for at that time; where it is there already, nothing more."""
    made = PlannerRun.objects.filter(programme=programme, made_by=by, made_at__gte=datetime.fromisoformat(asked_at))
    if not made.exists():
        plans.make_plan(programme=Programme.objects.get(pk=programme), by=User.objects.get(pk=by))


@task()
def send_plan(run: int, by: int) -> None:
    """Every stay that was not sent or left out; a second run finds them sent."""
    plans.send_plan(PlannerRun.objects.get(pk=run), by=User.objects.get(pk=by))
