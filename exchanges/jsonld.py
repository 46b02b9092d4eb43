"""A mission as schema.org sees it."""

from django.conf import settings
from django.urls import reverse

from exchanges.queries.missions import MissionLine


def mission_event(line: MissionLine, *, address: str) -> dict:
    """A BusinessEvent with its days, place and organiser; only what the page itself says, and no person."""
    mission = line.mission
    online = mission.is_virtual
    cluster = mission.organising_cluster
    data = {
        "@context": "https://schema.org",
        "@type": "BusinessEvent",
        "@id": address,
        "url": address,
        "name": line.title,
        "inLanguage": line.text.language if line.text else line.language,
        "startDate": mission.first_day.isoformat(),
        "endDate": mission.last_day.isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if line.is_cancelled else 'Scheduled'}",
        "eventAttendanceMode": f"https://schema.org/{'Online' if online else 'Offline'}EventAttendanceMode",
        "organizer": {
            "@type": "Organization",
            "name": cluster.name,
            "url": settings.BASE_URL + reverse("cluster", args=[cluster.code]),
        },
        "maximumAttendeeCapacity": mission.places,
        "remainingAttendeeCapacity": line.places_left if line.is_open else 0,
        "about": [concept.label(line.language) for concept, _foreign in line.themes],
    }
    if line.text and line.text.summary:
        data["description"] = line.text.summary
    if online:
        data["location"] = {"@type": "VirtualLocation", "url": address}
    else:
        data["location"] = {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": mission.town,
                "addressCountry": mission.country,
            },
        }
    return data
