"""Reports, evidence, payments, certificates, follow-up."""

_ALL_BUT_AUDITOR = "422 422 422 422 422 422 422 403 422"

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/certificates/", "200"),
    ("GET", "/en/certificates/{certificate}/", "200"),
    ("GET", "/en/exchanges/follow-up/{follow_up}/", "200"),
    ("POST", "/en/exchanges/follow-up/{follow_up}/", _ALL_BUT_AUDITOR),
    ("GET", "/en/exchanges/payments/", "302 403 403 403 200 200 200 200 403"),
    ("GET", "/en/exchanges/{reported_exchange}/report/visitor/", "302 404 404 404 200 200 200 403 404"),
    ("POST", "/en/exchanges/{reported_exchange}/report/visitor/", "302 404 404 404 302 403 302 403 404"),
    ("GET", "/en/exchanges/{reported_exchange}/report/host/", "302 404 404 404 200 200 200 403 404"),
    ("POST", "/en/exchanges/{reported_exchange}/report/host/", "302 404 404 404 403 422 403 403 404"),
    ("GET", "/en/exchanges/{reported_exchange}/report/nobody/", "302 404 404 404 404 404 404 404 404"),
    ("GET", "/en/exchanges/{reported_exchange}/evidence/", "302 404 404 404 200 403 200 200 404"),
    ("POST", "/en/exchanges/{reported_exchange}/evidence/", "302 404 404 404 422 403 422 403 404"),
    ("GET", "/en/exchanges/{reported_exchange}/evidence/none/", "302 404 404 404 404 403 404 403 404"),
    ("GET", "/en/exchanges/{reported_exchange}/evidence/none/remove/", "405"),
    ("POST", "/en/exchanges/{reported_exchange}/evidence/none/remove/", "302 404 404 404 302 403 302 403 404"),
    ("GET", "/en/exchanges/{reported_exchange}/validation/", "302 404 404 404 200 403 200 200 404"),
    ("POST", "/en/exchanges/{reported_exchange}/validation/", "302 404 404 404 302 403 302 403 404"),
    ("GET", "/en/exchanges/{reported_exchange}/return/", "405"),
    ("POST", "/en/exchanges/{reported_exchange}/return/", "302 404 404 404 422 403 422 403 404"),
    ("GET", "/en/exchanges/{validated_exchange}/payment/", "302 404 404 404 200 403 200 200 404"),
    ("POST", "/en/exchanges/{validated_exchange}/payment/", "302 404 404 404 422 403 422 403 404"),
    ("GET", "/en/exchanges/{validated_exchange}/close/", "405"),
    ("POST", "/en/exchanges/{validated_exchange}/close/", "302 404 404 404 409 403 409 403 404"),
    ("GET", "/en/exchanges/{validated_exchange}/story/", "302 404 404 404 200 403 200 403 404"),
    ("POST", "/en/exchanges/{validated_exchange}/story/", "302 404 404 404 404 403 404 403 404"),
    ("GET", "/en/exchanges/{exchange}/commitment.pdf", "302 404 404 404 200 200 200 403 404"),
    ("GET", "/en/exchanges/{validated_exchange}/certificate.pdf", "302 404 404 404 200 200 200 403 404"),
]
