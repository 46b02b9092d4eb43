"""Reports, evidence, payments, certificates, follow-up."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
