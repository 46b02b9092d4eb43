from datetime import timedelta

from django.apps import AppConfig

_PRIVATE = "for the parties only; they find it on their desk"
LEFT_OUT = {
    **dict.fromkeys(("exchanges.Application", "exchanges.Exchange", "exchanges.Proposal"), _PRIVATE),
    "exchanges.PlannerRun": "for the coordinator only",
}


class ExchangesConfig(AppConfig):
    name = "exchanges"

    def ready(self):
        from clusters import mergers as organisation_mergers  # noqa: PLC0415 -- models are loaded only now
        from core import rounds, sitemaps  # noqa: PLC0415 -- models are loaded only now
        from exchanges import (  # noqa: PLC0415 -- models are loaded only now
            desk_sections,
            mergers,
            personal_data,
            profiles,
            search_page,
            search_source,
            sitemap,
        )
        from exchanges.actions.deadlines import run_deadlines  # noqa: PLC0415 -- models are loaded only now
        from exchanges.concept_uses import exchanges_about  # noqa: PLC0415 -- models are loaded only now
        from search import sources  # noqa: PLC0415 -- models are loaded only now
        from vocabulary import uses  # noqa: PLC0415 -- models are loaded only now

        for name, reason in LEFT_OUT.items():
            sources.leave_out(name, reason)
        organisation_mergers.register(mergers.move_to_winner, back=mergers.move_back)
        personal_data.register()
        desk_sections.register()
        profiles.register()
        search_source.register()
        search_page.register()
        sitemaps.register("exchanges", sitemap.entries)
        uses.register(exchanges_about)
        rounds.register("exchanges.deadlines", run_deadlines, every=timedelta(hours=1))
