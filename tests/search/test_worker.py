"""Changes on their way to the engine: in batches, any number of times, by any number of workers, whatever fails."""

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.desk_sections import search_index
from core import loops, rounds
from core.models import SiteDocument
from search import attachments, changes, revisions, sources, worker
from search.backlog import backlog
from search.engines.base import EngineUnavailableError
from search.models import ExtractedText, IndexChange
from search.service import engine as current_engine
from tests.factories import accounts as people, clusters as places, practices
from tests.search.drained import drain, keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def mills():
    """Five organisations; what was recorded while they were made is forgotten."""
    made = [places.organisation(f"Mill {number}") for number in range(5)]
    IndexChange.objects.all().delete()
    return made


def test_several_changes_of_one_thing_are_one_piece_of_work(engine, mills):
    for _time in range(3):
        changes.record("organisation", [mill.code for mill in mills])

    with CaptureQueriesContext(connection) as captured:
        assert worker.work_off(engine) == 15

    assert len(captured) < 40
    assert keys(engine) == {f"organisation:{mill.code}:en" for mill in mills}
    assert worker.work_off(engine) == 0
    assert IndexChange.objects.filter(done_at=None).count() == 0


def test_work_is_done_in_batches_the_oldest_first(engine, mills, monkeypatch):
    monkeypatch.setattr(worker, "BATCH", 2)
    changes.record("organisation", [mill.code for mill in mills])

    assert worker.work_off(engine) == 2
    assert keys(engine) == {f"organisation:{mill.code}:en" for mill in mills[:2]}
    assert drain(engine) == 3


def test_working_off_twice_changes_nothing(engine, mills):
    changes.record("organisation", mills[0].code)
    drain(engine)
    before = list(engine.entries())

    IndexChange.objects.update(done_at=None, due_at=timezone.now())
    drain(engine)

    assert [(key, digest) for key, _revision, digest in engine.entries()] == [
        (key, digest) for key, _revision, digest in before
    ]


def test_what_is_gone_leaves_the_index_in_every_language(engine, mills):
    mill = mills[0]
    mill.texts.create(language="bg", about="Преде.")
    drain(engine)
    assert keys(engine) == {f"organisation:{mill.code}:bg"}

    mill.confirmed = False
    mill.save()
    drain(engine)

    assert keys(engine) == set()


def test_a_change_spreads_to_what_shows_it_once(engine, mills):
    page = practices.practice(organisation=mills[0])
    drain(engine)
    mills[0].name = "Renamed"
    mills[0].save()

    drain(engine)

    rows = IndexChange.objects.filter(kind="practice", code=page.code, spreads=False)
    assert rows.count() >= 1
    assert not rows.filter(done_at=None).exists()
    spread = IndexChange.objects.count()
    assert drain(engine) == 0
    assert IndexChange.objects.count() == spread


def test_an_engine_that_is_away_loses_nothing(outage, mills):
    changes.record("organisation", [mill.code for mill in mills])
    with outage.off():
        for _try in range(5):
            with pytest.raises(EngineUnavailableError):
                worker.work_off(current_engine())
        waits = backlog()
        assert (waits.waiting, waits.put_off) == (5, 5)
        assert waits.failures[0].error

    assert drain(current_engine()) == 5
    assert keys(current_engine()) == {f"organisation:{mill.code}:en" for mill in mills}
    assert backlog().waiting == 0


def test_the_loop_asks_less_often_while_the_engine_is_away(outage, mills):
    changes.record("organisation", mills[0].code)
    loop = worker.Loop()
    with outage.off():
        assert [loop() for _try in range(7)] == [1, 2, 4, 8, 16, 30, 30]

    assert loop() == 0
    assert loop() == worker.IDLE


def test_a_thing_that_cannot_be_read_does_not_keep_the_others(engine, mills, monkeypatch, caplog):
    class Fragile(type(sources.get("organisation"))):
        def documents(self, codes, *, revision):
            if mills[1].code in codes:
                raise ValueError("This one is broken")
            return super().documents(codes, revision=revision)

    monkeypatch.setitem(sources._sources, "organisation", Fragile())
    changes.record("organisation", [mill.code for mill in mills])

    assert worker.work_off(engine) == 4
    assert len(keys(engine)) == 4
    (failure,) = backlog().failures
    assert (failure.thing, failure.error) == (f"organisation:{mills[1].code}", "ValueError: This one is broken")
    assert worker.work_off(engine) == 0  # it waits

    monkeypatch.undo()
    IndexChange.objects.filter(done_at=None).update(due_at=timezone.now())
    assert worker.work_off(engine) == 1
    assert backlog().failures == []
    assert "cannot be indexed" in caplog.text


