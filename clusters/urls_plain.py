"""Addresses without a language."""

from django.urls import path

from clusters.views import public

urlpatterns = [path("o/<slug:code>/", public.short_address, name="organisation_short")]
