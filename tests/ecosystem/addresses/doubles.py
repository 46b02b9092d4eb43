"""Addresses of the part “doubles” of the ecosystem’s room; columns as in `tests.address_table`."""

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/organisations/{organisation}/split/", "302 403 403 403 200 403 200 403 403"),
    ("POST", "/en/organisations/{organisation}/split/", "302 403 403 403 422 403 422 403 403"),
    ("GET", "/en/doubles/", "302 403 403 403 200 200 200 403 403"),
    ("POST", "/en/doubles/", "302 403 403 403 302 302 302 403 403"),
    ("GET", "/en/doubles/merged/", "302 403 403 403 200 200 200 403 403"),
    ("GET", "/en/doubles/merged/{organisation}/undo/", "405"),
    ("POST", "/en/doubles/merged/{organisation}/undo/", "302 403 403 403 302 302 302 403 403"),
    ("GET", "/en/doubles/{organisation}/{other_organisation}/", "302 403 403 403 200 200 200 403 403"),
    ("GET", "/en/doubles/{organisation}/{other_organisation}/merge/", "405"),
    ("POST", "/en/doubles/{organisation}/{other_organisation}/merge/", "302 403 403 403 422 422 422 403 403"),
    ("GET", "/en/doubles/{organisation}/{other_organisation}/apart/", "405"),
    ("POST", "/en/doubles/{organisation}/{other_organisation}/apart/", "302 403 403 403 302 302 302 403 403"),
]
