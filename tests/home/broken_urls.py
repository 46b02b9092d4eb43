"""Addresses with one that breaks, for tests/home/test_error_pages.py."""

from django.urls import path

from cloth.urls import handler500, urlpatterns as site

__all__ = ["handler500", "urlpatterns"]


def broken(request):
    raise RuntimeError("a secret")


urlpatterns = [path("broken/", broken), *site]
