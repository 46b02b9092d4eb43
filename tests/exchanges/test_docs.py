"""The diagram and the tables of docs/exchanges.md are the code’s own."""

import re

import pytest
from django.conf import settings

from exchanges import rules
from exchanges.choices import Party
from exchanges.states import EXCHANGE_MOVES, TABLES

PAGE = (settings.BASE_DIR / "docs" / "exchanges.md").read_text()


def rows_of(subject):
    section = PAGE.split(f"### {subject}\n")[1].split("\n### ")[0]
    return re.findall(r"^\| `(\w+)` \| (?:`(\w+)`|–) \| ?(.*?) ?\|$", section, re.MULTILINE)


@pytest.mark.parametrize("subject", TABLES)
def test_tables_of_moves_equal_the_code(subject):
    expected = {
        (str(before), str(after), ", ".join(str(p) for p in Party if p in rules.RIGHTS[subject][after]))
        for before, afters in TABLES[subject].items()
        for after in afters
    } | {(str(before), "", "") for before, afters in TABLES[subject].items() if not afters}

    assert set(rows_of(subject)) == expected
    assert len(rows_of(subject)) == len(expected)


def test_the_diagram_equals_the_code():
    drawn = re.findall(r"^    (\S+) --> (\S+)$", PAGE.split("```mermaid")[1].split("```")[0], re.MULTILINE)
    expected = [("[*]", "matched")]
    expected += [(str(a), str(b)) for a, afters in EXCHANGE_MOVES.items() for b in afters]
    expected += [(str(a), "[*]") for a, afters in EXCHANGE_MOVES.items() if not afters]

    assert sorted(drawn) == sorted(expected)


@pytest.mark.parametrize("subject", TABLES)
def test_every_state_has_a_row_and_every_move_a_right(subject):
    table = TABLES[subject]
    kind = type(next(iter(table)))

    assert set(table) == set(kind)
    assert set(rules.RIGHTS[subject]) == {after for afters in table.values() for after in afters}