class Fussy:
    """A real engine that refuses a batch with a certain document, as a server refuses what its mapping forbids."""

    def __init__(self, engine, *, refused: str):
        self.refused, self.status, self.remove, self._index = refused, engine.status, engine.remove, engine.index

    def index(self, documents):
        documents = list(documents)
        if any(document.key == self.refused for document in documents):
            raise EngineUnavailableError("refused")
        return self._index(documents)


def test_what_an_answering_engine_refuses_is_taken_alone_in_the_end(engine, mills):
    changes.record("organisation", [mill.code for mill in mills])
    fussy = Fussy(engine, refused=f"organisation:{mills[1].code}:en")

    for _try in range(worker.MOST_TOGETHER):
        with pytest.raises(EngineUnavailableError):
            worker.work_off(fussy)
    assert worker.work_off(fussy) == 4
    assert [failure.thing for failure in backlog().failures] == [f"organisation:{mills[1].code}"]


def test_a_worker_that_died_is_taken_over_when_its_claim_ends(engine, mills):
    changes.record("organisation", mills[0].code)
    worker._claim()  # and then nothing more is heard of it

    assert worker.work_off(engine) == 0
    IndexChange.objects.update(due_at=timezone.now())
    assert worker.work_off(engine) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_four_workers_share_the_work(engine_url, monkeypatch):
    mills = [places.organisation(f"Mill {number}") for number in range(40)]
    monkeypatch.setattr(worker, "BATCH", 3)
    done, together = [], threading.Barrier(4)

    def work():
        together.wait()
        try:
            while number := worker.work_off(current_engine()):
                done.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(done) == IndexChange.objects.count()
    assert keys(current_engine()) == {f"organisation:{mill.code}:en" for mill in mills}


def test_revisions_grow_also_when_the_clock_goes_back(monkeypatch):
    first = revisions.take()
    monkeypatch.setattr(revisions.time, "time_ns", lambda: 0)

    assert revisions.take() == first + 1
    assert first < 2**53


def test_old_rows_are_forgotten_and_open_ones_kept(mills):
    changes.record("organisation", [mill.code for mill in mills[:3]])
    day = timezone.now() - timedelta(days=1, minutes=1)
    first, second, third = IndexChange.objects.order_by("pk")
    IndexChange.objects.filter(pk=first.pk).update(done_at=day)
    IndexChange.objects.filter(pk=second.pk).update(done_at=timezone.now())
    IndexChange.objects.filter(pk=third.pk).update(recorded_at=day, due_at=day)

    worker.clean_up()

    assert set(IndexChange.objects.values_list("pk", flat=True)) == {second.pk, third.pk}


def test_the_worker_reads_files_when_nothing_else_waits(engine):
    file = SiteDocument.objects.create(title="Report", file=ContentFile("отпадъци".encode(), name="report.txt"))
    page = practices.practice(documents=[("document", file)])
    loop = worker.Loop()

    while loop() == 0:
        pass

    assert ExtractedText.objects.get().pages == ["отпадъци"]
    assert attachments.waiting() == 0
    found = next(sources.get("practice").documents([page.code], revision=1))
    assert found.attachments[0].pages == ("отпадъци",)
    assert backlog().waiting == 0


def test_rounds_and_loop_are_registered():
    assert {"search.clean_up", "search.verify", "clusters.memberships_of_today"} <= set(rounds.registered())
    assert "search" in loops._registered


def test_the_desk_of_an_administrator_shows_what_waits(outage, mills):
    changes.record("organisation", mills[0].code)
    administrator = people.administrator()

    assert search_index(people.coordinator()) is None
    section = search_index(administrator)
    assert dict(section.figures)["changes that wait"] >= 1
    assert section.items == []
    with outage.off():
        section = search_index(administrator)
        assert section.items[0].title == "The search engine does not answer."
        assert section.total == 1
