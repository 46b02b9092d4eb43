from datetime import timedelta

from django.apps import AppConfig

_PRIVATE = "for the parties only; they find it on their desk"
LEFT_OUT = {
    **dict.fromkeys(("exchanges.Application", "exchanges.Exchange", "exchanges.Proposal"), _PRIVATE),
    "exchanges.PlannerRun": "for the coordinator only",
    **dict.fromkeys(("exchanges.Mission", "exchanges.Offer"), "has no page of its own yet"),
}


class ExchangesConfig(AppConfig):
    name = "exchanges"

    def ready(self):
        from clusters import mergers as organisation_mergers  # noqa: PLC0415 -- models are loaded only now
        from core import rounds  # noqa: PLC0415 -- models are loaded only now
        from exchanges import desk_sections, mergers, personal_data  # noqa: PLC0415 -- models are loaded only now
        from exchanges.actions.deadlines import run_deadlines  # noqa: PLC0415 -- models are loaded only now
        from search import sources  # noqa: PLC0415 -- models are loaded only now

        for name, reason in LEFT_OUT.items():
            sources.leave_out(name, reason)
        organisation_mergers.register(mergers.move_to_winner)
        personal_data.register()
        desk_sections.register()
        rounds.register("exchanges.deadlines", run_deadlines, every=timedelta(hours=1))
