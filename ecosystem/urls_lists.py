"""Addresses of this part of the ecosystem’s room, under a language."""

urlpatterns: list = []
