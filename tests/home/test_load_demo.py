"""The whole demonstration, loaded once: what the issue promises of it, and that a second run changes nothing."""

import warnings
from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail_localize.models import Translation

from accounts.models import User
from clusters.demo_data import demo_code, organisation_rows
from clusters.models import Cluster, LabelAward, Organisation
from core.models import MailMessage
from core.states import TranslationState
from exchanges.models import Exchange
from exchanges.states import ExchangeState
from practices.models import Confirmation, PracticePage, Proposal, Question, ReviewCriterion, SavedPractice, Transfer
from practices.states import PracticeStatus, ProposalState, TransferState
from search.requests import SearchRequest
from search.service import engine
from search.verifying import verify

pytestmark = pytest.mark.django_db  # sorted before the tests that empty the database
LANGUAGES = {"en", "fr", "es", "ca", "bg", "ro", "da"}


class _RollBackError(Exception):
    pass


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demonstration in a transaction that is rolled back after the last test of this module."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", ResourceWarning)  # Wagtail drops its temporary files unclosed
                    call_command("load_demo", verbosity=0)
                yield
                raise _RollBackError
        except _RollBackError:
            pass


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models(include_auto_created=True)}


def test_clusters_have_texts_in_every_language_and_sources(demo):
    assert Cluster.objects.count() == 5
    for cluster in Cluster.objects.all():
        assert {text.language for text in cluster.texts.all() if text.mission and text.services} == LANGUAGES
        assert cluster.sources
        assert cluster.team.exists()
        assert not cluster.team.exclude(name="").exists()  # positions only
    assert len(set(Cluster.objects.values_list("weave", "dye"))) == 5
    assert set(LabelAward.objects.values_list("cluster__code", "level")) == {("modacc", "bronze"), ("modacc", "gold")}


def test_sixty_fictional_organisations_over_the_five_countries(demo):
    codes = [demo_code(row["key"]) for row in organisation_rows()]
    organisations = Organisation.objects.filter(is_demo=True, confirmed=True, code__in=codes)

    assert organisations.count() == 60
    assert not Organisation.objects.filter(is_demo=False).exists()
    assert Counter(organisations.values_list("country", flat=True)) == dict.fromkeys(("BG", "DK", "ES", "FR", "RO"), 12)
    for organisation in organisations.prefetch_related("texts", "places", "concepts"):
        assert organisation.texts.all(), organisation
        assert organisation.concepts.all(), organisation
        assert all(place.latitude is not None for place in organisation.places.all())
        assert organisation.website == "" or organisation.website.endswith(".example")


def test_forty_practices_in_the_languages_of_the_clusters(demo):
    live = PracticePage.objects.live().filter(is_demo=True).select_related("cluster", "locale")
    originals = live.filter(is_original=True)
    own = Counter(page.cluster.code for page in originals if page.locale.language_code in page.cluster.languages[:2])
    versions = Counter(live.values_list("code", flat=True))

    assert originals.count() >= 40
    assert len(own) == 5
    assert min(own.values()) >= 6
    assert sum(number == 7 for number in versions.values()) >= 10
    assert originals.filter(status=PracticeStatus.FAILED).count() >= 5
    assert not live.filter(is_original=False).exclude(translation_state=TranslationState.HUMAN).exists()


def test_translations_are_those_of_the_admin_and_complete(demo):
    translations = list(Translation.objects.all())

    assert len(translations) == PracticePage.objects.live().filter(is_original=False).count() >= 60
    for translation in translations:
        done, all_strings = translation.get_progress()
        assert done == all_strings


def test_every_practice_is_complete_and_reviewed_from_outside(demo):
    criteria = set(ReviewCriterion.objects.values_list("code", flat=True))
    for page in PracticePage.objects.live():
        assert page.opinion, page
        assert page.opinion_language == page.locale.language_code
        assert page.evidence, page
        assert page.pictures[0].value["image"].contextual_alt_text, page
        assert set(page.verdicts) == criteria
        assert page.reviewer.cluster_roles.exclude(cluster=page.cluster).exists()
        assert page.first_published_at.year in (2024, 2025, 2026)
        assert not page.has_unpublished_changes


def test_others_tried_them(demo):
    states = Counter(Transfer.objects.values_list("state", flat=True))

    assert states[TransferState.CONFIRMED] >= 40
    assert states[TransferState.REPORTED] >= 5
    for transfer in Transfer.objects.all():
        practice = PracticePage.objects.get(code=transfer.practice_code, is_original=True)
        assert practice.cluster_id != transfer.cluster_id


def test_desks_are_lively(demo):
    assert set(Proposal.objects.values_list("state", flat=True)) >= {
        ProposalState.DRAFT,
        ProposalState.SENT,
        ProposalState.RETURNED,
        ProposalState.TAKEN,
    }
    assert Confirmation.objects.filter(answered_at=None).exists()
    assert Question.objects.exclude(answer="").exists()
    assert SavedPractice.objects.exists()
    assert User.objects.get(email="applicant.bfa@cloth.example").affiliations.get().state == "asked"
    assert MailMessage.objects.exists()


def test_exchanges_are_alive(demo):
    assert Exchange.objects.counted().count() == 63
    assert set(Exchange.objects.values_list("state", flat=True)) == set(ExchangeState)


def test_second_run_changes_nothing(demo):
    before = row_counts()

    call_command("load_demo", verbosity=0)

    assert row_counts() == before


def test_a_site_that_is_no_demonstration_refuses(settings):
    settings.DEMO = False
    before = row_counts()

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert row_counts() == before


def test_the_demonstration_is_found(demo):
    outcome = verify(engine())

    assert outcome.wrong == []
    assert outcome.documents > 1000
    assert engine().search(SearchRequest(text="коприна", language="bg", kinds=("practice",))).total > 0
