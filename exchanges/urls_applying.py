"""Eligibility, applications, and their answers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
