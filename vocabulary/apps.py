from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "vocabulary"

    def ready(self):
        from core import sitemaps  # noqa: PLC0415 -- models are loaded only now
        from vocabulary.addresses import sitemap_entries  # noqa: PLC0415 -- models are loaded only now

        sitemaps.register("vocabulary", sitemap_entries)
