from django.urls import path

from clusters.views import organisations, public

urlpatterns = [
    path("clusters/", public.clusters, name="clusters"),
    path("clusters/<slug:code>/", public.cluster, name="cluster"),
    path("organisations/", public.organisations, name="organisations"),
    path("organisations/new/<slug:cluster_code>/", organisations.add, name="organisation_add"),
    path("organisations/<slug:code>/", public.organisation),
    path("organisations/<slug:code>/edit/", organisations.edit, name="organisation_edit"),
    path("organisations/<slug:code>/merge/", organisations.merge, name="organisation_merge"),
    path("organisations/<slug:code>/memberships/<int:pk>/end/", organisations.end, name="membership_end"),
    path("organisations/<slug:code>/<str:slug>/", public.organisation, name="organisation"),
]
