"""Addresses of the lists of members; columns as in `tests.address_table`. The lists are of the Mill’s cluster."""

_OURS = "302 403 403 403 200 404 200 403 403"
_LEADS_ON = "302 403 403 403 302 404 302 403 403"

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/lists/", "302 403 403 403 200 200 200 403 403"),
    ("POST", "/en/lists/", "302 403 403 403 422 422 422 403 403"),
    ("GET", "/en/lists/messages/", "200"),
    ("GET", "/en/lists/{list}/", _OURS),
    ("GET", "/en/lists/{uploaded_list}/", _LEADS_ON),
    ("GET", "/en/lists/{list}/columns/", _OURS),
    ("POST", "/en/lists/{uploaded_list}/columns/", "302 403 403 403 422 404 422 403 403"),
    ("POST", "/en/lists/{uploaded_list}/otherwise/", "302 403 403 403 422 404 422 403 403"),
    ("GET", "/en/lists/{list}/doubles/", _OURS),
    ("POST", "/en/lists/{list}/doubles/", _LEADS_ON),
    ("GET", "/en/lists/{list}/preview/", _OURS),
    ("GET", "/en/lists/{list}/file/", _OURS),
    ("GET", "/en/lists/{list}/lines/2/", _OURS),
    ("GET", "/en/lists/{list}/lines/99/", "302 403 403 403 404 404 404 403 403"),
    ("POST", "/en/lists/{list}/lines/3/leave-out/", _LEADS_ON),
    ("POST", "/en/lists/{list}/lines/3/take-back/", _LEADS_ON),
    ("POST", "/en/lists/{list}/do/load/", _LEADS_ON),
    ("POST", "/en/lists/{list}/do/undo/", "302 403 403 403 409 404 409 403 403"),
    ("POST", "/en/lists/{list}/do/nothing/", "302 403 403 403 404 404 404 403 403"),
]
