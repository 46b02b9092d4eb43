"""The organisation of the API’s examples, and one with every field of a record, for what leaves the site."""

from datetime import UTC, date, datetime
from decimal import Decimal

from clusters.fields import CONCEPT_FIELDS, TERMS_FIELDS
from clusters.models import (
    Capability,
    Certificate,
    Cluster,
    ClusterText,
    Membership,
    OrderTerms,
    Organisation,
    OrganisationText,
    Place,
)
from clusters.states import OrganisationSize
from tests.factories import clusters, vocabulary
from vocabulary.models import Concept, Scheme


def concept_of(key: str, *broader: str, **labels: str) -> Concept:
    """The concept with this key, made with its scheme and its broader ones where it is not there."""
    scheme, _slash, code = key.partition("/")
    found = Concept.objects.filter(scheme__code=scheme, code=code).first()
    if found:
        return found
    of = Scheme.objects.filter(code=scheme).first() or vocabulary.scheme(scheme)
    return vocabulary.concept(of, code, broader=[concept_of(each) for each in broader], **(labels or {"en": code}))


def can(organisation: Organisation, *keys: str, subcontracted: bool = False) -> None:
    """The organisation can do these, for everybody to see; as rows, without statements."""
    for key in keys:
        Capability.objects.create(organisation=organisation, concept=concept_of(key), subcontracted=subcontracted)


def certificate(organisation: Organisation, key: str, number: str, **fields) -> Certificate:
    values = {
        "holder": organisation.name,
        "scope": "everything",
        "issuer": "Control Example",
        "valid_until": date(2099, 12, 31),
    }
    return Certificate.objects.create(
        organisation=organisation, standard=concept_of(key), number=number, **(values | fields)
    )


def example() -> Organisation:
    """What `ecosystem.open.api.examples` tells of: a small weaver with every field that is public."""
    concept_of("value-chain-step/weaving", "value-chain-step/fabric-production", en="weaving", bg="тъкане")
    concept_of("machine/rapier-loom", en="rapier loom")
    concept_of("certificate/gots", en="Global Organic Textile Standard (GOTS)")
    cluster = clusters.cluster(
        "weavers",
        short_name="Weavers",
        name="Association of weavers",
        town="Gabrovo",
        languages=["bg"],
        founded_year=1998,
        members_total=24,
        members_year=2026,
    )
    ClusterText.objects.create(cluster=cluster, language="en", mission="Cloth made near.")
    made = Organisation.objects.create(
        code="k7m2xq",
        name="Yantra weavers",
        country="BG",
        size=OrganisationSize.SMALL,
        website="https://yantra.example/",
        languages=["bg", "en"],
        is_demo=True,
        last_confirmed_on=date(2026, 11, 2),
    )
    Membership.objects.create(organisation=made, cluster=cluster, since=date(2020, 1, 1))
    OrganisationText.objects.create(organisation=made, language="en", about="Shirting in small lots.")
    Place.objects.create(
        organisation=made,
        postcode="5300",
        town="Gabrovo",
        region_code="BG-07",
        country="BG",
        latitude=42.87472,
        longitude=25.33417,
    )
    can(made, "value-chain-step/weaving", "material/flax", "machine/rapier-loom")
    can(made, "value-chain-step/dyeing", subcontracted=True)
    certificate(
        made,
        "certificate/gots",
        "CU 1234567",
        scope="weaving of flax and cotton",
        register_link="https://register.example/1234567",
        valid_from=date(2026, 1, 1),
    )
    OrderTerms.objects.create(
        organisation=made,
        unit="metres",
        min_order_style=80,
        min_order_colour=40,
        largest_order=5000,
        small_run_percent=15,
        sampling=True,
        sample_price=Decimal("60.00"),
        sample_days=10,
        lead_days=45,
        client_fabric=False,
        deadstock=True,
        free_from=date(2027, 1, 11),
        free_until=date(2027, 2, 26),
        free_quantity=600,
        free_stated_on=date(2026, 11, 2),
        spoken={"sales": ["bg", "en"], "technical": ["bg"]},
    )
    Organisation.objects.filter(pk=made.pk).update(changed_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    made.refresh_from_db()
    return made


# One record, three times.

LEVELS = ("public", "members", "private")
SPOKEN = {"public": "zzb", "members": "zzc", "private": "zzd"}  # codes of no language
NUMBERS = {
    "min_order_style": 1,
    "min_order_colour": 2,
    "min_order_fabric": 3,
    "largest_order": 4,
    "small_run_percent": 5,
    "sample_days": 7,
    "lead_days": 8,
    "free_quantity": 9,
}
_TERMS = [name for name, field in TERMS_FIELDS.items() if field.restrictable and not field.follows]


def digit_of(level: str) -> int:
    return LEVELS.index(level) + 1


def said(level: str, name: str) -> str:
    """A word of one organisation that stands nowhere else: `markmembersstreet`."""
    return f"mark{level}{name.replace('_', '')}"


def called(level: str, name: str) -> str:
    """The label of a concept that only one organisation has; the vocabulary itself may show it."""
    return f"word{level}{name.replace('_', '')}"


def marked(level: str, cluster: Cluster) -> Organisation:
    """An organisation whose every field that may have readers of its own has this level, and a value that tells.

    Texts begin with `mark<level>`, labels of concepts with `word<level>`; numbers are the level’s digit, 70000 and a
    digit of the field; years from 2091. The name, the town and the description are public, as they always are.
    """
    digit = digit_of(level)
    made = Organisation.objects.create(
        name=f"Threefold {level}",
        country="BG",
        website=f"https://{said(level, 'website')}.example/",
        languages=["bg"],
        vat_number=f"BG{digit}77777777",
        registration_number=said(level, "registration"),
        identifiers_public=level == "public",
        visibility=dict.fromkeys((*CONCEPT_FIELDS, *_TERMS, "website", "place"), level),
        last_confirmed_on=date(2026, 11, 2),
    )
    Membership.objects.create(organisation=made, cluster=cluster, since=date(2020, 1, 1))
    Place.objects.create(
        organisation=made,
        address=said(level, "street"),
        postcode=f"{digit}0909",
        town="Gabrovo",
        region_code="BG-07",
        country="BG",
        latitude=42.8 + digit / 100 + 0.00777,
        longitude=25.3 + digit / 100 + 0.00777,
        precision="exact",
    )
    for name, field in CONCEPT_FIELDS.items():
        key = f"{field.scheme or 'other-scheme'}/{called(level, name)}"
        concept_of(key, en=called(level, name))
        can(made, key, subcontracted=name == "subcontracted")
        if level == "public" and name != "subcontracted":  # as `clusters.actions.statements` keeps it
            made.concepts.add(concept_of(key))
    key = f"certificate/{called(level, 'certificates')}"
    concept_of(key, en=called(level, "certificates"))
    certificate(made, key, said(level, "number"), scope=said(level, "scope"), visibility=level)
    OrderTerms.objects.create(
        organisation=made,
        **{name: digit * 1_000_000 + 700_000 + last for name, last in NUMBERS.items()},
        sampling=True,
        sample_price=Decimal(f"{digit}700006.00"),
        free_from=date(2090 + digit, 7, 9),
        free_until=date(2093 + digit, 7, 9),
        free_stated_on=date(2026, 11, 2),
        spoken={"sales": [SPOKEN[level]]},
    )
    return made
