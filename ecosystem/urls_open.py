"""Addresses of this part of the ecosystem’s room, under a language."""

from django.urls import path

from ecosystem.views import industry, open_data

urlpatterns = [
    path("data/", open_data.open_data, name="open_data"),
    path("data/embed/", open_data.snippet, name="open_data_embed"),
    path("organisations/export.<slug:kind>", open_data.export, name="organisations_export"),
    path("clusters/<slug:code>/industry/<int:year>/", industry.industry_year, name="industry_year"),
    path("clusters/<slug:code>/industry/<int:year>/industry.pdf", industry.document, name="industry_year_pdf"),
]
