"""Drafts and what is drawn from them."""

import pytest

from clusters import weaves
from clusters.states import Weave


def test_every_weave_has_a_draft_of_whole_rows():
    assert set(weaves.DRAFTS) == set(Weave.values)
    assert all(len({len(row) for row in draft}) == 1 for draft in weaves.DRAFTS.values())


def test_no_two_weaves_look_the_same():
    assert len({weaves.threads(weave) for weave in Weave.values}) == len(Weave.values)


@pytest.mark.parametrize("weave", Weave.values)
def test_each_crossing_has_one_thread_on_top(weave):
    threads = weaves.threads(weave)
    draft = weaves.draft(weave)
    up = sum(map(sum, draft))

    drawn_up = sum(int(part.split("v")[1].split("h")[0]) // weaves.CELL for part in threads.warp.split("M")[1:])
    drawn_down = sum(int(part.split("h")[1].split("v")[0]) // weaves.CELL for part in threads.weft.split("M")[1:])

    assert (drawn_up, drawn_up + drawn_down) == (up, len(draft) * len(draft[0]))
    assert (threads.width, threads.height) == (len(draft[0]) * weaves.CELL, len(draft) * weaves.CELL)


def test_plain_weave_as_path():
    assert weaves.path("plain") == "M0 0h1v1H0zM1 1h1v1H1z"


def test_unknown_weave_is_plain():
    assert weaves.threads("brocade") == weaves.threads("plain")
