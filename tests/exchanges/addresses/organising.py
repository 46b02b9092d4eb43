"""Where missions and offers are made, changed and run."""

_SEEN = "302 403 403 403 200 403 200 403 403"  # everybody sees the mission, its organisers run it
_FORM = "302 403 403 403 422 403 422 403 403"
_DONE = "302 403 403 403 302 403 302 403 403"
_HIDDEN = "302 404 404 404 200 404 200 404 404"  # a draft
_HOST = "302 403 403 403 403 200 200 403 403"
_HOST_FORM = "302 403 403 403 403 422 422 403 403"

_RUN = "302 403 403 403 403 403 200 403 403"

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/exchanges/organising/", "302 403 403 200 200 200 200 403 403"),
    ("GET", "/en/exchanges/organising/hosts/", "302 403 403 403 200 200 200 403 403"),
    ("GET", "/en/exchanges/programmes/{programme}/edit/rules/", _RUN),
    ("GET", "/en/exchanges/programmes/{programme}/edit/rates/", _RUN),
    ("GET", "/en/exchanges/programmes/{programme}/edit/nothing/", "302 403 403 403 403 403 404 403 403"),
    ("POST", "/en/exchanges/programmes/{programme}/edit/rules/", "302 403 403 403 403 403 422 403 403"),
    ("GET", "/en/missions/new/{cluster}/", _SEEN),
    ("POST", "/en/missions/new/{cluster}/", _FORM),
    ("GET", "/en/missions/{mission}/edit/", _SEEN),
    ("POST", "/en/missions/{mission}/edit/", _FORM),
    ("GET", "/en/missions/{draft_mission}/edit/", _HIDDEN),
    ("POST", "/en/missions/{draft_mission}/edit/", "302 404 404 404 422 404 422 403 404"),
    ("GET", "/en/missions/{mission}/hosts/", _SEEN),
    ("POST", "/en/missions/{mission}/hosts/", _DONE),
    ("GET", "/en/missions/{mission}/hosts/new/", _SEEN),
    ("POST", "/en/missions/{mission}/hosts/new/", _FORM),
    ("GET", "/en/missions/{mission}/texts/", _SEEN),
    ("POST", "/en/missions/{mission}/texts/", _FORM),
    ("GET", "/en/missions/{mission}/agenda/", _SEEN),
    ("POST", "/en/missions/{mission}/agenda/", _FORM),
    ("GET", "/en/missions/{mission}/move/close/", "302 403 403 403 405 403 405 403 403"),
    ("POST", "/en/missions/{mission}/move/close/", _DONE),
    ("POST", "/en/missions/{mission}/move/announce/", "302 403 403 403 409 403 409 403 403"),
    ("GET", "/en/missions/{mission}/move/cancel/", _SEEN),
    ("POST", "/en/missions/{mission}/move/cancel/", _FORM),
    ("POST", "/en/missions/{mission}/move/none/", "302 404 404 404 404 404 404 403 404"),
    ("POST", "/en/missions/{draft_mission}/move/announce/", "302 404 404 404 302 404 302 403 404"),
    ("GET", "/en/missions/{mission}/board/", _SEEN),
    ("GET", "/en/missions/{draft_mission}/board/", _HIDDEN),
    ("GET", "/en/missions/{mission}/board/contacts/", _SEEN),
    ("GET", "/en/missions/{mission}/board/export.csv", _SEEN),
    ("GET", "/en/missions/{mission}/board/export.xlsx", _SEEN),
    ("GET", "/en/missions/{mission}/board/export.pdf", "302 403 403 403 404 403 404 403 403"),
    ("GET", "/en/missions/{mission}/board/together/?do=write", _SEEN),
    ("GET", "/en/missions/{mission}/board/together/", "302 403 403 403 404 403 404 403 403"),
    ("POST", "/en/missions/{mission}/board/together/?do=write", "302 403 403 403 404 403 404 403 403"),
    ("GET", "/en/missions/{mission}/board/{sign_up}/accept/", "405"),
    ("POST", "/en/missions/{mission}/board/{sign_up}/accept/", _DONE),
    ("POST", "/en/missions/{mission}/board/{sign_up}/give-up/", _DONE),
    ("POST", "/en/missions/{mission}/board/{sign_up}/none/", "302 403 403 403 404 403 404 403 403"),
    ("GET", "/en/offers/new/{organisation}/", "302 403 403 200 200 403 200 403 403"),
    ("POST", "/en/offers/new/{organisation}/", "302 403 403 422 422 403 422 403 403"),
    ("GET", "/en/offers/{offer}/edit/", _HOST),
    ("POST", "/en/offers/{offer}/edit/", _HOST_FORM),
    ("GET", "/en/offers/{offer}/texts/", _HOST),
    ("POST", "/en/offers/{offer}/texts/", _HOST_FORM),
    ("GET", "/en/offers/{offer}/periods/", _HOST),
    ("POST", "/en/offers/{offer}/periods/", _HOST_FORM),
    ("GET", "/en/offers/{offer}/move/pause/", "405"),
    ("POST", "/en/offers/{offer}/move/pause/", "302 403 403 403 403 302 302 403 403"),
    ("POST", "/en/offers/{offer}/move/none/", "302 404 404 404 404 404 404 403 404"),
]
