"""What every page's furniture needs: clusters for the strip, menus, languages, theme."""

from django.utils.functional import SimpleLazyObject

from home.queries import furniture


def site_furniture(request):
    """`site` in every template, read when first used."""
    return {"site": SimpleLazyObject(lambda: furniture(request))}
