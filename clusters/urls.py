from django.urls import include, path

from clusters.views import evidence, organisations, public, records

record = [
    path("", records.record, name="organisation_record"),
    path("does/", records.does, name="organisation_record_does"),
    path("terms/", records.terms, name="organisation_record_terms"),
    path("capacity/", records.capacity, name="organisation_record_capacity"),
    path("readers/", records.readers, name="organisation_record_readers"),
    path("confirm/", records.confirm, name="organisation_record_confirm"),
    path("values/<int:pk>/show/", records.promote, name="organisation_record_promote"),
    path("certificates/", evidence.certificates, name="organisation_record_certificates"),
    path("certificates/<slug:key>/", evidence.certificate, name="organisation_record_certificate"),
    path("certificates/<slug:key>/remove/", evidence.remove_certificate, name="organisation_certificate_remove"),
    path("photos/", evidence.photos, name="organisation_record_photos"),
    path("photos/<slug:key>/", evidence.photo, name="organisation_record_photo"),
    path("photos/<slug:key>/remove/", evidence.remove_photo, name="organisation_photo_remove"),
]
urlpatterns = [
    path("clusters/", public.clusters, name="clusters"),
    path("clusters/<slug:code>/", public.cluster, name="cluster"),
    path("organisations/new/<slug:cluster_code>/", organisations.add, name="organisation_add"),
    path("organisations/<slug:code>/", public.organisation),
    path("organisations/<slug:code>/edit/", organisations.edit, name="organisation_edit"),
    path("organisations/<slug:code>/merge/", organisations.merge, name="organisation_merge"),
    path("organisations/<slug:code>/memberships/<int:pk>/end/", organisations.end, name="membership_end"),
    path("organisations/<slug:code>/photos/<slug:key>/", evidence.picture, name="organisation_photo"),
    path("organisations/<slug:code>/record/", include(record)),
    path("organisations/<slug:code>/<str:slug>/", public.organisation, name="organisation"),
]
