"""What an import would change: computed and shown before anything is written. Pure: data in, plan out."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _, ngettext

from vocabulary.errors import Problem
from vocabulary.integrity import MAX_CONCEPT_CODE, check
from vocabulary.skos import INVERSE_MATCH, ConceptData, SchemeData, Vocabulary, with_both_sides


class Foreign(StrEnum):
    """What becomes of concepts whose address belongs to another thesaurus."""

    MATCHES = "matches"
    OWN = "own"


@dataclass(frozen=True)
class Options:
    """How a file is to be understood; chosen per file by the coordinator."""

    whole: bool = False  # concepts of its schemes that the file lacks are taken out of use
    foreign: Foreign = Foreign.MATCHES
    scheme: str = ""  # address of the scheme that takes in foreign concepts
    only_new: bool = False  # what is there already stays as it is


@dataclass(frozen=True)
class Line:
    """One statement that comes or goes."""

    added: bool
    property: str
    language: str
    text: str


@dataclass(frozen=True)
class Change:
    """One scheme or concept; `before` is None when it is new."""

    before: SchemeData | ConceptData | None
    after: SchemeData | ConceptData

    @property
    def uri(self) -> str:
        return self.after.uri

    @property
    def kind(self) -> str:
        """added or changed."""
        return "changed" if self.before else "added"

    @property
    def lines(self) -> list[Line]:
        """The statements that go, then those that come."""
        before = _statements(self.before) if self.before else set()
        after = _statements(self.after)
        gone = [Line(False, *statement) for statement in sorted(before - after)]
        return gone + [Line(True, *statement) for statement in sorted(after - before)]


@dataclass(frozen=True)
class SchemeChange(Change):
    before: SchemeData | None
    after: SchemeData


@dataclass(frozen=True)
class ConceptChange(Change):
    before: ConceptData | None
    after: ConceptData

    @property
    def kind(self) -> str:
        """added, changed or deprecated."""
        if self.before and self.after.deprecated and not self.before.deprecated:
            return "deprecated"
        return super().kind


@dataclass(frozen=True)
class Plan:
    """The changes an import would make. With an error it cannot be applied."""

    schemes: tuple[SchemeChange, ...]
    concepts: tuple[ConceptChange, ...]
    problems: tuple[Problem, ...]

    def of_kind(self, kind: str) -> list[ConceptChange]:
        return [change for change in self.concepts if change.kind == kind]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_error]

    @property
    def is_empty(self) -> bool:
        return not self.schemes and not self.concepts

    @property
    def fingerprint(self) -> str:
        """The same for the same changes to the same state: an import is applied only as it was shown."""
        digest = hashlib.sha256()
        for change in (*self.schemes, *self.concepts):
            before = sorted(_statements(change.before)) if change.before else None
            digest.update(repr((change.uri, before, sorted(_statements(change.after)))).encode())
        return digest.hexdigest()


def _statements(data: SchemeData | ConceptData) -> set[tuple[str, str, str]]:
    """(property, language, text) of everything said about a scheme or concept."""
    if isinstance(data, SchemeData):
        found = {("title", language, title) for language, title, _description in data.texts}
        found |= {("description", language, text) for language, _title, text in data.texts if text}
        return found | ({("license", "", data.licence)} if data.licence else set())
    found = {(f"{kind}Label", language, text) for kind, language, text in data.labels}
    found |= {(kind, language, text) for kind, language, text in data.notes}
    found |= {("broader", "", target) for target in data.broader}
    found |= {("related", "", target) for target in data.related}
    found |= {(kind, "", target) for kind, target in data.matches}
    found |= {("inScheme", "", data.scheme)}
    if data.notation:
        found.add(("notation", "", data.notation))
    if data.deprecated:
        found.add(("deprecated", "", "true"))
    if data.replaced_by:
        found.add(("isReplacedBy", "", data.replaced_by))
    return found


def make_plan(
    stored: Vocabulary, incoming: Vocabulary, problems: Iterable[Problem], *, base: str, options: Options
) -> Plan:
    """Compare a file with what is stored.

    The file speaks for its own concepts completely: what it does not say about them goes. About concepts that it does
    not contain it says nothing, save what `options.whole` asks for; a relation to one of those is kept.
    """
    problems = list(problems)
    incoming = _adopt_foreign(stored, incoming, problems, base, options)
    if options.only_new:
        incoming = Vocabulary(
            {uri: scheme for uri, scheme in incoming.schemes.items() if uri not in stored.schemes},
            {uri: concept for uri, concept in incoming.concepts.items() if uri not in stored.concepts},
        )
    concepts = _resolve(stored, incoming, problems)
    schemes = dict(incoming.schemes)
    for uri, scheme in schemes.items():  # a file that states no title or licence does not take ours away
        if before := stored.schemes.get(uri):
            schemes[uri] = replace(scheme, texts=scheme.texts or before.texts, licence=scheme.licence or before.licence)
    if options.whole:
        named = set(schemes) | {concept.scheme for concept in concepts.values()}
        for uri, concept in stored.concepts.items():
            if concept.scheme in named and uri not in concepts and not concept.deprecated:
                concepts[uri] = replace(concept, deprecated=True)
    merged = Vocabulary(stored.schemes | schemes, with_both_sides(stored.concepts | concepts))
    touched = [uri for uri, concept in merged.concepts.items() if concept != stored.concepts.get(uri)]
    changed_schemes = [uri for uri, scheme in schemes.items() if scheme != stored.schemes.get(uri)]
    problems += check(merged, base, only=[*changed_schemes, *touched])
    if not incoming.concepts and not incoming.schemes and not options.only_new:
        problems.append(Problem(_("The file has no concept that could be imported."), is_error=False))
    return Plan(
        schemes=tuple(SchemeChange(stored.schemes.get(uri), schemes[uri]) for uri in sorted(changed_schemes)),
        concepts=tuple(ConceptChange(stored.concepts.get(uri), merged.concepts[uri]) for uri in sorted(touched)),
        problems=tuple(dict.fromkeys(problems)),
    )


def _resolve(stored: Vocabulary, incoming: Vocabulary, problems: list[Problem]) -> dict[str, ConceptData]:
    """The file's concepts with every broader, related and replacing concept that is neither here nor there left out."""
    known = stored.concepts.keys() | incoming.concepts.keys()
    concepts = {}
    for uri, concept in incoming.concepts.items():
        links = concept.broader | concept.related | ({concept.replaced_by} - {""})
        for target in sorted(links - known):
            problems.append(Problem(_("The link to %s was left out: no such concept.") % target, uri, is_error=False))
        before = stored.concepts.get(uri)
        kept = {target for target in before.related if target not in incoming.concepts} if before else set()
        concepts[uri] = replace(
            concept,
            broader=concept.broader & known,
            related=frozenset((concept.related & known) | kept),
            replaced_by=concept.replaced_by if concept.replaced_by in known else "",
        )
    return concepts


