"""Addresses under a language that are no pages of the tree."""

from django.urls import path

from home import views

urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/thanks/", views.contact_thanks, name="contact_thanks"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
