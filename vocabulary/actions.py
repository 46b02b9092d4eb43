"""Every write to the vocabulary. All go through one writer, which takes a plan made under the lock."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from vocabulary.changes import tell
from vocabulary.errors import Problem, VocabularyError
from vocabulary.models import Concept, Edition, ImportFile, Label, Match, Note, Scheme, SchemeText
from vocabulary.plans import ConceptChange, Options, Plan, SchemeChange, make_plan
from vocabulary.rules import EDITING_PERMISSIONS
from vocabulary.skos import ConceptData, SchemeData, Vocabulary
from vocabulary.stored import stored_vocabulary

# From fibre to the reasons for a no: the order of the work, then what is said about it.
SCHEME_ORDER = (
    "value-chain-step",
    "material",
    "technique",
    "product",
    "machine",
    "circular-strategy",
    "digital-technology",
    "certificate",
    "obstacle",
    "refusal-reason",
)
BATCH = 500


@transaction.atomic
def apply_import(incoming: Vocabulary, problems: Iterable[Problem], *, options: Options, fingerprint: str, by) -> Plan:
    """Write exactly the plan that was shown; its fingerprint proves it.

    Refused with a sentence when the plan has errors, or when the vocabulary changed so that it would now do something
    else. All or nothing. Concepts that go are marked as no longer used; their addresses keep answering.
    """
    _lock()
    plan = make_plan(stored_vocabulary(), incoming, problems, base=settings.VOCABULARY_BASE_URI, options=options)
    if plan.fingerprint != fingerprint:
        raise VocabularyError(_("The vocabulary changed since this report was made. Look at the new report."))
    if plan.errors:
        raise VocabularyError(_("The file has errors; nothing was imported."))
    _write(plan)
    _log_import(plan, by=by)
    return plan


@transaction.atomic
def save_concept(data: ConceptData, *, by) -> Concept:
    """Add or change one concept, whole. Refused with a sentence where it would break a rule of SKOS or ours."""
    return _save(Vocabulary(concepts={data.uri: data}), by=by, model=Concept, uri=data.uri)


@transaction.atomic
def save_scheme(data: SchemeData, *, order: int, by) -> Scheme:
    """Add or change a scheme's texts, licence and place in the list."""
    scheme = _save(Vocabulary(schemes={data.uri: data}), by=by, model=Scheme, uri=data.uri)
    scheme.order = order
    scheme.save(update_fields=["order"])
    return scheme


def _save(incoming: Vocabulary, *, by, model, uri: str):
    _lock()
    plan = make_plan(stored_vocabulary(), incoming, (), base=settings.VOCABULARY_BASE_URI, options=Options())
    if plan.errors:
        raise VocabularyError(plan.errors[0].sentence)
    _write(plan)
    saved = model.objects.get(uri=uri)
    for change in plan.concepts:
        if change.uri != uri or change.kind == "deprecated":
            _log_concept(change, by=by)
    return saved


def keep_import_file(name: str, content: bytes, options: dict, *, by) -> ImportFile:
    """Keep an uploaded file for its report. Files older than a day are forgotten."""
    ImportFile.objects.filter(uploaded_at__lt=timezone.now() - timedelta(days=1)).delete()
    return ImportFile.objects.create(name=name[-200:], content=content, options=options, uploaded_by=by)


def grant_editing() -> Group:
    """Give the group “Coordinators” what the rules of this room ask for."""
    group, _made = Group.objects.get_or_create(name="Coordinators")
    for name in EDITING_PERMISSIONS:
        app, codename = name.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return group


def _lock() -> None:
    """Writers take turns: each locks the one edition row before it reads."""
    edition, _made = Edition.objects.get_or_create(pk=1)
    edition = Edition.objects.select_for_update().get(pk=1)
    edition.number += 1
    edition.save(update_fields=["number"])


