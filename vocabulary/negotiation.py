"""Which form of a thing an Accept header asks for (RFC 9110, section 12.5.1). HTML whenever in doubt."""

import re

from vocabulary.files import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format

# In the order of our preference, for equal weights; None is the page for people.
OFFERS: tuple[tuple[str, Format | None], ...] = (
    ("text/html", None),
    ("application/xhtml+xml", None),
    ("text/turtle", TURTLE),
    ("application/ld+json", JSON_LD),
    ("application/rdf+xml", RDF_XML),
    ("application/n-triples", N_TRIPLES),
    ("application/json", JSON_LD),
)
RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)\s*")
WEIGHT = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def wanted_format(accept: str) -> Format | None:
    """The format that an Accept header prefers; None for the HTML page, also when nothing we have is acceptable."""
    ranges = _ranges(accept[:2000])
    best, best_weight = None, 0.0
    for media_type, offered in OFFERS:
        weight = _weight(media_type, ranges)
        if weight > best_weight:
            best, best_weight = offered, weight
    return best


def _ranges(accept: str) -> dict[tuple[str, str], float]:
    found = {}
    for part in accept.lower().split(","):
        match = RANGE.fullmatch(part)
        if match:
            weight = WEIGHT.search(match[3])
            # A q that cannot be read makes the range worthless rather than the favourite.
            found[match[1], match[2]] = float(weight[1]) if weight else 0.0 if "q=" in match[3] else 1.0
    return found


def _weight(media_type: str, ranges: dict[tuple[str, str], float]) -> float:
    """The weight of the most specific range that covers the type."""
    kind, subtype = media_type.split("/")
    for candidate in ((kind, subtype), (kind, "*"), ("*", "*")):
        if candidate in ranges:
            return ranges[candidate]
    return 0.0
