"""Free tags become words of the vocabulary, or one another."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from practices import rules
from practices.actions.listing import touch_listing
from practices.errors import PracticeError
from practices.models import PracticeConcept, PracticePage, PracticeTag
from practices.models.pages import TaggedPractice
from search import changes
from vocabulary.models import Concept, Label, LabelKind


def make_label(tag: PracticeTag, *, concept: Concept, language: str, by: User) -> PracticeTag:
    """The tag’s word becomes another label of the concept, and every practice with the tag is about that concept.

    Where the concept has the word already, nothing is added to it. The tag stays as the author’s own word.
    """
    _allow(by)
    with transaction.atomic():
        tag = PracticeTag.objects.select_for_update().get(pk=tag.pk)
        concept = Concept.objects.select_for_update().get(pk=concept.pk)
        if concept.deprecated:
            raise PracticeError(_("This concept is no longer used."))
        Label.objects.get_or_create(
            concept=concept, language=language, text=tag.name[:200], defaults={"kind": LabelKind.ALTERNATIVE}
        )
        concept.save(update_fields=["changed_at"])
        tag.concept = concept
        tag.save(update_fields=["concept"])
        codes = PracticePage.objects.filter(tagged_items__tag=tag).values_list("code", flat=True)
        for page in PracticePage.objects.filter(code__in=list(codes)).order_by("pk"):
            _add_concept(page, concept, by)
        touch_listing()
        changes.record("concept", concept.key)  # and with it every practice about it
        log(tag, "practices.tag.label", user=by, data={"concept": concept.uri, "language": language})
    return tag


def merge(tag: PracticeTag, *, into: PracticeTag, by: User) -> PracticeTag:
    """Every practice with the one tag gets the other; the first one goes."""
    _allow(by)
    if tag.pk == into.pk:
        raise PracticeError(_("A tag cannot be merged into itself."))
    with transaction.atomic():
        tags = {
            each.pk: each
            for each in PracticeTag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk]).order_by("pk")
        }
        if len(tags) < 2:
            raise PracticeError(_("This tag is no longer there."))
        tag, into = tags[tag.pk], tags[into.pk]
        for page in PracticePage.objects.filter(tagged_items__tag=tag).distinct().order_by("pk"):
            _change_draft(page, by, lambda draft: (draft.tags.remove(tag.name), draft.tags.add(into.name)))
        both = TaggedPractice.objects.filter(tag=into).values("content_object_id")
        TaggedPractice.objects.filter(tag=tag).exclude(content_object_id__in=both).update(tag=into)
        tagged = PracticePage.objects.filter(tagged_items__tag__in=[tag, into], live=True)
        changes.record("practice", tagged.values_list("code", flat=True).distinct())
        name = tag.name
        tag.delete()
        touch_listing()
        log(into, "practices.tag.merge", user=by, data={"merged": name})
    return into


def _allow(by: User) -> None:
    if not rules.may_sort_tags(by):
        raise PracticeError(_("Only coordinators sort the tags."))


def _add_concept(page: PracticePage, concept: Concept, by: User) -> None:
    """To what is live and to the draft, so that the next publication does not lose it."""

    def add(draft):
        if not any(row.concept_id == concept.pk for row in draft.practice_concepts.all()):
            draft.practice_concepts.add(PracticeConcept(concept=concept, sort_order=draft.practice_concepts.count()))

    _change_draft(page, by, add)
    PracticeConcept.objects.get_or_create(page=page, concept=concept, defaults={"sort_order": 99})


def _change_draft(page: PracticePage, by: User, change) -> None:
    draft = page.get_latest_revision_as_object()
    change(draft)
    draft.save_revision(user=by, changed=False, clean=False)
