from datetime import timedelta

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self):
        from core import loops, rounds  # noqa: PLC0415 -- models are loaded only now
        from search import (  # noqa: PLC0415 -- models are loaded only now
            checks,
            concept_source,
            receivers,
            sources,
            verifying,
            worker,
        )
        from search.actions.digests import send_digests  # noqa: PLC0415 -- models are loaded only now
        from search.actions.gaps import forget_old_gaps  # noqa: PLC0415 -- models are loaded only now

        sources.register(concept_source.ConceptSource())
        receivers.connect()
        checks.register()
        loops.register("search", worker.Loop())
        rounds.register("search.mail_about_saved_searches", send_digests, every=timedelta(hours=1))
        rounds.register("search.forget_old_gaps", forget_old_gaps, every=timedelta(days=7))
        rounds.register("search.clean_up", worker.clean_up, every=timedelta(days=1))
        rounds.register("search.verify", verifying.verify_and_repair, every=timedelta(days=1))
