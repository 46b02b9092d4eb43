from datetime import timedelta

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"

    def ready(self):
        from clusters import mergers as organisation_mergers, profiles as cluster_profiles  # noqa: PLC0415 -- as below
        from core import sitemaps  # noqa: PLC0415 -- models are loaded only now
        from practices import (  # noqa: F401, PLC0415 -- as below
            mergers,
            personal_data,
            profiles,
            receivers,
            search_page,
            search_source,
        )
        from practices.concept_uses import practices_about  # noqa: PLC0415 -- models are loaded only now
        from practices.queries.addresses import sitemap_entries  # noqa: PLC0415 -- models are loaded only now
        from vocabulary import uses  # noqa: PLC0415 -- models are loaded only now

        sitemaps.register("practices", sitemap_entries)
        uses.register(practices_about)
        cluster_profiles.register(cluster=profiles.of_cluster, facts=profiles.facts_of_clusters)
        cluster_profiles.register(organisation=profiles.of_organisation)
        cluster_profiles.register(organisation=profiles.transfers_by, tallies=profiles.tallies_of_organisations)
        organisation_mergers.register(mergers.move_to_winner, back=mergers.move_back)
        personal_data.register()
        search_source.register()
        search_page.register()
        self._reading()
        self._writing()

    def _reading(self):
        """What the reading side gives to the desk."""
        from accounts import desk as accounts_desk  # noqa: PLC0415 -- models are loaded only now
        from practices import desk_reading  # noqa: PLC0415 -- models are loaded only now

        accounts_desk.register(desk_reading.transfers_to_decide, order=25)
        accounts_desk.register(desk_reading.saved_practices, order=55)
        accounts_desk.register(desk_reading.my_transfers, order=55)

    def _writing(self):
        """What the writing side gives to the desk, to the second factor and to the recurring rounds."""
        from accounts import desk as accounts_desk  # noqa: PLC0415 -- models are loaded only now
        from core import rounds  # noqa: PLC0415 -- models are loaded only now
        from practices import desk  # noqa: PLC0415 -- models are loaded only now
        from practices.actions.confirmations import ask_due  # noqa: PLC0415 -- models are loaded only now

        accounts_desk.register(desk.questions_of_the_year, order=15)
        accounts_desk.register(desk.reviews, order=20)
        accounts_desk.register(desk.proposals_to_decide, order=20)
        accounts_desk.register(desk.my_writing, order=50)
        accounts_desk.register(desk.language_versions, order=60)
        rounds.register("practices.ask_for_confirmations", ask_due, every=timedelta(days=1))
