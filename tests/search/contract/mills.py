"""Mills on the map that every case about places reads."""

from datetime import date

from search.documents import MEMBERS, Place, SearchDocument
from tests.search.contract.corpus import document

LYON, LYON_EAST = Place(45.764, 4.8357), Place(45.70, 4.95)
AARHUS, SOFIA, RUSE = Place(56.1629, 10.2039), Place(42.6977, 23.3219), Place(43.8356, 25.9657)
BARCELONA, TERRASSA, IASI = Place(41.3874, 2.1686), Place(41.5632, 2.0089), Place(47.1585, 27.6014)


def mill(code: str, place: Place | None, *languages: str, alike: bool = True, **more) -> list[SearchDocument]:
    """Its versions, alike in all but their texts unless told otherwise."""
    return [
        document(
            f"mill:{code}:{language}",
            f"{code.title()} mill",
            place=place,
            version=number if alike else None,
            **({"body": f"Spins in {language}."} | more),
        )
        for number, language in enumerate(languages or ("en",))
    ]


MILLS = (
    *mill("lyon", LYON, "en", "fr", facets={"step": ("dye", "wet"), "country": ("FR",)}, numbers={"min_order": 50}),
    *mill(
        "lyoneast",
        LYON_EAST,
        body="Weaves zephyrium.",
        facets={"step": ("weave",), "country": ("FR",)},
        numbers={"min_order": 300},
    ),
    *mill("secret", LYON_EAST, facets={"step": ("weave",), "country": ("LI",)}, access=("org:7",)),
    *mill("aarhus", AARHUS, "da", "en", "fr", facets={"step": ("knit",), "country": ("DK",)}, date=date(2024, 5, 2)),
    *mill("sofia", SOFIA, "bg", facets={"step": ("sew",), "country": ("BG",), "members_step": ("sew", "dye")}),
    *mill("ruse", RUSE, "bg", "en", alike=False, facets={"step": ("sew", "knit"), "country": ("BG",)}),
    *mill("barcelona", BARCELONA, "ca", facets={"country": ("ES",)}, numbers={"min_order": 80}),
    *mill("terrassa", TERRASSA, "ca", body="Heckles flax.", facets={"step": ("dye",), "country": ("ES",)}),
    *mill("iasi", IASI, "ro", facets={"step": ("weave",), "country": ("RO",)}),
    *mill("nowhere", None, facets={"step": ("sew",), "country": ("BG",)}),
    document("guide:lyon:en", "Guide of Lyon", "Where to go.", place=LYON),
)
PUBLIC_PLACED = {"aarhus", "barcelona", "iasi", "lyon", "lyoneast", "ruse", "sofia", "terrassa"}
OWN = ("public", MEMBERS)
