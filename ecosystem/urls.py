"""The room's addresses, under a language."""

from django.urls import include, path

urlpatterns = [
    path("", include("ecosystem.urls_directory")),
    path("", include("ecosystem.urls_open")),
    path("", include("ecosystem.urls_lists")),
    path("", include("ecosystem.urls_doubles")),
    path("", include("ecosystem.urls_claims")),
    path("", include("ecosystem.urls_briefs")),
    path("", include("ecosystem.urls_gaps")),
]
