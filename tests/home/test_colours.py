"""The colours of the style sheet keep their contrast."""

from home.colours import contrast, read_colours


def test_contrast_is_measured_as_wcag_does():
    assert (contrast("#000000", "#ffffff"), contrast("#777777", "#777777")) == (21.0, 1.0)


def test_everything_that_carries_text_reaches_aa():
    not_for_text = {"paper", "raised", "line"}

    weak = [c for c in read_colours() if c.name not in not_for_text and min(c.light_contrast, c.dark_contrast) < 4.5]

    assert weak == []
    assert len(read_colours()) >= 13
