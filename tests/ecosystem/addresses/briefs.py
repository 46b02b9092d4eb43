"""Addresses of sourcing briefs; columns as in `tests.address_table`.

The brand is the Mill: its member and its representative both write its briefs; the manager of its cluster brokers. The
maker asked is a mill of the other cluster that nobody represents, so that the other manager answers.
"""

_DRAFT = "302 404 200 200 404 404 404 404 404"

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/briefs/", "200"),
    ("GET", "/en/briefs/?whose=cluster", "200"),
    ("GET", "/en/briefs/reasons/", "200"),
    ("GET", "/en/briefs/new/", "302 403 200 200 403 403 403 403 403"),
    ("POST", "/en/briefs/new/", "302 403 302 302 403 403 403 403 403"),
    ("GET", "/en/briefs/nothing/", "302 404 404 404 404 404 404 404 404"),
    ("GET", "/en/briefs/{public_brief}/", "200"),
    ("GET", "/en/briefs/{brief}/", "302 404 200 200 200 302 200 404 404"),
    ("GET", "/en/briefs/{draft_brief}/", _DRAFT),
    ("GET", "/en/briefs/{draft_brief}/edit/", "302 404 200 200 404 404 404 403 404"),
    ("POST", "/en/briefs/{draft_brief}/edit/", "302 404 302 302 404 404 404 403 404"),
    ("GET", "/en/briefs/{draft_brief}/match/", "302 404 200 200 404 404 404 403 404"),
    ("GET", "/en/briefs/{brief}/edit/", "302 404 302 302 302 404 302 403 404"),
    ("POST", "/en/briefs/{brief}/edit/", "302 404 403 403 403 404 403 403 404"),
    ("GET", "/en/briefs/{brief}/match/", "302 404 404 404 404 404 404 403 404"),
    ("GET", "/en/briefs/{brief}/makers/", "302 404 200 200 200 404 200 403 404"),
    ("POST", "/en/briefs/{brief}/makers/", "302 404 200 200 200 404 200 403 404"),
    ("GET", "/en/briefs/{brief}/files/{brief_file}/", "302 404 200 200 200 200 200 403 404"),
    ("GET", "/en/briefs/{brief}/files/nothing/", "302 404 404 404 404 404 404 403 404"),
    ("GET", "/en/briefs/{brief}/close/", "302 405 405 405 405 405 405 403 405"),
    ("POST", "/en/briefs/{brief}/close/", "302 404 422 422 403 404 403 403 404"),
    ("GET", "/en/briefs/{brief}/withdraw/", "302 405 405 405 405 405 405 403 405"),
    ("POST", "/en/briefs/{brief}/withdraw/", "302 404 302 302 403 404 403 403 404"),
    ("GET", "/en/briefs/{brief}/hand-over/", "302 405 405 405 405 405 405 403 405"),
    ("POST", "/en/briefs/{brief}/hand-over/", "302 404 403 403 422 404 422 403 404"),
    ("GET", "/en/briefs/{public_brief}/could/", "302 405 405 405 405 405 405 403 405"),
    ("POST", "/en/briefs/{public_brief}/could/", "302 403 403 422 403 403 403 403 403"),
    ("POST", "/en/briefs/{brief}/could/", "302 404 404 404 404 404 404 403 404"),
    ("GET", "/en/briefs/answers/{brief_answer}/", "302 404 404 404 404 200 404 403 404"),
    ("GET", "/en/briefs/answers/{brief_answer}/messages/", "302 405 405 405 405 405 405 403 405"),
    ("POST", "/en/briefs/answers/{brief_answer}/messages/", "302 404 422 422 404 422 404 403 404"),
    ("GET", "/en/briefs/answers/{brief_answer}/yes/", "302 405 405 405 405 405 405 403 405"),
    ("POST", "/en/briefs/answers/{brief_answer}/yes/", "302 404 404 404 404 422 404 403 404"),
    ("POST", "/en/briefs/answers/{brief_answer}/maybe/", "302 404 404 404 404 404 404 403 404"),
    ("GET", "/sitemap/briefs-1.xml", "200"),
]
