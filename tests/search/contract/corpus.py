"""A small library that every case of the contract reads: made so that each case has something to get wrong."""

from datetime import date

from search.documents import PUBLIC, Attachment, Place, SearchDocument
from search.language.thesaurus import ConceptEntry, Thesaurus

LYON, AARHUS, SOFIA, BARCELONA = Place(45.76, 4.84), Place(56.16, 10.20), Place(42.70, 23.32), Place(41.39, 2.17)


def _concept(identifier: str, broader: tuple[str, ...] = (), **labels: str) -> ConceptEntry:
    found = tuple((language, "pref" if not n else "alt", label) for language, some in labels.items()
                  for n, label in enumerate(some.split(" | ")))  # fmt: skip
    return ConceptEntry(identifier=identifier, labels=found, broader=broader)


THESAURUS = Thesaurus((
    _concept("m/fibre", en="natural fibre", fr="fibre naturelle", es="fibra natural", ca="fibra natural",
             bg="естествено влакно", ro="fibră naturală", da="naturfiber"),
    _concept("m/silk", ("m/fibre",), en="silk", fr="soie", es="seda", ca="seda", bg="коприна", ro="mătase", da="silke"),
    _concept("m/wool", ("m/fibre",), en="wool", fr="laine", es="lana", ca="llana", bg="вълна", ro="lână", da="uld"),
    _concept("c/waste", en="textile waste | scrap", fr="déchets textiles", es="residuos textiles", ca="residus tèxtils",
             bg="текстилни отпадъци", ro="deșeuri textile", da="tekstilaffald"),
))  # fmt: skip


def document(key: str, title: str, body: str = "", **more) -> SearchDocument:
    """`key` is kind:code:language."""
    kind, code, language = key.split(":")
    more.setdefault("address", f"/{{language}}/{kind}s/{code}/")
    return SearchDocument(
        key=key, kind=kind, language=language, translation_key=f"{kind}:{code}", title=title, body=body, **more
    )


DOCUMENTS = (
    document(
        "practice:garn:da",
        "Tekstilaffald bliver til nyt garn",
        "En fabrik i Århus samler tekstilaffald fra syerier og spinder det til garn af høj kvalitet. Børn får trøjer.",
        summary="Spinderiet køber rester i stedet for ny bomuld.",
        facets={"country": ("DK",), "topic": ("recycling", "yarn"), "year": ("2024",)},
        numbers={"year": 2024, "staff": 12},
        place=AARHUS,
        date=date(2024, 5, 2),
    ),
    document(
        "practice:soie:fr",
        "L’atelier lyonnais répare la soie",
        "À l’école de Lyon, des tisserandes réparent des étoffes de soie anciennes avec des machines légères.",
        summary="Une réparation soignée prolonge la vie d’une étoffe.",
        facets={"country": ("FR",), "topic": ("repair",), "year": ("2023",)},
        numbers={"year": 2023, "staff": 4},
        place=LYON,
        date=date(2023, 3, 1),
        card={"summary": "Réparer", "facts": [["topic", "repair"]]},
    ),
    document(
        "practice:soie:en",
        "A Lyon workshop mends silk",
        "Weavers in Lyon mend old silk fabrics with light machines. The workshop teaches apprentices every week.",
        summary="Careful mending prolongs the life of a fabric.",
        facets={"country": ("FR",), "topic": ("repair",), "year": ("2023",)},
        numbers={"year": 2023, "staff": 4},
        place=LYON,
        date=date(2023, 3, 1),
    ),
    document(
        "practice:llana:ca",
        "La col·lecció de llana reciclada",
        "Les filatures de Terrassa recullen jerseis vells i en fan una col·lecció de mantes. Ofereixen solucions.",
        facets={"country": ("ES",), "topic": ("recycling", "design"), "year": ("2022",)},
        numbers={"year": 2022, "staff": 30},
        place=BARCELONA,
        date=date(2022, 9, 9),
    ),
    document(
        "practice:lana:es",
        "Las hilanderas del algodón orgánico",
        "Un taller de Sabadell enseña a hilar algodón orgánico con niños. Los diseños nacen de canciones populares.",
        facets={"country": ("ES",), "topic": ("design",), "year": ("2021",)},
        numbers={"year": 2021, "staff": 8},
        place=BARCELONA,
        date=date(2021, 1, 15),
    ),
    document(
        "practice:kop:bg",
        "Шивашка работилница шие от остатъци",
        "Майсторите събират парчета коприна от фабриките и шият чанти. Работилницата обучава младежи в занаята.",
        facets={"country": ("BG",), "topic": ("repair", "design"), "year": ("2024",)},
        numbers={"year": 2024, "staff": 6},
        place=SOFIA,
        date=date(2024, 2, 20),
    ),
    document(
        "practice:plante:ro",
        "Țesătoarele din Sibiu vopsesc cu plante",
        "Atelierul folosește plante pentru vopsirea firelor și învață școlile să țese covoare tradiționale.",
        facets={"country": ("RO",), "topic": ("dyeing",), "year": ("2023",)},
        numbers={"year": 2023, "staff": 5},
        date=date(2023, 11, 30),
    ),
    document(
        "practice:lease:en",
        "Leasing jackets to hikers",
        "A mountain shop leases rain jackets and repairs each jacket after use. Certificate ISO-14001 guides washing.",
        names=("Borrow a parka",),
        summary="Hikers return what they borrow.",
        facets={"country": ("DK",), "topic": ("repair", "leasing"), "year": ("2020",)},
        numbers={"year": 2020},
        date=date(2020, 7, 7),
    ),
    document(
        "organisation:loom:en",
        "Northern Loom Cooperative",
        "Weaves blankets to order.",
        names=("Nordic Weavers",),
        facets={"country": ("DK",), "year": ("2019",)},
        numbers={"staff": 55},
        place=Place(55.68, 12.57),
    ),
    document(
        "guide:care:en",
        "Handbook of garment care",
        "A short introduction.",
        attachments=(
            Attachment(
                title="Care handbook",
                address="/documents/care.pdf",
                pages=("Washing at low temperature.", "Moths hate lavender and cedar.", "Ironing linen needs steam."),
            ),
        ),
        facets={"year": ("2020",)},
    ),
    # What most readers must not learn of, in any way.
    document(
        "practice:secret:en",
        "Zephyrium membrane prototype",
        "A confidential zephyrium laminate for jackets, tested by Umbrella Mills.",
        names=("Quixotine",),
        facets={"country": ("LI",), "topic": ("repair", "classified"), "year": ("2024",)},
        numbers={"year": 2024},
        place=AARHUS,
        date=date(2024, 12, 1),
        access=("org:7", "role:reviewer"),
    ),
    document(
        "practice:hidden:fr",
        "Mendings of zephyrium silk",
        "Soie et zephyrium, brevet réservé.",
        facets={"country": ("LI",), "topic": ("repair",)},
        access=("org:7",),
    ),
    document("note:members:en", "Minutes of the members", "Jackets were discussed.", access=("member", PUBLIC)),
)
