"""Ranked hosts for a visitor, proposals, and the coordinator’s plans."""

ONLY_COORDINATOR = "302 403 403 403 403 403 200 403 403"
ONLY_COORDINATOR_POST = "302 403 403 403 403 403 302 403 403"

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/exchanges/applications/{application}/matches/", "302 404 404 404 200 404 200 404 404"),
    ("GET", "/en/exchanges/applications/{application}/propose/{offer}/", "302 404 404 404 200 404 200 404 404"),
    ("POST", "/en/exchanges/applications/{application}/propose/{offer}/", "302 404 404 404 200 404 200 403 404"),
    ("GET", "/en/exchanges/applications/{application}/agreed/", "302 404 404 404 200 404 200 404 404"),
    ("POST", "/en/exchanges/applications/{application}/agreed/", "302 404 404 404 200 404 200 403 404"),
    ("GET", "/en/offers/{offer}/visitors/", "302 403 403 403 403 200 200 403 403"),
    ("GET", "/en/exchanges/proposals/{exchange_proposal}/", "302 404 404 404 200 200 200 404 404"),
    ("GET", "/en/exchanges/proposals/{exchange_proposal}/confirm/", "405"),
    ("POST", "/en/exchanges/proposals/{exchange_proposal}/confirm/", "302 404 404 404 302 302 403 403 404"),
    ("POST", "/en/exchanges/proposals/{exchange_proposal}/decline/", "302 404 404 404 302 302 403 403 404"),
    ("POST", "/en/exchanges/proposals/{exchange_proposal}/withdraw/", "302 404 404 404 403 403 302 403 404"),
    ("GET", "/en/exchanges/programmes/{programme}/plans/", ONLY_COORDINATOR),
    ("POST", "/en/exchanges/programmes/{programme}/plans/new/", ONLY_COORDINATOR_POST),
    ("GET", "/en/exchanges/programmes/{programme}/plans/waiting/", ONLY_COORDINATOR_POST),
    ("GET", "/en/exchanges/plans/{plan}/", ONLY_COORDINATOR),
    ("POST", "/en/exchanges/plans/{plan}/send/", ONLY_COORDINATOR_POST),
    ("GET", "/en/exchanges/plans/{plan}/{planned_application}/", ONLY_COORDINATOR),
    ("POST", "/en/exchanges/plans/{plan}/{planned_application}/", "302 403 403 403 403 403 422 403 403"),
    ("POST", "/en/exchanges/plans/{plan}/{planned_application}/send/", ONLY_COORDINATOR_POST),
    ("POST", "/en/exchanges/plans/{plan}/{planned_application}/leave-out/", ONLY_COORDINATOR_POST),
    ("POST", "/en/exchanges/plans/{plan}/{planned_application}/take-in/", ONLY_COORDINATOR_POST),
]
