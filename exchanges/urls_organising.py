"""Where missions and offers are made, changed and run."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
