"""The documents of an exchange as tagged PDFs, set by `core.pdf`: the commitment and the certificate."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, override

import core.pdf
from clusters import weaves
from clusters.models import Cluster
from core.dates import date_and_time, long_date
from core.languages import country_name
from exchanges import mails, money
from exchanges.choices import SignatureRole
from exchanges.models import Certificate, CommitmentVersion, Exchange, Signature
from exchanges.queries.certificates import certificate_of

FOLDER = Path(__file__).parent / "typst"


def languages_of(exchange: Exchange, version: CommitmentVersion) -> list[str]:
    """The languages of both sides, the visitor’s first; that of the text stands in for a side without an account."""
    hosts = [exchange.host_contact] if exchange.host_contact else mails.hosts_of(exchange.host_organisation)
    visitor = exchange.visitor.language if exchange.visitor else version.language
    host = hosts[0].language if hosts else version.language
    return list(dict.fromkeys((visitor, host)))


def commitment(exchange: Exchange, version: CommitmentVersion) -> bytes:
    """One version in the languages of both sides, one after the other, with the signatures it has."""
    parts = []
    pages = []
    signatures = {row.role: row for row in version.signatures.select_related("person")}
    for language in languages_of(exchange, version):
        with override(language):
            parts.append(_commitment_in(exchange, version, signatures))
            pages.append(_("Page"))
    first = parts[0]
    return core.pdf.render(
        FOLDER / "commitment.typ",
        {
            "language": first["language"],
            "title": f"{first['title']}: {exchange}",
            "author": exchange.sending_cluster.name,
            "page_label": " · ".join(dict.fromkeys(pages)),
            "spoken": version.language,
            "weaves": _weaves([exchange.sending_cluster, exchange.signing_cluster]),
            "code": exchange.code,
            "hash": version.hash,
            "parts": parts,
        },
    )


def _weaves(clusters: list[Cluster]) -> list[dict]:
    """What draws a strip of cloth of each cluster, each once."""
    return [
        {"draft": weaves.draft(cluster.weave), "dye": core.pdf.dye(cluster.dye)} for cluster in dict.fromkeys(clusters)
    ]


def _name_of(field: str) -> str:
    return capfirst(str(CommitmentVersion._meta.get_field(field).verbose_name))


def _commitment_in(exchange: Exchange, version: CommitmentVersion, signatures: dict[str, Signature]) -> dict:
    """One version in the present language; what people typed stays in the language it was written in."""
    label = {name: _name_of(name) for name in ("objectives", "activities", "agenda", "responsibilities", "outcomes")}
    return {
        "language": get_language(),
        "title": capfirst(str(CommitmentVersion._meta.verbose_name)),
        "subtitle": _("Version {number}").format(number=version.number),
        "between": str(exchange),
        "facts": _facts(exchange, version),
        "objectives": {"title": label["objectives"], "items": [each["text"] for each in version.objectives]},
        "activities": {
            "title": label["activities"],
            "labels": ", ".join(version.activity_labels),
            "text": version.activities_text,
        },
        "agenda": {
            "title": label["agenda"],
            "headings": [_("Day"), _("Time"), _("What"), _("Place")],
            "rows": [_agenda_row(row) for row in version.agenda],
        },
        "texts": [
            {"title": label[name], "text": getattr(version, name)}
            for name in ("responsibilities", "outcomes")
            if getattr(version, name)
        ],
        "money": {
            "title": _("How the lump sum comes about"),
            "steps": [step.sentence for step in money.steps_from(version.steps)],
        },
        "signatures": {
            "title": _("Signatures"),
            "headings": [_("For"), _("Person"), _("Signed"), _("Confirmed by")],
            "rows": [_signature_row(exchange, role, signatures.get(role), version) for role in SignatureRole],
        },
        "hash_label": _("Fingerprint of the text (SHA-256)"),
    }


def _facts(exchange: Exchange, version: CommitmentVersion) -> list[list[str]]:
    language = get_language() or settings.LANGUAGE_CODE
    days = {name: getattr(version, name) for name in ("arrival_on", "first_day", "last_day", "departure_on")}
    working = version.working_days
    found = [
        (_("Programme"), exchange.programme.title()),
        (_("Code"), exchange.code),
        (_("Visitor"), str(exchange.visitor or "–")),
        (
            _("Visiting organisation"),
            f"{exchange.visitor_organisation}, {country_name(exchange.visitor_country, language)}",
        ),
        (_("Host organisation"), f"{exchange.host_organisation}, {country_name(exchange.host_country, language)}"),
        (_("Contact at the host"), str(exchange.host_contact or "")),
        (_("Sending cluster"), exchange.sending_cluster.name),
        (_("Receiving cluster"), exchange.receiving_cluster.name if exchange.receiving_cluster else ""),
        (_("Signs for the host’s side"), exchange.signing_cluster.name if exchange.has_external_host else ""),
        *((_name_of(name), long_date(day) if day else "") for name, day in days.items()),
        (_name_of("working_days"), number_format(working.normalize()) if working is not None else ""),
        (_name_of("amount"), money.money(version.amount, version.currency) if version.amount is not None else ""),
    ]
    return [[term, value] for term, value in found if value]


def _agenda_row(row: dict) -> list[str]:
    day = long_date(date.fromisoformat(row["day"])) if row.get("day") else ""
    time = "–".join(filter(None, (row.get("starts"), row.get("ends"))))
    return [day, time, row.get("title", ""), row.get("place", "")]


def _signature_row(
    exchange: Exchange, role: SignatureRole, signature: Signature | None, version: CommitmentVersion
) -> list[str]:
    clusters = {SignatureRole.SENDING: exchange.sending_cluster, SignatureRole.RECEIVING: exchange.signing_cluster}
    organisations = {
        SignatureRole.VISITOR: exchange.visitor_organisation,
        SignatureRole.HOST: exchange.host_organisation,
    }
    party = clusters[role].name if role in clusters else str(organisations[role])
    side = f"{capfirst(str(role.label))}: {party}"
    if signature is None:
        return [side, "–", _("not signed yet"), "–"]
    if signature.on_behalf:
        side = f"{side} ({Signature._meta.get_field('on_behalf').verbose_name})"
    signed = _("{moment}, version {number}").format(
        moment=f"{date_and_time(signature.signed_at)} ({settings.TIME_ZONE})", number=version.number
    )
    return [side, str(signature.person or _("former member")), signed, capfirst(str(signature.get_confirmed_display()))]


def certificate(row: Certificate) -> bytes:
    """The certificate of participation in the reader’s language, with the code that proves it."""
    text = certificate_of(row)
    return core.pdf.render(
        FOLDER / "certificate.typ",
        {
            "language": get_language() or settings.LANGUAGE_CODE,
            "title": _("Certificate of participation"),
            "author": row.exchange.sending_cluster.name,
            "page_label": _("Page"),
            "weaves": _weaves(text.clusters),
            "programme": row.exchange.programme.title(),
            "person": text.person,
            "sentence": text.sentence,
            "facts": [[term, value] for term, value in text.facts],
            "code_label": _("Code"),
            "code": text.code,
            "check": _("Anybody can check this certificate:"),
            "href": text.href,
            "short": settings.BASE_URL + reverse("certificate_check"),
        },
    )
