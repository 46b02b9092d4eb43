"""Addresses without a language."""

from django.urls import path

from home import views

urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("social/<slug:code>.png", views.social_image, name="social_image"),
]
