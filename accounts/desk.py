"""My desk: what waits for a person. Each room registers a function that says what it has for somebody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from accounts import rules

MOST_ITEMS = 10  # of one section; its heading counts them all and links to the rest


@dataclass(frozen=True)
class Step:
    """One knot of a thread: a state, whether it is the present one, and when it came."""

    label: str
    is_present: bool = False
    when: datetime | None = None


@dataclass(frozen=True)
class Item:
    """One thing that waits: what it is, where to do it, since when, and what to do in a few words."""

    title: str
    href: str
    todo: str = ""
    when: date | datetime | None = None
    note: str = ""
    language: str = ""  # of the title, where it is not the reader’s
    steps: list[Step] = field(default_factory=list)
    post_href: str = ""  # a button that does it at once
    post_label: str = ""

    @property
    def moment(self) -> datetime | None:
        """The time for sorting, whether it came as a day or a moment."""
        if self.when is None or isinstance(self.when, datetime):
            return self.when
        return timezone.make_aware(datetime.combine(self.when, datetime.min.time()))


@dataclass(frozen=True)
class Section:
    """A heading of the desk. `total` counts everything; `items` holds the first few; `figures` are (label, number).

    `more_href` leads to the whole list, whether or not anything waits.
    """

    code: str
    title: str
    items: list[Item] = field(default_factory=list)
    empty: str = ""
    total: int | None = None
    more_href: str = ""
    figures: list[tuple[str, int]] = field(default_factory=list)
    waits: bool = False  # what stands here waits for this person's answer
    returned: int = 0  # of one's own work, how much came back and waits again

    @classmethod
    def waiting(cls, found: Sequence, item: Callable[..., Item], **words) -> "Section":
        """What waits for this person's answer: the first few as items, all of them counted."""
        return cls(items=[item(each) for each in found[:MOST_ITEMS]], total=len(found), waits=True, **words)

    @property
    def count(self) -> int:
        return len(self.items) if self.total is None else self.total

    @property
    def is_bare(self) -> bool:
        """Nothing to show but that nothing waits."""
        return self.waits and not self.items and not any(number for _label, number in self.figures)


@dataclass(frozen=True)
class Desk:
    """The page: what waits and how much of it, then the person's own; where nothing waits is named in one sentence."""

    sections: list[Section]

    @property
    def full(self) -> list[Section]:
        return sorted((each for each in self.sections if not each.is_bare), key=lambda each: not each.waits)

    @property
    def bare(self) -> list[Section]:
        return [each for each in self.sections if each.is_bare]

    @property
    def waiting(self) -> int:
        return sum(each.count if each.waits else each.returned for each in self.sections)


_registered: list[tuple[int, Callable]] = []


def register(function: Callable[[object], Section | None], *, order: int = 100) -> None:
    """Have `function(user)` add a section to the desk; None where it has nothing to say to this person.

    Smaller orders stand higher: 10 what blocks the person, 20 what others wait for, 50 own work, 80 figures. A function
    takes a fixed number of queries, however much waits. Called from an app's `ready()`.
    """
    _registered.append((order, function))


def sections_for(user) -> list[Section]:
    """Everything that waits for this person, in order."""
    found = [function(user) for _order, function in sorted(_registered, key=lambda pair: pair[0])]
    return [section for section in found if section is not None]


def role_labels(user) -> list[str]:
    """The alliance-wide roles of the person, to stand under the heading."""
    return [label for role, label in rules.Role.choices if role in user.role_names]
