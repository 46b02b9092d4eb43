"""What words in a cell may mean, whatever of the site’s languages they are written in."""

from collections import defaultdict
from functools import cache, lru_cache

from babel import Locale
from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import override
from rapidfuzz import fuzz, process

from clusters.models import OrderTerms
from clusters.states import OrganisationSize, OrganisationType
from core import countries
from core.text import folded
from vocabulary.models import Label, LabelKind

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SIMILAR = 80  # of 100: near enough to be offered
MOST_OFFERED = 3
CHOICES: dict[str, type[TextChoices]] = {
    "type": OrganisationType,
    "size": OrganisationSize,
    "unit": OrderTerms.Unit,
}
# What people write beside the labels; folded, without accents.
SHORT = {
    "type": {
        "sme": "sme", "pme": "sme", "pyme": "sme", "pime": "sme", "imm": "sme", "mcp": "sme", "smv": "sme",
        "company": "sme", "entreprise": "sme", "empresa": "sme", "firma": "sme", "firmă": "sme", "virksomhed": "sme",
        "large": "large", "grande": "large", "gran": "large", "mare": "large", "stor": "large", "golyama": "large",
        "cluster": "cluster_organisation", "university": "training_provider", "school": "training_provider",
        "public": "public", "other": "other", "autre": "other", "otro": "other", "altre": "other", "drugo": "other",
        "alta": "other", "andet": "other",
    },
    "size": {
        "micro": "micro", "mikro": "micro", "small": "small", "petite": "small", "pequena": "small", "petita": "small",
        "malka": "small", "mica": "small", "lille": "small", "medium": "medium", "moyenne": "medium",
        "mediana": "medium", "mitjana": "medium", "sredna": "medium", "mijlocie": "medium", "mellemstor": "medium",
        "large": "large", "grande": "large", "gran": "large", "golyama": "large", "mare": "large", "stor": "large",
    },
    "unit": {
        "pcs": "pieces", "pc": "pieces", "br": "pieces", "buc": "pieces", "stk": "pieces", "m": "metres",
        "kg": "kilograms",
    },
}  # fmt: skip
YES = frozenset(
    ("yes", "y", "true", "1", "x", "oui", "o", "vrai", "si", "s", "da", "d", "adevarat", "ja", "j", "sandt", "vyarno")
)
NO = frozenset(("no", "n", "false", "0", "non", "faux", "fals", "falso", "ne", "nu", "nej", "falsk", "neviarno"))
COUNTRY_WORDS = {
    "uk": "GB", "england": "GB", "great britain": "GB", "holland": "NL", "usa": "US", "catalunya": "ES",
    "cataluna": "ES", "catalonia": "ES", "balgariya": "BG", "bulgariya": "BG", "espana": "ES", "el": "GR",
}  # fmt: skip


def plain(text: str) -> str:
    """For comparing: without case, accents, script, dots and doubled blanks."""
    return " ".join(folded(text).replace(".", " ").replace("_", " ").replace("’", "'").split())


@cache
def countries_by_name() -> dict[str, str]:
    """Names of all countries in the site’s languages, and their codes of two and three letters → ISO 3166-1."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in countries.choices(language):
            found.setdefault(plain(name), code)
    for code, _name in countries.choices("en"):
        found[code.lower()] = code
    return found | COUNTRY_WORDS


@cache
def languages_by_name() -> dict[str, str]:
    """Names of languages in the site’s languages and in themselves, and their codes → code of two letters."""
    found: dict[str, str] = {}
    wanted = sorted(code for code in Locale.parse("en").languages if len(code) == 2)
    for language in LANGUAGES:
        names = Locale.parse(language).languages
        for code in wanted:
            if code in names:
                found.setdefault(plain(names[code]), code)
    for code in wanted:
        found[code] = code
    return found | {"castellano": "es", "castella": "es", "valencia": "ca"}


@cache
def choices_by_label(field: str) -> dict[str, str]:
    """Labels of a choice in the site’s languages, with and without what stands in brackets → its value."""
    found = {plain(value): value for value in CHOICES[field].values}
    for language in LANGUAGES:
        with override(language):
            for value, label in CHOICES[field].choices:
                found.setdefault(plain(str(label)), value)
                found.setdefault(plain(str(label).partition("(")[0]), value)
    return {plain(word): value for word, value in SHORT[field].items()} | found


class Concepts:
    """The labels of one scheme’s current concepts in every language, preferred, alternative and hidden ones."""

    def __init__(self, scheme: str):
        self.keys: dict[str, set[str]] = defaultdict(set)
        self.preferred: dict[str, set[str]] = defaultdict(set)
        self.titles: dict[tuple[str, str], str] = {}
        rows = Label.objects.filter(concept__scheme__code=scheme, concept__deprecated=False)
        for code, kind, language, text in rows.values_list("concept__code", "kind", "language", "text"):
            key, word = f"{scheme}/{code}", plain(text)
            self.keys[word].add(key)
            self.keys[plain(code.replace("-", " "))].add(key)
            if kind == LabelKind.PREFERRED:
                self.preferred[word].add(key)
                self.titles[key, language] = text
        self.words = list(self.keys)

    def find(self, text: str) -> list[str]:
        """Keys of the concepts called so; a preferred label stands before others. Several: it is not clear which."""
        word = plain(text)
        return sorted(self.preferred.get(word) or self.keys.get(word) or ())

    def title(self, key: str, language: str) -> str:
        return self.titles.get((key, language)) or self.titles.get((key, settings.LANGUAGE_CODE)) or key

    def similar(self, text: str, language: str) -> list[str]:
        """Titles of the concepts whose labels are spelt nearly so, the nearest first."""
        near = process.extract(plain(text), self.words, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=MOST_OFFERED)
        keys = dict.fromkeys(key for word, _score, _place in near for key in sorted(self.keys[word]))
        return [self.title(key, language) for key in list(keys)[:MOST_OFFERED]]


class Words:
    """The vocabulary as one list needs it, read once: a scheme when it is first asked for."""

    def __init__(self, language: str):
        self.language = language
        self._schemes: dict[str, Concepts] = {}
        self.similar = lru_cache(maxsize=5000)(self._similar)

    def concepts(self, scheme: str) -> Concepts:
        if scheme not in self._schemes:
            self._schemes[scheme] = Concepts(scheme)
        return self._schemes[scheme]

    def _similar(self, scheme: str, text: str) -> tuple[str, ...]:
        return tuple(self.concepts(scheme).similar(text, self.language))
