"""Eligibility, applications, and their answers."""

from django.urls import path

from exchanges.views import answers, applications, eligibility, overrides, sign_ups

urlpatterns = [
    path("exchanges/eligibility/", eligibility.eligibility, name="exchange_eligibility"),
    path("exchanges/apply/", eligibility.apply, name="exchange_apply"),
    path(
        "exchanges/overrides/<slug:programme>/<slug:organisation>/<slug:rule>/",
        overrides.override,
        name="exchange_override",
    ),
    path("exchanges/overrides/<int:pk>/end/", overrides.override_end, name="exchange_override_end"),
    path("exchanges/applications/", applications.applications, name="exchange_applications"),
    path("exchanges/applications/<slug:code>/", applications.application, name="exchange_application"),
    path("exchanges/applications/<slug:code>/edit/", applications.edit, name="exchange_application_edit"),
    path("exchanges/applications/<slug:code>/cv/", applications.cv, name="exchange_application_cv"),
    path("exchanges/applications/<slug:code>/sign-up/", sign_ups.sign_up, name="exchange_sign_up"),
    path("exchanges/applications/<slug:code>/move/<slug:verb>/", answers.move, name="exchange_application_move"),
    path("exchanges/sign-ups/<slug:code>/<slug:verb>/", sign_ups.sign_up_move, name="exchange_sign_up_move"),
]
