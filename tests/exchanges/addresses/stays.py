"""One exchange: commitment, signatures, days, messages, calendars."""

_PARTIES = "302 404 404 404 200 200 200 403 404"

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/exchanges/calendar/", "302 200 200 200 200 200 200 200 200"),
    ("POST", "/en/exchanges/calendar/", "302 302 302 302 302 302 302 403 302"),
    ("GET", "/en/exchanges/calendar/{exchange_feed}.ics", "200"),
    ("GET", "/en/exchanges/calendar/none.ics", "404"),
    ("GET", "/en/exchanges/{exchange}/", "302 404 404 404 200 200 200 200 404"),
    ("GET", "/en/exchanges/{exchange}/exchange.ics", _PARTIES),
    ("GET", "/en/exchanges/{exchange}/commitment/", _PARTIES),
    ("POST", "/en/exchanges/{exchange}/commitment/", "302 404 404 404 409 409 409 403 404"),
    ("GET", "/en/exchanges/{exchange}/commitment/versions/", _PARTIES),
    ("GET", "/en/exchanges/{exchange}/sign/", _PARTIES),
    ("POST", "/en/exchanges/{exchange}/sign/", "302 404 404 404 409 409 403 403 404"),
    ("GET", "/en/exchanges/{exchange}/dates/", _PARTIES),
    ("POST", "/en/exchanges/{exchange}/dates/", "302 404 404 404 422 422 422 403 404"),
    ("GET", "/en/exchanges/{exchange}/days/", "302 404 404 404 403 403 200 403 404"),
    ("POST", "/en/exchanges/{exchange}/days/", "302 404 404 404 403 403 302 403 404"),
    ("GET", "/en/exchanges/{exchange}/messages/", "302 405 405 405 405 405 405 405 405"),
    ("POST", "/en/exchanges/{exchange}/messages/", "302 404 404 404 422 422 422 403 404"),
    ("GET", "/en/exchanges/{exchange}/contacts/", _PARTIES),
    ("GET", "/en/exchanges/{exchange}/move/cancel/", _PARTIES),
    ("POST", "/en/exchanges/{exchange}/move/cancel/", "302 404 404 404 422 422 422 403 404"),
    ("GET", "/en/exchanges/{exchange}/move/start/", "302 404 404 404 409 403 409 403 404"),
    ("POST", "/en/exchanges/{exchange}/move/end/", "302 404 404 404 409 403 409 403 404"),
    ("POST", "/en/exchanges/{exchange}/move/discontinue/", "302 404 404 404 409 409 409 403 404"),
    ("POST", "/en/exchanges/{exchange}/move/open/", "302 404 404 404 302 302 302 403 404"),
    ("GET", "/en/exchanges/{exchange}/move/open/", "302 404 404 404 404 404 404 404 404"),
]
