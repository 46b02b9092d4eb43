"""Pages everybody reads: the programme, missions, offers, their calendars."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
