"""Concepts of the vocabulary as things to find, and the facets that every kind with concepts shares."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from search.concepts import words
from search.documents import SearchDocument
from search.paths import address
from search.plain import joined
from search.sources import Source
from vocabulary.models import Concept, Label, LabelKind, Note, NoteKind, Scheme, SchemeText


class ConceptSource(Source):
    """A document for each language in which a concept has a preferred label; those out of use are not found."""

    kind = "concept"
    order = 40
    models = (Concept,)
    parts = {Label: "concept"}

    @property
    def title(self) -> str:
        return _("Words of the trade")

    def code_of(self, row: Concept) -> str:
        return row.key

    def codes(self) -> Iterable[str]:
        return [f"{scheme}/{code}" for scheme, code in self._current().values_list("scheme__code", "code")]

    def _current(self):
        return Concept.objects.current().order_by("scheme__code", "code")

    def documents(self, codes: Collection[str], *, revision: int) -> Iterator[SearchDocument]:
        """Six queries."""
        wanted, known = set(codes), words()
        rows = self._current().filter(
            scheme__code__in={code.partition("/")[0] for code in wanted},
            code__in={code.partition("/")[2] for code in wanted},
        )
        concepts = {
            pk: (scheme, code)
            for pk, scheme, code in rows.values_list("pk", "scheme__code", "code")
            if f"{scheme}/{code}" in wanted
        }
        labels: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
        for pk, language, kind, text in Label.objects.filter(concept__in=concepts).values_list(
            "concept_id", "language", "kind", "text"
        ):
            labels[pk, language].append((kind, text))
        notes: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
        for pk, language, kind, text in Note.objects.filter(concept__in=concepts).values_list(
            "concept_id", "language", "kind", "text"
        ):
            notes[pk, language].append((kind, text))
        versions: dict[int, int] = defaultdict(int)
        for (pk, language), texts in sorted(labels.items()):
            preferred = next((text for kind, text in texts if kind == LabelKind.PREFERRED), "")
            if not preferred:
                continue
            scheme, code = concepts[pk]
            said = notes[pk, language]
            definition = next((text for kind, text in said if kind == NoteKind.DEFINITION), "")
            yield SearchDocument(
                key=f"concept:{scheme}/{code}:{language}",
                kind=self.kind,
                language=language,
                translation_key=f"concept:{scheme}/{code}",
                title=preferred,
                address=address("concept", scheme, code),
                names=tuple(text for kind, text in texts if kind != LabelKind.PREFERRED),
                summary=definition,
                body=joined(text for _kind, text in said if text != definition),
                concepts=(f"{scheme}/{code}",),
                facets=known.facets([pk]),
                revision=revision,
                version=versions[pk],
                card={"summary": definition, "facts": [[scheme, f"{scheme}/{code}"]]},
            )
            versions[pk] += 1

    def showing(self, kind: str, codes: Collection[str]) -> Iterable[str]:
        """Narrower concepts stand in the facets of the broader ones."""
        if kind != self.kind:
            return ()
        known = words()
        return known.keys(known.at_or_below(codes))

    def facet_titles(self, language: str) -> dict[str, str]:
        """A facet per scheme, in the schemes’ order."""
        titles = {code: code for code in Scheme.objects.values_list("code", flat=True)}
        texts = SchemeText.objects.filter(language__in={language, settings.LANGUAGE_CODE})
        for scheme, spoken, title in texts.values_list("scheme__code", "language", "title"):
            if spoken == language or titles[scheme] == scheme:
                titles[scheme] = title
        return titles

    def facet_labels(self, name: str, values: Collection[str], language: str) -> dict[str, str]:
        """Values are keys such as `material/wool`; in the reader’s language, else in English."""
        codes = {value.partition("/")[2] for value in values if value.partition("/")[0] == name}
        if not codes:
            return {}
        labels = Label.objects.filter(
            concept__scheme__code=name,
            concept__code__in=codes,
            kind=LabelKind.PREFERRED,
            language__in={language, settings.LANGUAGE_CODE},
        )
        found: dict[str, str] = {}
        for code, spoken, text in labels.values_list("concept__code", "language", "text"):
            key = f"{name}/{code}"
            if spoken == language or key not in found:
                found[key] = text
        return found
