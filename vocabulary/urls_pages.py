"""Pages of the vocabulary, under the reader's language."""

from django.urls import path

from vocabulary import views

urlpatterns = [
    path("words/", views.vocabulary, name="vocabulary"),
    path("words/<slug:scheme>/", views.scheme, name="scheme"),
    path("words/<slug:scheme>/<slug:code>/", views.concept, name="concept"),
]
