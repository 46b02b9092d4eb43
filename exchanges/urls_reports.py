"""Reports, evidence, payments, certificates, follow-up."""

from django.urls import path

from exchanges.views import certificates, documents, evidence, follow_ups, payments, reports, validation

urlpatterns = [
    path("certificates/", certificates.certificate_form, name="certificate_check"),
    path("certificates/<slug:code>/", certificates.certificate_check, name="certificate_check"),
    path("exchanges/follow-up/<str:token>/", follow_ups.follow_up, name="exchange_follow_up"),
    path("exchanges/payments/", payments.payments, name="exchange_payments"),
    path("exchanges/<slug:code>/report/<slug:side>/", reports.report, name="exchange_report"),
    path("exchanges/<slug:code>/evidence/", evidence.evidence, name="exchange_evidence"),
    path(
        "exchanges/<slug:code>/evidence/<slug:file>/",
        evidence.evidence_file,
        name="exchange_evidence_file",
    ),
    path(
        "exchanges/<slug:code>/evidence/<slug:file>/remove/",
        evidence.remove_evidence,
        name="exchange_evidence_remove",
    ),
    path("exchanges/<slug:code>/validation/", validation.validate, name="exchange_validate"),
    path("exchanges/<slug:code>/return/", validation.return_report, name="exchange_return"),
    path("exchanges/<slug:code>/payment/", payments.payment, name="exchange_payment"),
    path("exchanges/<slug:code>/close/", validation.close, name="exchange_close"),
    path("exchanges/<slug:code>/story/", validation.story, name="exchange_story"),
    path("exchanges/<slug:code>/commitment.pdf", documents.commitment, name="exchange_commitment_pdf"),
    path("exchanges/<slug:code>/certificate.pdf", documents.certificate, name="exchange_certificate"),
]
