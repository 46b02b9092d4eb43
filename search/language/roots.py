"""What a verb and the nouns made of it share: relocalizar and relocalización, laver and lavage, sortere and sortering.

A root is weaker than a stem: a query looks for it at `planned.ROOT`, behind the word itself. It is written with a low
line at its end, so that it never meets a stem. English and Bulgarian need none: their stemmers take verbs too.
"""

from search.language.stemming import danish_digraphs, without_accents

MARK = "_"
_SHORTEST = 3

# Folded endings of infinitives, participles and of the nouns of doing and doer, by the grammars of the languages.
_ENDINGS = {
    "es": """ar er ir ado ada ados adas ido ida idos idas ando iendo acion aciones icion iciones amiento amientos
        imiento imientos ador adora adores adoras aje ajes""",
    "fr": """er ir ee ees ant ants ante antes ation ations ition itions age ages ement ements issement issements
        eur eurs euse euses ateur ateurs atrice atrices ature atures""",
    "ca": """ar er ir at ada ats ades it ida its ides ant acio acions icio icions ament aments iment iments ador adora
        adors adores idor idora idors idores atge atges""",
    "ro": """are area arii arile arilor ari ire irea irii iri at ata ate ati it ita ite iti atie atia atii atiei atiile
        atiilor itie itia itii ator atori atorul atoare itor itori itoare and ind a ere erea eri erii""",
    "da": """ere erer eret erede ering eringen eringer eringerne ning ningen ninger ningerne ing ingen inger ingerne
        ation ationen ationer et ede er e else elsen elser""",
}
_FOUND = {language: frozenset(endings.split()) for language, endings in _ENDINGS.items()}
_LONGEST = {language: max(map(len, endings)) for language, endings in _FOUND.items()}


def root(word: str, language: str) -> str:
    """The root of a normalised word that has one of the endings, else nothing."""
    endings = _FOUND.get(language)
    if endings is None or not word.isalpha():
        return ""
    bare = without_accents(word)
    if language == "fr" and word.endswith(("é", "és")):
        return _marked(bare.removesuffix("s")[:-1])
    for length in range(min(_LONGEST[language], len(bare) - _SHORTEST), 0, -1):
        if bare[-length:] in endings:
            return _marked(danish_digraphs(bare[:-length]) if language == "da" else bare[:-length])
    return ""


def _marked(bare: str) -> str:
    return bare + MARK if len(bare) >= _SHORTEST else ""
