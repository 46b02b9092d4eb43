"""Addresses of claims and of reports about records, under a language."""

from django.urls import path

from ecosystem.views import claims, hints

urlpatterns = [
    path("organisations/<slug:code>/claim/", claims.claim_organisation, name="organisation_claim"),
    path("organisations/<slug:code>/report/", hints.report, name="organisation_report"),
    path("claims/", claims.claims, name="claims"),
    path("claims/meaning/", claims.claim_meaning, name="claim_meaning"),
    path("claims/reports/", hints.hints, name="hints"),
    path("claims/reports/<int:pk>/<slug:verb>/", hints.hint_move, name="hint_move"),
    path("claims/<slug:code>/", claims.claim, name="claim"),
    path("claims/<slug:code>/proof/", claims.claim_proof, name="claim_proof"),
    path("claims/<slug:code>/<slug:verb>/", claims.claim_move, name="claim_move"),
]
