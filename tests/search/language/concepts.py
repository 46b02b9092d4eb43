"""A small thesaurus for tests, with labels as the vocabulary has them."""

from search.language.thesaurus import ConceptEntry, Thesaurus


def _entry(identifier: str, labels: str, **links) -> ConceptEntry:
    """Labels as `en: silk | mulberry silk`, a language a line; the first is preferred, one in brackets is hidden."""
    found = []
    for line in labels.strip().splitlines():
        language, _, texts = line.partition(":")
        for place, text in enumerate(texts.split("|")):
            kind = "pref" if place == 0 else "hidden" if "[" in text else "alt"
            found.append((language.strip(), kind, text.strip(" []")))
    return ConceptEntry(identifier=identifier, labels=tuple(found), **links)


ENTRIES = (
    _entry(
        "material/silk",
        """
        en: silk | mulberry silk
        fr: soie
        es: seda
        ca: seda
        bg: коприна
        ro: mătase
        da: silke
        """,
        broader=("material/animal-fibre",),
    ),
    _entry("material/animal-fibre", "en: animal fibre\nfr: fibre animale\nda: animalsk fiber"),
    _entry(
        "material/silk-waste",
        """
        en: silk waste | silk noils | schappe
        fr: déchets de soie | schappe
        es: residuos de seda
        ca: residus de seda
        bg: копринени отпадъци
        ro: deșeuri de mătase
        da: silkeaffald
        """,
        broader=("material/textile-waste",),
        related=("material/silk",),
        former=("material/waste-silk",),
    ),
    _entry(
        "material/textile-waste",
        """
        en: textile waste
        fr: déchets textiles
        es: residuos textiles
        ca: residus tèxtils
        bg: текстилни отпадъци
        ro: deșeuri textile
        da: tekstilaffald
        """,
    ),
    _entry("technique/print", "en: print\nfr: impression\nda: print | tryk"),
    _entry("product/print", "en: printed fabric | print\nfr: imprimé\nda: trykt stof"),
    _entry("material/yarn", "en: yarn\nfr: fil\nes: hilo\nca: fil\nro: fir\nda: garn\nbg: прежда"),
    _entry("material/modal", "en: modal\nbg: модал\nfr: modal"),
    _entry("certificate/gots", "en: Global Organic Textile Standard | GOTS\nfr: norme textile biologique | GOTS"),
    _entry("material/cotton", "en: cotton | CO | [coton]\nfr: coton\nes: algodón\nda: bomuld\nbg: памук\nro: bumbac"),
    _entry("machine/loom", "en: loom\nfr: métier à tisser\nda: væv\nes: telar\nro: război de țesut\nbg: стан"),
)


def thesaurus() -> Thesaurus:
    return Thesaurus(ENTRIES)
