"""A messy list of 300 members of a Bulgarian cluster: 40 lines with an error, 25 that are known already.

Always the same. Twenty of the known ones stand in the records before (`known`), written there another way; five stand
twice in the list itself. Everything else is as such lists are: empty cells, numbers with units, words in two languages.
"""

import random
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from core.text import folded

LINES, ERRORS, KNOWN, TWINS = 300, 40, 20, 5
HEADINGS = (
    "Фирма", "Населено място", "ДДС №", "Сайт", "Дейности", "Мин. поръчка (бр.)", "Срок (дни)", "Брой служители",
    "Член от", "Ширина", "Дължина", "Забележка",
)  # fmt: skip
NAME, TOWN, VAT, SITE, STEPS, MINIMUM, DAYS, PEOPLE, SINCE, LATITUDE, LONGITUDE, NOTE = range(12)
TOWNS = ("София", "Пловдив", "Русе", "Варна", "Сливен", "Габрово", "Самоков", "Бургас", "Плевен", "Хасково")
FORMS = ("ЕООД", "ООД", "АД", "ЕТ")
SYLLABLES = ("ба", "ве", "ги", "до", "жа", "зе", "ка", "ли", "мо", "ну", "пе", "ра", "си", "то", "фу", "хе", "ца", "че")
# (column, what stands in the file, what is right) of each kind of error.
FAULTS = (
    (MINIMUM, "=SUM(F2:F9)", "120"),
    (MINIMUM, "около сто", "100"),
    (DAYS, "-4", "14"),
    (STEPS, "тъкнае", "тъкане"),
    (STEPS, "летене", "шиене"),
    (SINCE, "скоро", "2020-05-01"),
    (VAT, "BG12", ""),
    (SITE, "няма още сайт", ""),
    (NAME, "", "Нова фирма"),
    (DAYS, "#REF!", "21"),
)


@dataclass
class Messy:
    """`right` has what to write in which column of a line, by the number of the line in the sheet."""

    rows: list[list[str]] = field(default_factory=list)
    right: dict[int, tuple[int, str]] = field(default_factory=dict)
    known: list[tuple[str, str]] = field(default_factory=list)  # name and town of the records before
    doubles: list[int] = field(default_factory=list)  # lines that are one of them
    twins: list[tuple[int, int]] = field(default_factory=list)  # line, the line above that it is


def latin(name: str) -> str:
    return folded(name).title()


def messy(seed: int = 20) -> Messy:
    chance = random.Random(seed)
    names = _names(chance, LINES)
    made = Messy(rows=[list(HEADINGS)])
    for place in range(LINES):
        made.rows.append(_row(chance, names[place], place))
    lines = list(range(2, LINES + 2))
    chance.shuffle(lines)
    for place, line in enumerate(lines[:ERRORS]):
        column, wrong, right = FAULTS[place % len(FAULTS)]
        made.rows[line - 1][column] = wrong
        made.right[line] = (column, right if right != "Нова фирма" else f"{names[line - 2]} ООД")
    for place, line in enumerate(lines[ERRORS : ERRORS + KNOWN]):
        row, name = made.rows[line - 1], names[line - 2]
        moved = TOWNS[(TOWNS.index(row[TOWN]) + 1) % len(TOWNS)]
        made.known.append((_otherwise(place, name), moved if place % 4 == 2 else row[TOWN]))
        row[NAME] = f"{name} ООД"
        made.doubles.append(line)
    rest = sorted(lines[ERRORS + KNOWN :])
    for place in range(TWINS):
        first, second = rest[place], rest[-1 - place]
        row = made.rows[second - 1]
        row[NAME] = f"{latin(names[first - 2])} OOD"
        made.rows[first - 1][NAME] = f"{names[first - 2]} ООД"
        row[TOWN], row[VAT], row[SITE] = made.rows[first - 1][TOWN], "", ""
        made.twins.append((second, first))
    return made


def _names(chance: random.Random, number: int) -> list[str]:
    """Names that nobody takes for one another, in any letters."""
    found: list[str] = []
    while len(found) < number:
        name = "".join(chance.sample(SYLLABLES, 5)).capitalize()
        if all(fuzz.ratio(name, other) < 72 for other in found):
            found.append(name)
    return found


def _row(chance: random.Random, name: str, place: int) -> list[str]:
    return [
        f"{name} {FORMS[place % len(FORMS)]}",
        TOWNS[place % len(TOWNS)],
        f"BG{100000000 + place * 7919}" if place % 3 else "",
        f"www.{latin(name).lower()}.example" if place % 2 else "",
        chance.choice(("тъкане", "багрене; шиене", "weaving", "Шиене, тъкане", "")),
        chance.choice(("50", "100 бр.", "1 200", "")),
        chance.choice(("14", "30 дни", "")),
        chance.choice(("7", "12", "80", "10-49", "")),
        chance.choice(("01.03.2019", "2021-06-15", "2018", "")),
        "",
        "",
        chance.choice(("обажда се", "", "!")),
    ]


def _otherwise(place: int, name: str) -> str:
    """How the record has the name: in capitals, in Latin letters, with a slip (in another town), without its form."""
    ways = (
        f"„{name.upper()}“ ООД",
        f"{latin(name)} OOD",
        f"{name[:5]}{name[4:]} ООД",
        name,
    )
    return ways[place % len(ways)]
