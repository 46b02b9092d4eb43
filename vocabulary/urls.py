"""Permanent addresses: no language in them, the same for ever."""

from django.urls import path, re_path

from vocabulary import views

SUFFIX = r"(?P<suffix>ttl|jsonld|rdf|nt)"

urlpatterns = [
    path("id/", views.identify, name="vocabulary_id"),
    re_path(rf"^id/all\.{SUFFIX}$", views.identify, name="vocabulary_file"),
    re_path(r"^id/(?P<scheme>[a-z0-9-]+)/?$", views.identify, name="scheme_id"),
    re_path(rf"^id/(?P<scheme>[a-z0-9-]+)\.{SUFFIX}$", views.identify, name="scheme_file"),
    re_path(r"^id/(?P<scheme>[a-z0-9-]+)/(?P<code>[a-z0-9-]+)/?$", views.identify, name="concept_id"),
    re_path(rf"^id/(?P<scheme>[a-z0-9-]+)/(?P<code>[a-z0-9-]+)\.{SUFFIX}$", views.identify, name="concept_file"),
]
