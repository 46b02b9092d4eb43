"""The index: an object of texts per language, each with its own analysis (guide 3.1, 3.2); nothing unknown gets in.

What the server analyses finds, ranks and marks. `heads` and `stems` hold the stems of our own language work (title and
names; all else), which finds inflected forms that the server's stemmers miss; `parts` the parts of Danish compounds.
"""

from functools import cache

from elasticsearch.dsl import Mapping, analyzer, char_filter, token_filter
from elasticsearch.dsl.field import Date, GeoPoint, Keyword, Object, Short, Text

from search.language.stemming import LANGUAGES

SCHEMA = 2  # raise it with any change below: the name of an index says what it was made by
OTHER = "other"  # where texts of a language that we do not know are
SLOTS = (*LANGUAGES, OTHER)
TEXTS = ("title", "names", "summary", "body", "attachment")
LEVELS = 4  # of the weight of a concept in a document
LONGEST_START = 15  # letters of a word while it is typed
LONGEST_KEYWORD = 512  # bytes are up to four times as many; Lucene takes 32,766

_IGNORED = [f"\\u{code:04x}=>" for code in (0xAD, 0x200C, 0x200D, 0x2060, *range(0x300, 0x370))]
_SPELLING = char_filter(
    "one_spelling",
    "mapping",
    mappings=[
        "\\u045d=>\\u0438",
        "\\u0438\\u0306=>\\u0439",
        "\\u0418\\u0306=>\\u0419",
        "\\u2019=>'",
        "\\u02bc=>'",
        "\\uff07=>'",
        *_IGNORED,
    ],
)
_CEDILLA = char_filter("cedilla_to_comma", "mapping", mappings=["ş=>ș", "Ş=>Ș", "ţ=>ț", "Ţ=>Ț"])
_GEMINATE = char_filter("geminate_l", "pattern_replace", pattern="(?<=[lL])[·•‧∙⋅.-](?=[lL])", replacement="")
_MIDDLE_DOT = char_filter("middle_dot_l", "mapping", mappings=["ŀ=>l", "Ŀ=>L"])
_FOLD = "asciifolding"  # Latin letters only: й stays
_ELISION = {
    "fr": ["l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"],
    "ca": ["d", "l", "m", "n", "s", "t"],
}
_STEMMER = {
    "en": "porter2",
    "fr": "light_french",
    "es": "light_spanish",
    "ca": "catalan",
    "bg": "bulgarian",
    "ro": "romanian",
    "da": "danish",
}
_CHARS = {"ca": [_MIDDLE_DOT, _GEMINATE], "ro": [_CEDILLA]}
_FOLDING = {"da": ["scandinavian_folding", _FOLD], "bg": [_FOLD]}  # å ø æ and aa oe ae are one


def _before(language: str) -> list:
    """Filters that come before stemming and folding."""
    elided = _ELISION.get(language)
    elision = [token_filter(f"{language}_elision", "elision", articles=elided, articles_case=True)] if elided else []
    possessive = [token_filter("possessive", "stemmer", language="possessive_english")] if language == "en" else []
    return ["lowercase", *elision, *possessive]


def _exact(language: str):
    """Whole words without accents: for phrases, closeness to what was typed, and corrections."""
    return analyzer(
        f"{language}_exact",
        tokenizer="standard",
        char_filter=[_SPELLING, *_CHARS.get(language, [])],
        filter=[*_before(language), *_FOLDING.get(language, [_FOLD])],
    )


def _stemmed(language: str):
    """Stemmed, then folded, and at the same place folded, then stemmed, for words typed without accents (guide 3.2)."""
    folding = _FOLDING.get(language, [_FOLD])
    stems = []
    if language in _STEMMER:
        stem = token_filter(f"{language}_stem", "stemmer", language=_STEMMER[language])
        both = [[stem, *folding], [*folding, stem]]
        stems = [token_filter(f"{language}_stems", "multiplexer", filters=both, preserve_original=False)]
    return analyzer(
        f"{language}_text",
        tokenizer="standard",
        char_filter=[_SPELLING, *_CHARS.get(language, [])],
        filter=[*_before(language), *(stems or folding)],
    )


_TOKENS = analyzer("tokens", tokenizer="whitespace")
_STARTS = token_filter("starts", "edge_ngram", min_gram=1, max_gram=LONGEST_START)
_START = analyzer("start_of_word", tokenizer="whitespace", filter=[_STARTS])
_TYPED = analyzer(
    "start_typed",
    tokenizer="whitespace",
    filter=[token_filter("first_letters", "truncate", length=LONGEST_START)],
)


def _texts(*, exact: bool) -> Object:
    """One text in each language, and whole words of it in `.exact`. Only the document's own language is filled.

    What is highlighted is there with offsets. All texts together, as whole words, are in the object `exact`.
    """
    fields = {}
    for language in SLOTS:
        own = {"fields": {"exact": Text(analyzer=_exact(language))}} if exact else {}
        fields[language] = Text(
            analyzer=_stemmed(language), index_options="offsets", copy_to=f"exact.{language}", **own
        )
    return Object(properties=fields, dynamic="strict")


def _tokens() -> Object:
    return Object(properties={slot: Text(analyzer=_TOKENS) for slot in SLOTS}, dynamic="strict")


def _keyword(**options) -> Keyword:
    return Keyword(ignore_above=LONGEST_KEYWORD, **options)


@cache
def definition(shards: int, replicas: int | None) -> dict:
    """The body that creates an index. Without a number of replicas there is one as soon as there is a second node."""
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    mapping.meta("_meta", {"schema": SCHEMA})
    mapping.meta(
        "dynamic_templates",
        [
            {"facets": {"path_match": "facets.*", "mapping": {"type": "keyword", "ignore_above": LONGEST_KEYWORD}}},
            {"numbers": {"path_match": "numbers.*", "mapping": {"type": "double"}}},
        ],
    )
    for name in ("key", "kind", "language", "translation_key", "access", "identifiers", "digest"):
        mapping.field(name, _keyword())
    mapping.field("title_key", _keyword())  # `core.collation.sort_key`
    for name in TEXTS:
        mapping.field(name, _texts(exact=name != "attachment"))
    whole = {language: Text(analyzer=_exact(language), norms=False) for language in SLOTS}
    mapping.field("exact", Object(properties=whole, dynamic="strict"))
    for name in ("heads", "stems", "parts"):
        mapping.field(name, _tokens())
    mapping.field("start", Text(analyzer=_START, search_analyzer=_TYPED, norms=False, index_options="docs"))
    levels = {f"w{level}": _keyword() for level in range(1, LEVELS + 1)}
    mapping.field("concepts", Object(properties=levels | {"broader": _keyword(), "any": _keyword()}, dynamic="strict"))
    mapping.field("facets", Object(dynamic=True))
    mapping.field("numbers", Object(dynamic=True))
    mapping.field("place", GeoPoint())
    mapping.field("version", Short())
    mapping.field("date", Date(format="strict_date"))
    mapping.field("written", Date(format="epoch_millis"))
    mapping.field("stored", Object(enabled=False))
    settings = {
        "number_of_shards": shards,
        "refresh_interval": "1s",  # of shards nobody has searched for a while too: what was published is found at once
        "analysis": mapping._collect_analysis(),
    }
    settings |= {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    return {"settings": settings, "mappings": mapping.to_dict()}
