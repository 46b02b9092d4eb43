"""Pages everybody reads: the programme, missions, offers, their calendars."""

NO_POST = "405 405 405 405 405 405 405 403 405"
ORGANISERS = "404 404 404 404 200 404 200 404 404"

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/exchanges/", "200"),
    ("POST", "/en/exchanges/", NO_POST),
    ("GET", "/en/exchanges/programmes/{programme}/", "200"),
    ("GET", "/en/exchanges/programmes/nothing/", "404"),
    ("GET", "/en/missions/", "200"),
    ("GET", "/en/missions/?country=ZZ&theme=a&page=9", "200"),
    ("GET", "/en/missions/{mission}/", "200"),
    ("POST", "/en/missions/{mission}/", NO_POST),
    ("GET", "/en/missions/{draft_mission}/", ORGANISERS),
    ("GET", "/en/missions/nothing/", "404"),
    ("GET", "/en/missions/{mission}/mission.ics", "200"),
    ("GET", "/en/missions/{draft_mission}/mission.ics", ORGANISERS),
    ("GET", "/en/missions/{mission}/welcome-pack/", "404"),
    ("GET", "/en/offers/", "200"),
    ("GET", "/en/offers/{offer}/", "200"),
    ("GET", "/en/offers/nothing/", "404"),
    ("GET", "/en/offers/{offer}/offer.ics", "404"),
    ("GET", "/sitemap/exchanges-1.xml", "200"),
]
