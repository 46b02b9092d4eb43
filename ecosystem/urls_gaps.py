"""Addresses of the gap map, under a language."""

from django.urls import path

from ecosystem.views import gaps

urlpatterns = [
    path("gaps/", gaps.gap_map, name="gaps"),
    path("gaps/export.<slug:kind>", gaps.export, name="gaps_export"),
    path("gaps/<slug:kind>/<slug:code>/", gaps.gap, name="gap"),
]
