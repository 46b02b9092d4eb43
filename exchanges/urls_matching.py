"""Ranked hosts for a visitor, proposals, and the coordinator’s plans."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
