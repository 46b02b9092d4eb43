"""The directory and the map."""

from django.urls import path

from ecosystem.views import directory

urlpatterns = [
    path("organisations/", directory.organisations, name="organisations"),
    path("map/", directory.map_page, name="map"),
    path("map/cells/", directory.map_cells, name="map_cells"),
    path("map/names/", directory.map_names, name="map_names"),
    path("map/drawing.svg", directory.map_svg, name="map_svg"),
]
