"""What is compared, what comes out, and the name by which an answer is remembered."""

import hashlib
from dataclasses import dataclass, field

from core.text import folded
from ecosystem.doubles.identifiers import plain_number


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation or one line of a list. `code` is empty for a line; numbers as written, with or without prefix.

    `towns` are further towns of the same organisation, beside the main one.
    """

    name: str
    town: str = ""
    country: str = ""
    vat: str = ""
    registration: str = ""
    name_latin: str = ""
    website: str = ""
    code: str = ""
    towns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspect:
    """An organisation that may be the same. `score` 0–1; `reasons` are keys of `ecosystem.doubles.reasons.SENTENCES`.

    `sure`: on generated organisations at least 98 of 100 so marked are the same (tools/bench/ecosystem_doubles.py).
    """

    code: str
    score: float
    sure: bool
    reasons: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict:
        """For the JSON fields that keep suspects."""
        return {"code": self.code, "score": round(self.score, 3), "sure": self.sure, "reasons": list(self.reasons)}


def fingerprint(name: str, town: str, country: str, vat: str = "", registration: str = "") -> str:
    """64 hexadecimal digits: the same for the same line, whatever its case, accents, blanks and script.

    A line whose number was corrected is another subject: it may be another firm.
    """
    said = [
        " ".join(folded(name).split()),
        " ".join(folded(town).split()),
        country.strip().upper(),
        plain_number(vat, country),
        plain_number(registration, country),
    ]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()
