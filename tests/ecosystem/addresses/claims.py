"""Addresses of the part “claims” of the ecosystem’s room; columns as in `tests.address_table`."""

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/organisations/{organisation}/claim/", "302 200 200 302 200 200 200 403 200"),
    ("POST", "/en/organisations/{organisation}/claim/", "302 422 422 302 422 422 422 403 422"),
    ("GET", "/en/organisations/{organisation}/report/", "200 200 200 200 200 200 200 403 200"),
    ("POST", "/en/organisations/{organisation}/report/", "422 422 422 422 422 422 422 403 422"),
    ("GET", "/en/claims/", "302 200 200 200 200 200 200 403 200"),
    ("GET", "/en/claims/meaning/", "200"),
    ("GET", "/en/claims/reports/", "302 200 200 200 200 200 200 403 200"),
    ("GET", "/en/claims/reports/{hint}/done/", "405"),
    ("POST", "/en/claims/reports/{hint}/done/", "302 404 404 302 302 404 302 403 404"),
    ("GET", "/en/claims/{claim}/", "302 404 404 404 200 404 200 403 404"),
    ("GET", "/en/claims/{claim}/proof/", "302 404 404 404 404 404 403 403 404"),
    ("GET", "/en/claims/{claim}/confirm/", "405"),
    ("POST", "/en/claims/{claim}/refuse/", "302 404 404 404 422 404 403 403 404"),
    ("POST", "/en/claims/{claim}/confirm/", "302 404 404 404 302 404 403 403 404"),
]
