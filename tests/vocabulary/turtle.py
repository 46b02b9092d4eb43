"""Small SKOS files for tests."""

PREFIXES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
SCHEME = '<fabric> a skos:ConceptScheme ; dct:title "Fabrics"@en .\n'


def turtle(*statements: str, scheme: str = SCHEME) -> bytes:
    return (PREFIXES + scheme + "\n".join(statements)).encode()


def concept(code: str, label: str = "", more: str = "") -> str:
    """A concept of the scheme `fabric` with an English label; `more` is added as it is."""
    end = f" ; {more} ." if more else " ."
    return f'<fabric/{code}> a skos:Concept ; skos:inScheme <fabric> ; skos:prefLabel "{label or code}"@en{end}'
