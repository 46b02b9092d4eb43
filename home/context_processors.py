"""What every page's furniture needs."""


def site_furniture(request):
    """Menus, footer and languages."""
    return {}
