from datetime import timedelta

from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "clusters"

    def ready(self):
        from accounts import desk, rules as account_rules  # noqa: PLC0415 -- models are loaded only now
        from clusters import (  # noqa: PLC0415 -- as above
            desk_sections,
            personal_data,
            reminders,
            rules,
            search_page,
            search_source,
            sitemap,
        )
        from clusters.concept_uses import organisations_about  # noqa: PLC0415 -- models are loaded only now
        from core import rounds, sitemaps  # noqa: PLC0415 -- models are loaded only now
        from vocabulary import uses  # noqa: PLC0415 -- models are loaded only now

        account_rules.demand_second_factor(rules.is_manager)
        desk.register(desk_sections.my_affiliations, order=15)
        desk.register(desk_sections.people_to_decide, order=20)
        desk.register(desk_sections.records_to_confirm, order=25)
        desk.register(desk_sections.gaps, order=70)
        desk.register(desk_sections.figures, order=80)
        personal_data.register()
        sitemaps.register("clusters", sitemap.entries)
        search_source.register()
        search_page.register()
        rounds.register(
            "clusters.memberships_of_today", search_source.record_calendar_of_today, every=timedelta(hours=6)
        )
        rounds.register("clusters.records_to_confirm", reminders.remind, every=timedelta(days=1))
        uses.register(organisations_about)
