"""Addresses of the part “records” of the ecosystem’s room; columns as in `tests.address_table`."""

KEEPERS = "302 403 403 200 200 403 200 403 403"
WRITES_NOTHING = "302 403 403 422 422 403 422 403 403"
DONE = "302 403 403 302 302 403 302 403 403"

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/organisations/{organisation}/record/", KEEPERS),
    ("GET", "/en/organisations/{organisation}/record/does/", KEEPERS),
    ("POST", "/en/organisations/{organisation}/record/does/", WRITES_NOTHING),
    ("GET", "/en/organisations/{organisation}/record/terms/", KEEPERS),
    ("POST", "/en/organisations/{organisation}/record/terms/", WRITES_NOTHING),
    ("GET", "/en/organisations/{organisation}/record/capacity/", KEEPERS),
    ("POST", "/en/organisations/{organisation}/record/capacity/", WRITES_NOTHING),
    ("GET", "/en/organisations/{organisation}/record/readers/", KEEPERS),
    ("POST", "/en/organisations/{organisation}/record/readers/", WRITES_NOTHING),
    ("GET", "/en/organisations/{organisation}/record/confirm/", "405"),
    ("POST", "/en/organisations/{organisation}/record/confirm/", DONE),
    ("GET", "/en/organisations/{organisation}/record/values/{lost_statement}/show/", "405"),
    ("POST", "/en/organisations/{organisation}/record/values/{lost_statement}/show/", DONE),
    ("GET", "/en/organisations/{organisation}/record/certificates/", KEEPERS),
    ("POST", "/en/organisations/{organisation}/record/certificates/", WRITES_NOTHING),
    ("GET", "/en/organisations/{organisation}/record/certificates/{held_certificate}/", KEEPERS),
    ("POST", "/en/organisations/{organisation}/record/certificates/{held_certificate}/", WRITES_NOTHING),
    ("GET", "/en/organisations/{organisation}/record/certificates/{held_certificate}/remove/", "405"),
    ("POST", "/en/organisations/{organisation}/record/certificates/{held_certificate}/remove/", DONE),
    ("GET", "/en/organisations/{organisation}/record/photos/", KEEPERS),
    ("POST", "/en/organisations/{organisation}/record/photos/", WRITES_NOTHING),
    ("GET", "/en/organisations/{organisation}/record/photos/{photo}/", KEEPERS),
    ("POST", "/en/organisations/{organisation}/record/photos/{photo}/", WRITES_NOTHING),
    ("GET", "/en/organisations/{organisation}/record/photos/{photo}/remove/", "405"),
    ("POST", "/en/organisations/{organisation}/record/photos/{photo}/remove/", DONE),
    ("GET", "/en/organisations/{organisation}/photos/{photo}/", "404 404 200 200 200 200 200 404 200"),
]
