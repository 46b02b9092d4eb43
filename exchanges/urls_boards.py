"""Figures, lists, exports, the yearly report, the public progress."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
