"""What directory and map give to other rooms when the site starts."""

from clusters import profiles
from ecosystem import site_maps


def register() -> None:
    profiles.register(organisation=site_maps.of_organisation)
