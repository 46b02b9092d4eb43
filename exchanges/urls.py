"""The room’s addresses, under a language. Those of one exchange come last: its code could stand for any word."""

from django.urls import include, path

urlpatterns = [
    path("", include("exchanges.urls_public")),
    path("", include("exchanges.urls_organising")),
    path("", include("exchanges.urls_applying")),
    path("", include("exchanges.urls_matching")),
    path("", include("exchanges.urls_reports")),
    path("", include("exchanges.urls_boards")),
    path("", include("exchanges.urls_stays")),
]
