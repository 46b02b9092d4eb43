from datetime import timedelta

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self):
        from core import loops, rounds  # noqa: PLC0415 -- models are loaded only now
        from search import checks, concept_source, receivers, sources, worker  # noqa: PLC0415 -- models are loaded only now

        sources.register(concept_source.ConceptSource())
        receivers.connect()
        checks.register()
        loops.register("search", worker.Loop())
        rounds.register("search.clean_up", worker.clean_up, every=timedelta(days=1))
