from django.apps import AppConfig

_WORK = "of the cluster’s manager’s work; not for readers"
_PRIVATE = "for the parties only; they find it on their desk"
LEFT_OUT = {
    **dict.fromkeys(("ecosystem.MemberList", "ecosystem.ListLine", "ecosystem.PossibleDouble"), _WORK),
    **dict.fromkeys(("ecosystem.Claim", "ecosystem.Hint", "ecosystem.BriefAnswer", "ecosystem.BriefMessage"), _PRIVATE),
}


class EcosystemConfig(AppConfig):
    name = "ecosystem"

    def ready(self):
        from ecosystem import (  # noqa: PLC0415 -- models are loaded only now
            registering_briefs,
            registering_claims,
            registering_directory,
            registering_gaps,
            registering_lists,
        )
        from ecosystem.open import registering  # noqa: PLC0415 -- models are loaded only now
        from search import sources  # noqa: PLC0415 -- models are loaded only now

        for name, reason in LEFT_OUT.items():
            sources.leave_out(name, reason)
        registering_briefs.register()
        registering_claims.register()
        registering_directory.register()
        registering_gaps.register()
        registering_lists.register()
        registering.register()