def _adopt_foreign(
    stored: Vocabulary, incoming: Vocabulary, problems: list[Problem], base: str, options: Options
) -> Vocabulary:
    """Concepts of other thesauri become matches of ours, or concepts of ours with a match to where they came from."""
    own = {uri: concept for uri, concept in incoming.concepts.items() if uri.startswith(base)}
    schemes = {uri: scheme for uri, scheme in incoming.schemes.items() if uri.startswith(base)}
    foreign = {uri: concept for uri, concept in incoming.concepts.items() if uri not in own}
    if not foreign:
        return Vocabulary(schemes, own)
    if options.foreign is Foreign.OWN:
        own |= _as_own_concepts(stored, own, foreign, problems, options.scheme)
    else:
        own |= _as_matches(stored, own, foreign, problems)
    return Vocabulary(schemes, own)


def _as_matches(stored, own, foreign, problems) -> dict[str, ConceptData]:
    matches = defaultdict(set)
    used = set()
    for uri, concept in foreign.items():
        for kind, target in concept.matches:
            if target in own or target in stored.concepts:
                matches[target].add((INVERSE_MATCH.get(kind, kind), uri))
                used.add(uri)
    left_out = len(foreign) - len(used)
    if left_out:
        sentence = ngettext(
            "%s concept of another thesaurus was left out: it matches none of ours.",
            "%s concepts of another thesaurus were left out: they match none of ours.",
            left_out,
        )
        problems.append(Problem(sentence % left_out, is_error=False))
    found = {}
    for uri, added in matches.items():
        concept = own.get(uri) or stored.concepts[uri]
        replaced = {target for _kind, target in added}
        kept = {match for match in concept.matches if match[1] not in replaced}
        found[uri] = replace(concept, matches=frozenset(kept | added))
    return found


def _as_own_concepts(stored, own, foreign, problems, scheme: str) -> dict[str, ConceptData]:
    """Codes come from the English label; what was taken in before is found again by its exact match."""
    if scheme not in stored.schemes:
        problems.append(Problem(_("Choose the scheme that takes in the concepts of the other thesaurus.")))
        return {}
    known = {
        target: uri
        for uri, concept in stored.concepts.items()
        if concept.scheme == scheme
        for kind, target in sorted(concept.matches)
        if kind == "exactMatch" and target in foreign
    }
    taken = stored.concepts.keys() | own.keys()
    addresses = {}
    for uri, concept in sorted(foreign.items()):
        code = _code(concept.label("en")) or _code(re.split(r"[/#]", uri.rstrip("/#"))[-1])
        address = known.get(uri, f"{scheme}/{code}")
        if uri not in known and (address in taken or not code):
            sentence = _("No free code could be made from its label: give it a label of its own in English.")
            problems.append(Problem(sentence, uri))
            continue
        taken |= {address}
        addresses[uri] = address
    return {
        addresses[uri]: replace(
            concept,
            uri=addresses[uri],
            scheme=scheme,
            broader=frozenset(addresses.get(target, target) for target in concept.broader),
            related=frozenset(addresses.get(target, target) for target in concept.related),
            replaced_by=addresses.get(concept.replaced_by, ""),
            matches=frozenset({match for match in concept.matches if match[1] not in addresses.values()})
            | {("exactMatch", uri)},
        )
        for uri, concept in foreign.items()
        if uri in addresses
    }


def _code(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_CONCEPT_CODE].strip("-")
