"""No private field leaves through any page, map, export, feed, API, search or embed: every role × every way out.

The table of ways says for each what each role may read, and equality is asked for. Beside it every address of
`tests.address_table`, in which no address of ours can be missing, is looked through as well: a way out that somebody
adds fails here without being listed, if it lets out more than its readers may see.
"""

import csv
import io
import json

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from clusters.fields import CONCEPT_FIELDS
from core import clock
from ecosystem.open import downloads
from search import service
from tests.address_table import ADDRESSES
from tests.ecosystem.ways_out import AUDIENCES, READ, WAYS, Way, text_of, told_in, values_in
from tests.exchanges.addresses import ADDRESSES as EXCHANGES
from tests.factories import clusters as places
from tests.factories.ecosystem_open import LEVELS, NUMBERS, called, digit_of, marked, said
from tests.factories.exchanges import NOW
from tests.factories.search import index_everything
from tests.visitor import Visitor
from tests.world import ROLES, make_world

WALKED = {"visitor": "public", "other_manager": "members"}  # one of each audience; the table above has every role
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small alliance with three marked organisations, in the index and in the files of the day; rolled back."""
    folder = tmp_path_factory.mktemp("ways")
    options = {"SEARCH_URL": f"embedded://{folder}/search", "MEDIA_ROOT": folder / "media"}
    with django_db_blocker.unblock(), override_settings(**options), transaction.atomic(), clock.at(NOW):
        found = make_world()
        three = [marked(level, found.home) for level in LEVELS]
        found.people["keeper"] = places.representative_of(three[-1], in_cluster=found.home)
        found.names["three"] = [(each.code, each.slug) for each in three]
        found.names["downloads"] = [
            f"/open-data/organisations-{timezone.localdate()}.{kind}" for kind in downloads.FORMATS
        ]
        found.names |= {"organisation": three[-1].code, "organisation_slug": three[-1].slug}
        index_everything()
        downloads.write_today()
        yield found
        transaction.set_rollback(True)
        service.close()


@pytest.fixture(scope="module")
def asking(world):
    clients = {}
    for role, person in world.people.items():
        clients[role] = Visitor(raise_request_exception=False)
        if person:
            clients[role].force_login(person)
    return clients


def answer(client, method: str, path: str) -> tuple[int, str]:
    """Status and text of what comes at last; whatever the request changed is undone."""
    with transaction.atomic():
        response = client.generic(method, path)
        if response.status_code in (301, 302) and method == "GET":
            response = client.get(path, follow=True)
        found = response.status_code, text_of(response)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_each_role_reads_what_it_may_and_nothing_else(world, asking, way: Way):
    found, expected = {}, {}
    for role in ROLES:
        answers = [answer(asking[role], way.method, path) for path in way.paths(world.names)]
        told = set().union(*(way.told(text) for _status, text in answers))
        assert not way.open_to_all or {status for status, _text in answers} == {200}
        expected[role] = way.expected(role) if way.exact else told & way.expected(role)
        found[role] = told

    assert found == expected


def test_people_of_an_organisation_read_all_of_their_own_and_of_others_what_members_read(world, asking):
    pages = Way("page", next(way.paths for way in WAYS if way.name.startswith("page")))
    public, members, private = (told_in(answer(asking["keeper"], "GET", path)[1]) for path in pages.paths(world.names))

    assert (public, members, private) == ({"public"}, {"members"}, {"private"})
    assert told_in(answer(asking["keeper"], "GET", "/en/organisations/export.csv")[1]) == READ["members"]


@pytest.mark.parametrize("language", ["fr", "es", "ca", "ro", "da"])
def test_every_language_keeps_it(world, asking, language):
    for code, slug in world.names["three"]:
        _status, text = answer(asking["visitor"], "GET", f"/{language}/organisations/{code}/{slug}/")
        assert told_in(text) <= READ["public"]


@pytest.mark.parametrize("role", ["visitor", "member"])
def test_a_file_holds_every_field_that_the_reader_may_see(world, asking, role):
    """Equality field by field, so that the test above is no test of empty files."""
    _status, text = answer(asking[role], "GET", "/en/organisations/export.csv")

    for level in LEVELS:
        words = {said(level, name) for name in ("street", "website")}
        words |= {called(level, name) for name in (*CONCEPT_FIELDS, "certificates")}
        words |= {str(digit_of(level) * 1_000_000 + 700_000 + last) for last in NUMBERS.values()}
        there = {word for word in words if word in text}
        assert there == (words if level in READ[AUDIENCES[role]] else set())


def test_the_page_of_a_concept_counts_only_who_says_it_to_everybody(world, asking):
    for role in ("visitor", "member"):
        for level in LEVELS:
            path = f"/en/words/value-chain-step/{called(level, 'steps')}/"
            _status, text = answer(asking[role], "GET", path)
            assert ("/en/organisations/?" in text) == (level == "public")
            assert "Threefold" not in text


@pytest.mark.parametrize("role", ["visitor", "member", "coordinator"])
def test_gaps_count_only_who_says_it_to_everybody(world, asking, role):
    named = {}
    for level in LEVELS:
        _status, text = answer(asking[role], "GET", f"/en/gaps/step/{called(level, 'steps')}/?country=BG")
        named[level] = f"Threefold {level}" in text
    _status, table = answer(asking[role], "GET", "/en/gaps/export.csv")
    lines = list(csv.DictReader(io.StringIO(table.partition("\ufeff")[2])))
    made = {
        level: sum(int(line["Makers"]) for line in lines if line["Concept"].endswith(called(level, "steps")))
        for level in LEVELS
    }

    assert named == {"public": True, "members": False, "private": False}
    assert made == {"public": 1, "members": 0, "private": 0}


QUESTIONS = [
    "min_order=9999999",
    "lead_days=9999999",
    "has=lead_days",
    "has=products",
    "has=certificate",
    "free_from=2090-01-01&free_until=2099-01-01",
    *(f"step=value-chain-step/{called(level, 'steps')}" for level in LEVELS),
    *(f"machine=machine/{called(level, 'machines')}" for level in LEVELS),
    *(f"certificate=certificate/{called(level, 'certificates')}" for level in LEVELS),
    *(f"q={word}" for level in LEVELS for word in (said(level, "street"), said(level, "number"))),
    "area=42.81,25.31;42.81,25.35;42.85,25.35;42.85,25.31",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_tells_who_has_a_value_that_the_asker_may_not_see(world, asking, question):
    levels = dict(zip((code for code, _slug in world.names["three"]), LEVELS, strict=True))

    for role in ("visitor", "member", "manager"):
        response = asking[role].get(f"/en/organisations/export.geojson?{question}")
        features = json.loads(b"".join(response.streaming_content))["features"]
        codes = {each["properties"]["code"] for each in features}
        assert {levels[code] for code in codes & levels.keys()} <= READ[AUDIENCES[role]] - {"private"}


@pytest.mark.parametrize("role", WALKED)
def test_no_address_lets_out_more_than_its_reader_may_see(world, asking, role):
    """The exchanges’ room knows nothing of this one and shows names; its two hundred addresses are left out."""
    leaks = {}
    for row in ADDRESSES:
        method, pattern, _statuses = row
        if method == "GET" and not pattern.endswith(".pdf") and row not in EXCHANGES:
            path = world.path(pattern)
            _status, text = answer(asking[role], method, path)
            if told := values_in(text) - READ[WALKED[role]]:
                leaks[pattern] = told

    assert leaks == {}


def test_the_walk_sees_what_there_is_to_see(world, asking):
    """A control: whoever may read everything does, at the same addresses."""
    path = world.path("/en/organisations/{organisation}/{organisation_slug}/")

    assert values_in(answer(asking["keeper"], "GET", path)[1]) == {"private"}
    assert values_in(answer(asking["visitor"], "GET", path)[1]) == set()
