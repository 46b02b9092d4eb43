from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from core import sitemaps  # noqa: PLC0415 -- models are loaded only now
        from home import search_source  # noqa: PLC0415 -- models are loaded only now
        from home.models import HomePage, PlainPage  # noqa: PLC0415 -- models are loaded only now

        sitemaps.register("pages", lambda: sitemaps.page_entries(HomePage, PlainPage))
        search_source.register()
