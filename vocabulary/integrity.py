"""The rules a vocabulary must keep: SKOS's integrity conditions and our own, over plain data.

Used for a whole file and for one concept in the coordinator's form, so that both are judged alike.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from vocabulary.errors import Problem
from vocabulary.skos import ConceptData, SchemeData, Vocabulary

MAX_LABEL = 200
MAX_NOTE = 4000
MAX_NOTATION = 40
MAX_ADDRESS = 300
MAX_DEPTH = 50  # concepts above one another; thesauri of the trade have up to ten
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_SCHEME_CODE = 60
MAX_CONCEPT_CODE = 100
LABEL_FIELDS = {"pref": "preferred", "alt": "alternative", "hidden": "hidden"}


def has_invisible_characters(text: str, allowed: str = "") -> bool:
    """Control characters, and marks that turn the writing direction or hide text (Unicode TR36, section 2)."""
    return any(
        letter not in allowed
        and (unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") or letter in "\u200b\u200e\u200f\u2060\ufeff")
        or "\u202a" <= letter <= "\u202e"
        or "\u2066" <= letter <= "\u2069"
        for letter in text
    )


def is_web_address(uri: str) -> bool:
    """Whether an address may become a link: http or https, of sensible length, without spaces or controls."""
    if len(uri) > MAX_ADDRESS or re.search(r"[\s<>\"{}|\\^`\x00-\x1f]", uri):
        return False
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def ancestors_of(broader: Mapping[str, Iterable[str]]) -> tuple[dict[str, frozenset[str]], set[str]]:
    """(for each concept what is above it, the concepts that stand above themselves).

    Looks MAX_DEPTH steps up and one more: what is deeper is refused, and a walk of any length would let a small file
    keep the site busy.
    """
    above: dict[str, frozenset[str]] = {}
    circular: set[str] = set()
    for start in broader:
        seen: set[str] = set()
        level = set(broader[start])
        for _step in range(MAX_DEPTH + 1):
            seen |= level
            level = {target for node in level for target in broader.get(node, ())} - seen
        above[start] = frozenset(seen)
        if start in seen:
            circular.add(start)
    return above, circular


def check(vocabulary: Vocabulary, base: str, *, only: Iterable[str] | None = None) -> list[Problem]:
    """Everything wrong with the concepts `only` (all by default), judged within the whole vocabulary."""
    uris = list(vocabulary.concepts) if only is None else [uri for uri in only if uri in vocabulary.concepts]
    problems = [
        problem
        for uri, scheme in vocabulary.schemes.items()
        if only is None or uri in set(only)
        for problem in _check_scheme(scheme, base)
    ]
    above, circular = ancestors_of({uri: concept.broader for uri, concept in vocabulary.concepts.items()})
    owners = _owners_of_preferred_labels(vocabulary)
    for uri in uris:
        concept = vocabulary.concepts[uri]
        problems += _check_address(concept, vocabulary, base)
        problems += _check_labels(concept, owners)
        problems += _check_notes(concept)
        problems += _check_matches(concept)
        problems += _check_place(concept, vocabulary, above, uri in circular)
    return problems


def _owners_of_preferred_labels(vocabulary: Vocabulary) -> dict[tuple[str, str, str], list[str]]:
    owners = defaultdict(list)
    for concept in vocabulary.concepts.values():
        if not concept.deprecated:
            for kind, language, text in concept.labels:
                if kind == "pref":
                    owners[concept.scheme, language, text.casefold()].append(concept.uri)
    return owners


def _check_scheme(scheme: SchemeData, base: str) -> Iterable[Problem]:
    code = scheme.uri.removeprefix(base)
    if not scheme.uri.startswith(base) or not CODE.fullmatch(code) or len(code) > MAX_SCHEME_CODE:
        yield Problem(_("The address of a scheme must be %s and a code of small letters.") % base, scheme.uri)
    for _language, title, description in scheme.texts:
        if len(title) > MAX_LABEL or len(description) > MAX_NOTE:
            yield Problem(_("The title or description is too long."), scheme.uri)
        if has_invisible_characters(title) or has_invisible_characters(description, "\n"):
            yield Problem(_("The text has invisible characters."), scheme.uri)
    if scheme.licence and not is_web_address(scheme.licence):
        yield Problem(_("The licence must be a web address."), scheme.uri)


def _check_address(concept: ConceptData, vocabulary: Vocabulary, base: str) -> Iterable[Problem]:
    if concept.scheme not in vocabulary.schemes:
        yield Problem(_("It is in no known concept scheme."), concept.uri)
    code = concept.uri.removeprefix(concept.scheme + "/")
    if not concept.uri.startswith(base) or not CODE.fullmatch(code) or len(code) > MAX_CONCEPT_CODE:
        sentence = _("Its address must be that of its scheme, a slash and a code of small letters, digits and hyphens.")
        yield Problem(sentence, concept.uri, field="code")
    if len(concept.notation) > MAX_NOTATION or has_invisible_characters(concept.notation):
        sentence = _("The notation may have %s characters and nothing invisible.") % MAX_NOTATION
        yield Problem(sentence, concept.uri, field="notation")


def _check_labels(concept: ConceptData, owners) -> Iterable[Problem]:
    preferred = defaultdict(list)
    kinds = defaultdict(set)
    for kind, language, text in sorted(concept.labels):
        field = f"{LABEL_FIELDS[kind]}_{language}"
        kinds[language, text].add(kind)
        if kind == "pref":
            preferred[language].append(text)
            others = [uri for uri in owners[concept.scheme, language, text.casefold()] if uri != concept.uri]
            if others and not concept.deprecated:
                sentence = _("“%(text)s” (%(language)s) is already the preferred label of %(other)s.")
                names = {"text": text[:MAX_LABEL], "language": language, "other": others[0]}
                yield Problem(sentence % names, concept.uri, field=field)
        if len(text) > MAX_LABEL:
            yield Problem(
                _("A label in “%(language)s” is longer than %(limit)s characters.")
                % {"language": language, "limit": MAX_LABEL},
                concept.uri,
                field=field,
            )
        if has_invisible_characters(text):
            yield Problem(
                _("A label in “%s” has invisible characters.") % language,
                concept.uri,
                field=field,
            )
    for (language, text), found in kinds.items():
        if len(found) > 1:
            kind = "hidden" if "hidden" in found else "alt"
            sentence = _("“%(text)s” (%(language)s) is there as two kinds of label (SKOS condition S13).")
            names = {"text": text[:MAX_LABEL], "language": language}
            yield Problem(sentence % names, concept.uri, field=f"{LABEL_FIELDS[kind]}_{language}")
    for language, texts in preferred.items():
        if len(texts) > 1:
            sentence = _("It has more than one preferred label in “%(language)s”: %(labels)s (SKOS condition S14).")
            names = {"language": language, "labels": ", ".join(text[:MAX_LABEL] for text in texts[:5])}
            yield Problem(sentence % names, concept.uri)
    if not preferred:
        yield Problem(_("It has no preferred label."), concept.uri, field="preferred_en")


def _check_notes(concept: ConceptData) -> Iterable[Problem]:
    for kind, language, text in sorted(concept.notes):
        field = f"{kind}_{language}"
        if len(text) > MAX_NOTE:
            sentence = _("A note in “%(language)s” is longer than %(limit)s characters.")
            yield Problem(sentence % {"language": language, "limit": MAX_NOTE}, concept.uri, field=field)
        if has_invisible_characters(text, "\n"):
            yield Problem(_("A note in “%s” has invisible characters.") % language, concept.uri, field=field)


def _check_matches(concept: ConceptData) -> Iterable[Problem]:
    seen = set()
    for _kind, target in sorted(concept.matches):
        if not is_web_address(target):
            sentence = _("A match must be a web address: %s")
            yield Problem(sentence % target[:MAX_LABEL], concept.uri, field="matches")
        if target in seen:
            sentence = _("Two kinds of match to %s (SKOS condition S46).")
            yield Problem(sentence % target[:MAX_LABEL], concept.uri, field="matches")
        if target == concept.uri:
            yield Problem(_("It is matched with itself."), concept.uri, field="matches")
        seen.add(target)


def _check_place(concept: ConceptData, vocabulary: Vocabulary, above, is_circular: bool) -> Iterable[Problem]:
    if is_circular:
        yield Problem(
            _("It stands above itself: the broader concepts run in a circle."), concept.uri, field="broader_1"
        )
    elif len(above[concept.uri]) > MAX_DEPTH:
        sentence = _("More than %s concepts stand above it.") % MAX_DEPTH
        yield Problem(sentence, concept.uri, field="broader_1")
    for target in sorted(concept.related):
        if target == concept.uri:
            yield Problem(_("It is related to itself."), concept.uri, field="related_1")
        elif target in above[concept.uri] or concept.uri in above.get(target, ()):
            label = vocabulary.concepts[target].label("en") if target in vocabulary.concepts else target
            sentence = _("“%s” is both related and broader or narrower (SKOS condition S27).") % label
            yield Problem(sentence, concept.uri, field="related_1")
    for target in sorted(concept.broader):
        other = vocabulary.concepts.get(target)
        if other is not None and other.scheme != concept.scheme:
            yield Problem(_("A broader concept must be in the same scheme."), concept.uri, field="broader_1")
        elif other is not None and other.deprecated and not concept.deprecated:
            sentence = _("The broader concept “%s” is no longer used.") % other.label("en")
            yield Problem(sentence, concept.uri, is_error=False, field="broader_1")
    if concept.replaced_by and concept.replaced_by == concept.uri:
        yield Problem(_("It cannot be replaced by itself."), concept.uri, field="replaced_by")
