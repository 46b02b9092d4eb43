"""One exchange: commitment, signatures, days, messages, calendars."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
