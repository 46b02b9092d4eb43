"""Addresses of doubles, merges and splits, under a language."""

from django.urls import path

from ecosystem.views import doubles

urlpatterns = [
    path("organisations/<slug:code>/split/", doubles.split, name="organisation_split"),
    path("doubles/", doubles.doubles, name="doubles"),
    path("doubles/merged/", doubles.merges, name="doubles_merged"),
    path("doubles/merged/<slug:code>/undo/", doubles.undo, name="double_undo"),
    path("doubles/<slug:left>/<slug:right>/", doubles.double, name="double"),
    path("doubles/<slug:left>/<slug:right>/merge/", doubles.merge, name="double_merge"),
    path("doubles/<slug:left>/<slug:right>/apart/", doubles.apart, name="double_apart"),
]
