"""Addresses without a language: open data, the read API, what other sites embed."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from ecosystem.open.api.clusters import Clusters
from ecosystem.open.api.concepts import Concepts
from ecosystem.open.api.organisations import Organisations
from ecosystem.views import embeds, open_files

LIST, ONE = {"get": "listing_view"}, {"get": "detail_view"}

urlpatterns = [
    path("api/v1/", open_files.api_root, name="api_root"),
    path("api/v1/openapi.json", open_files.api_description, name="api_description"),
    path("api/v1/organisations/", Organisations.as_view(LIST), name="api_organisations"),
    path("api/v1/organisations/<slug:code>/", Organisations.as_view(ONE), name="api_organisation"),
    path("api/v1/concepts/", Concepts.as_view(LIST), name="api_concepts"),
    path("api/v1/concepts/<slug:scheme>/<slug:code>/", Concepts.as_view(ONE), name="api_concept"),
    path("api/v1/clusters/", Clusters.as_view(LIST), name="api_clusters"),
    path("api/v1/clusters/<slug:code>/", Clusters.as_view(ONE), name="api_cluster"),
    re_path(r"^api/(?:.*/)?$", open_files.no_such_address, name="api_nothing"),
    path("open-data/", RedirectView.as_view(pattern_name="open_data"), name="open_data_short"),
    re_path(
        r"^open-data/organisations-latest\.(?P<kind>csv|xlsx|geojson|jsonld)$",
        open_files.latest,
        name="open_data_latest",
    ),
    path("open-data/<str:name>", open_files.dated, name="open_data_file"),
    path("embed/list/", embeds.embedded_list, name="embed_list"),
    path("embed/map/", embeds.embedded_map, name="embed_map"),
]
