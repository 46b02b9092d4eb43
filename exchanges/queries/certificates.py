"""What a certificate of participation says: on paper, and to anybody who checks its code."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext as _, ngettext

from clusters.models import Cluster
from core.dates import long_date
from core.languages import country_name
from exchanges.models import Certificate


@dataclass(frozen=True)
class CertificateText:
    """In the reader’s language. `person` is empty once that person’s account was erased."""

    code: str
    href: str
    person: str
    sentence: str
    facts: list[tuple[str, str]]
    clusters: list[Cluster]


def certificate_of(certificate: Certificate) -> CertificateText:
    """Everything the certificate says, and nothing more."""
    exchange = certificate.exchange
    language = get_language() or settings.LANGUAGE_CODE
    person = str(exchange.visitor) if exchange.visitor else ""
    clusters = [exchange.sending_cluster, exchange.signing_cluster]
    facts = [
        (_("Programme"), exchange.programme.title()),
        (_("Visiting organisation"), _place(exchange.visitor_organisation, exchange.visitor_country, language)),
        (_("Host organisation"), _place(exchange.host_organisation, exchange.host_country, language)),
        (_("Sending cluster"), str(exchange.sending_cluster)),
        (_("Receiving cluster"), str(exchange.receiving_cluster) if exchange.receiving_cluster else ""),
        (_("Kind"), _("online") if exchange.is_virtual else _("in person")),
        (_("Confirmed on"), long_date(certificate.issued_at)),
    ]
    return CertificateText(
        code=certificate.code,
        href=settings.BASE_URL + reverse("certificate_check", args=[certificate.code]),
        person=person,
        sentence=_sentence(exchange),
        facts=[(term, value) for term, value in facts if value],
        clusters=list(dict.fromkeys(clusters)),
    )


def _place(organisation, country: str, language: str) -> str:
    return f"{organisation}, {country_name(country, language)}"


def _sentence(exchange) -> str:
    days = exchange.final_days or Decimal(0)
    first, last = exchange.real_first_day or exchange.first_day, exchange.real_last_day or exchange.last_day
    whole = days == int(days)
    shown = number_format(days.normalize(), force_grouping=False)
    values = {
        "organisation": exchange.visitor_organisation,
        "host": exchange.host_organisation,
        "days": shown,
        "first": long_date(first) if first else "–",
        "last": long_date(last) if last else "–",
    }
    if exchange.is_virtual:
        sentence = ngettext(
            "{organisation} worked online with {host} from {first} to {last}: {days} working day.",
            "{organisation} worked online with {host} from {first} to {last}: {days} working days.",
            int(days) if whole else 2,
        )
    else:
        sentence = ngettext(
            "{organisation} visited {host} from {first} to {last}: {days} working day.",
            "{organisation} visited {host} from {first} to {last}: {days} working days.",
            int(days) if whole else 2,
        )
    return sentence.format(**values)
