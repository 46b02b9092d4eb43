"""From the gap map to a step that nobody does here, and to the nearest who does (issue 6); with and without scripts."""

import re

import pytest

from tests.browser.test_ecosystem_briefs import is_clean


@pytest.mark.parametrize("scripts", [True, False])
def test_the_gap_map_leads_to_a_missing_step_and_its_nearest_makers(somebody, scripts):
    reader = somebody(scripts=scripts)
    eyes = None if scripts else somebody()

    reader.opens("/en/organisations/").follows("Gap map")
    reader.sees("Value-chain steps", "done by nobody here", "How much of this is done by somebody, by region")
    is_clean(reader, eyes=eyes)

    reader.chooses(region="BG-18").presses("Show")
    reader.sees("Value-chain steps: Ruse", "Nearest alternative")
    row = reader.page.locator("tr").filter(has=reader.page.get_by_role("link", name="Spinning", exact=True))
    assert re.search(r"nobody.*\d+ km", row.inner_text(), re.S)
    is_clean(reader, eyes=eyes)

    reader.follows("Spinning").is_at(r"/en/gaps/step/spinning/\?region=BG-18")
    reader.sees("Nearest to Ruse", "By region", "What the numbers rest on")
    is_clean(reader, eyes=eyes)
    nearest = reader.page.locator("ol.line-list a").first
    name = nearest.inner_text()
    nearest.click()
    reader.sees(name)
