"""Addresses without a language: open data, the read API, what other sites embed."""

urlpatterns: list = []
