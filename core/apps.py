from datetime import timedelta

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from core import outbox, rounds, tasks  # noqa: PLC0415 -- models are loaded only now

        tasks.index_references_quietly()
        rounds.register("core.deliver_due_mail", outbox.deliver_due, every=timedelta(minutes=1))
        rounds.register("core.forget_old_texts_of_mail", outbox.forget_old_texts, every=timedelta(days=1))
        rounds.register("core.forget_finished_tasks", tasks.forget_finished, every=timedelta(days=1))
