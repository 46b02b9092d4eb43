"""A new index beside the old one: complete, checked, switched at once, and with a way back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import changes, sources
from search.documents import Removal, SearchDocument
from search.engines.base import RebuildRunningError
from search.models import IndexChange
from search.rebuilding import NotTrustedError, rebuild
from search.requests import SearchRequest
from search.revisions import take
from search.service import engine as current_engine
from search.verifying import repair, verify, verify_and_repair
from tests.factories import clusters as places, practices
from tests.search.drained import drain, keys

pytestmark = pytest.mark.django_db


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("search", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def mills():
    return [places.organisation(f"Mill number {number}") for number in range(5)]


def own(mills) -> set[str]:
    return {f"organisation:{mill.code}:en" for mill in mills}


def test_a_rebuild_holds_everything_in_one_new_generation(engine, mills):
    engine.index(
        [SearchDocument(key="x:1:en", kind="x", language="en", translation_key="x:1", title="Old", address="/")]
    )
    said = []

    report = rebuild(engine, say=said.append)

    assert keys(engine) == own(mills)
    assert (report.documents, engine.status().generation) == (5, report.generation)
    assert "organisation: 5" in said
    assert verify(engine).is_clean


def test_what_waited_before_a_rebuild_is_in_it_and_done_by_it(engine, mills):
    mills[0].confirmed = False
    mills[0].save()

    rebuild(engine)
    assert keys(engine) == own(mills[1:])

    assert IndexChange.objects.filter(done_at=None).count() == 0
    IndexChange.objects.update(done_at=None)
    drain(engine)
    assert keys(engine) == own(mills[1:])


def test_what_was_worked_off_into_the_old_index_alone_is_replayed(engine, mills, monkeypatch):
    """As by a process that did not know of the new generation yet: the row is done, the new index has the old text."""
    source = sources.get("organisation")

    class Stale(type(source)):
        first = True

        def documents(self, codes, *, revision):
            found = list(super().documents(codes, revision=revision))
            if Stale.first:
                Stale.first = False
                mills[0].name = "Renamed while it was read"
                mills[0].save()
                IndexChange.objects.update(done_at=IndexChange._meta.get_field("due_at").default())
            return iter(found)

    monkeypatch.setitem(sources._sources, "organisation", Stale())

    rebuild(engine)

    assert verify(engine).is_clean
    hits = engine.search(SearchRequest(text="renamed")).hits
    assert [hit.key for hit in hits] == [f"organisation:{mills[0].code}:en"]


def test_an_index_that_does_not_hold_what_it_should_is_not_used(engine, mills):
    rebuild(engine)
    before = engine.status().generation

    class Forgetful:
        """A real generation that forgets what it was given last."""

        def __init__(self, building, forgotten):
            self.building, self.forgotten = building, forgotten

        def __getattr__(self, name):
            return getattr(self.building, name)

        def __enter__(self):
            self.building.__enter__()
            return self

        def __exit__(self, *exc):
            self.building.__exit__(*exc)

        def index(self, documents):
            return self.building.index([each for each in documents if each.key != self.forgotten])

    class Engine:
        def __getattr__(self, name):
            return getattr(engine, name)

        def rebuild(self):
            return Forgetful(engine.rebuild(), f"organisation:{mills[2].code}:en")

    IndexChange.objects.all().delete()
    with pytest.raises(NotTrustedError, match="4 documents instead of 5"):
        rebuild(Engine())

    status = engine.status()
    assert (status.generation, status.building) == (before, "")
    assert keys(engine) == own(mills)


def test_of_two_rebuilds_one_refuses_politely(engine, mills):
    with engine.rebuild():
        with pytest.raises(RebuildRunningError):
            rebuild(current_engine())
        with pytest.raises(CommandError, match="Another rebuild is running"):
            command("rebuild")

    assert "5 documents" in command("rebuild")


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(engine, mills, monkeypatch):
    rebuild(engine)

    class Broken(type(sources.get("organisation"))):
        def documents(self, codes, *, revision):
            raise ValueError("no")

    monkeypatch.setitem(sources._sources, "organisation", Broken())
    with pytest.raises(ValueError, match="no"):
        rebuild(engine)
    monkeypatch.undo()

    assert keys(engine) == own(mills)
    rebuild(engine)


def test_the_way_back(engine, mills):
    command("rebuild")
    first = engine.status().generation
    command("rebuild")
    mills[0].confirmed = False
    mills[0].save()
    drain(engine)

    assert f"Back to {first}." in command("rollback")

    drain(engine)
    assert engine.status().generation == first
    assert verify(engine).is_clean
    assert keys(engine) == own(mills[1:])


def test_without_an_earlier_index_there_is_no_way_back(engine, mills):
    with pytest.raises(CommandError, match="No earlier index"):
        command("rollback")


def test_verifying_finds_what_is_missing_surplus_and_different(engine, mills):
    rebuild(engine)
    IndexChange.objects.all().delete()
    engine.remove([Removal(f"organisation:{mills[0].code}:en", take())])
    stranger = SearchDocument(
        key="organisation:zzz:en",
        kind="organisation",
        language="en",
        translation_key="organisation:zzz",
        title="Stranger",
        address="/",
        revision=take(),
    )
    engine.index([stranger])
    type(mills[1]).objects.filter(pk=mills[1].pk).update(name="A bulk write without a word")

    found = verify(engine)

    assert (found.missing, found.surplus, found.different) == (
        [f"organisation:{mills[0].code}:en"],
        ["organisation:zzz:en"],
        [f"organisation:{mills[1].code}:en"],
    )
    with pytest.raises(CommandError, match="differs from the database in 3 documents"):
        command("status", "--verify")
    assert repair(found) == 3
    assert verify(engine).is_clean  # what is known to wait is not called wrong
    drain(engine)
    assert "equals the database: 5 documents" in command("status", "--verify")


def test_the_nightly_round_mends_what_slipped_through(engine, mills, caplog):
    rebuild(engine)
    IndexChange.objects.all().delete()
    type(mills[1]).objects.filter(pk=mills[1].pk).update(name="A bulk write without a word")

    assert verify_and_repair() == 1
    drain(engine)
    assert verify_and_repair() == 0
    assert "differed from the database in 1 documents" in caplog.text


def test_status_and_explain_in_words(engine, mills):
    page = practices.practice(title="Silk waste")
    rebuild(engine)
    changes.record("organisation", mills[0].code)

    status = command("status")
    assert "changes waiting: " in status
    assert "5 organisation" in status
    explained = command("explain", "silk waste", "--language", "fr")
    assert f"practice:{page.code}:en  Silk waste" in explained


def test_an_engine_that_is_away_is_told_in_a_sentence(outage, mills):
    with outage.off():
        for action in (["status"], ["rebuild"], ["rollback"], ["explain", "silk"]):
            with pytest.raises(CommandError, match="The search engine does not answer"):
                command(*action)
        assert verify_and_repair() == 0


def test_a_full_index_is_left_alone_when_only_an_empty_one_should_be_filled(engine, mills):
    command("rebuild", "--if-empty")
    first = engine.status().generation
    assert keys(engine) == own(mills)

    assert command("rebuild", "--if-empty") == ""
    assert engine.status().generation == first
