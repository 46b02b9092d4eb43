"""Drawn cloth: the same on every machine, all of it different, and quick."""

import time

import pytest
from PIL import ImageStat

from clusters.patterns import DYES, KINDS, draw, social_picture
from clusters.states import Dye


def test_every_dye_of_the_style_sheet_can_be_drawn():
    assert set(DYES) == set(Dye.values)


@pytest.mark.parametrize("kind", KINDS)
def test_picture_is_the_same_for_the_same_seed_and_quick(kind):
    started = time.process_time()
    first = draw(kind, 7, "indigo")
    took = time.process_time() - started

    assert (first.size, first.mode) == ((1600, 1067), "RGB")
    assert first.tobytes() == draw(kind, 7, "indigo").tobytes()
    assert first.tobytes() != draw(kind, 8, "indigo").tobytes()
    assert first.tobytes() != draw(kind, 7, "madder").tobytes()
    assert max(ImageStat.Stat(first).stddev) > 12  # something is drawn on it
    assert took < 2  # 0.1 to 0.4 seconds on an idle machine


@pytest.mark.parametrize(("kind", "dye"), [("velvet", "indigo"), ("twill", "pink")])
def test_unknown_kind_or_dye_is_refused(kind, dye):
    with pytest.raises(KeyError):
        draw(kind, 1, dye)


def test_social_picture_shows_each_cloth():
    picture = social_picture([("plain", "madder"), ("satin", "indigo")])

    colours = {colour for _count, colour in picture.getcolors(64)}
    assert {DYES["madder"], DYES["indigo"]} <= colours