def _write(plan: Plan) -> None:
    _write_schemes(plan.schemes)
    schemes = dict(Scheme.objects.values_list("uri", "pk"))
    Concept.objects.bulk_create(
        [
            Concept(
                scheme_id=schemes[change.after.scheme],
                code=change.uri.removeprefix(change.after.scheme + "/"),
                uri=change.uri,
                notation=change.after.notation,
                deprecated=change.after.deprecated,
            )
            for change in plan.of_kind("added")
        ],
        batch_size=BATCH,
    )
    ids = dict(Concept.objects.values_list("uri", "pk"))
    after = {ids[change.uri]: change.after for change in plan.concepts}
    _write_rows(plan.concepts, ids, timezone.now())
    _sync(Label, "concept_id", ("kind", "language", "text"), {pk: data.labels for pk, data in after.items()})
    _sync(Note, "concept_id", ("kind", "language", "text"), {pk: data.notes for pk, data in after.items()})
    _sync(Match, "concept_id", ("kind", "uri"), {pk: data.matches for pk, data in after.items()})
    for name in ("broader", "related"):
        wanted = {pk: {(ids[target],) for target in getattr(data, name)} for pk, data in after.items()}
        _sync(getattr(Concept, name).through, "from_concept_id", ("to_concept_id",), wanted)
    tell(change.uri.removeprefix(settings.VOCABULARY_BASE_URI) for change in plan.concepts)


def _write_rows(changes: Iterable[ConceptChange], ids: dict[str, int], now) -> None:
    """The concepts' own columns where they differ; `changed_at` moves for all, since it tells readers to look again."""
    for some in _batches(ids[change.uri] for change in changes if change.before):
        Concept.objects.filter(pk__in=some).update(changed_at=now)
    for change in changes:
        after, before = change.after, change.before
        columns = (after.notation, after.deprecated, after.replaced_by)
        written = (before.notation, before.deprecated, before.replaced_by) if before else (*columns[:2], "")
        if columns != written:
            Concept.objects.filter(pk=ids[change.uri]).update(
                notation=after.notation, deprecated=after.deprecated, replaced_by=ids.get(after.replaced_by)
            )


def _write_schemes(changes: Iterable[SchemeChange]) -> None:
    for change in changes:
        code = change.uri.removeprefix(settings.VOCABULARY_BASE_URI)
        order = SCHEME_ORDER.index(code) + 1 if code in SCHEME_ORDER else 100
        licence = {"licence": change.after.licence} if change.after.licence or change.before else {}
        scheme, _made = Scheme.objects.get_or_create(uri=change.uri, defaults={"code": code, "order": order} | licence)
        Scheme.objects.filter(pk=scheme.pk).update(**licence)
        _sync(SchemeText, "scheme_id", ("language", "title", "description"), {scheme.pk: change.after.texts})


def _sync(model, owner: str, fields: tuple[str, ...], wanted: Mapping[int, Iterable[tuple]]) -> None:
    """Make the rows of each owner exactly the wanted ones, touching only those that differ."""
    missing = {(pk, *values) for pk, rows in wanted.items() for values in rows}
    stale = []
    for some in _batches(wanted):
        for pk, *row in model.objects.filter(**{f"{owner}__in": some}).values_list("pk", owner, *fields):
            if tuple(row) in missing:
                missing.remove(tuple(row))
            else:
                stale.append(pk)
    for some in _batches(stale):
        model.objects.filter(pk__in=some).delete()
    model.objects.bulk_create(
        [model(**dict(zip((owner, *fields), row, strict=True))) for row in sorted(missing)], batch_size=BATCH
    )


def _batches(items: Iterable) -> Iterator[list]:
    source = iter(items)
    while some := list(islice(source, BATCH)):
        yield some


def _log_import(plan: Plan, *, by) -> None:
    """One entry per scheme with its counts, one per concept that was changed or taken out of use."""
    counts: dict[str, Counter] = {change.uri: Counter() for change in plan.schemes}
    for change in plan.concepts:
        counts.setdefault(change.after.scheme, Counter())[change.kind] += 1
        if change.kind != "added":
            _log_concept(change, by=by)
    for scheme in Scheme.objects.filter(uri__in=counts).prefetch_related("texts"):
        log(scheme, "vocabulary.scheme.import", user=by, data=dict(counts[scheme.uri]))


def _log_concept(change: ConceptChange, *, by) -> None:
    concept = Concept.objects.with_labels().get(uri=change.uri)
    name = "vocabulary.concept.deprecate" if change.kind == "deprecated" else "vocabulary.concept.change"
    data = {"added": sum(line.added for line in change.lines), "removed": sum(not line.added for line in change.lines)}
    log(concept, name, user=by, data=data)
