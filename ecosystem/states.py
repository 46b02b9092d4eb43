"""States of the ecosystem's room, each with the table of its legal moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class ListState(models.TextChoices):
    """A list of members on its way from a file to the records."""

    UPLOADED = "uploaded", _("columns to be named")
    READING = "reading", _("being read")
    CHECKED = "checked", _("read, to be repaired and loaded")
    LOADING = "loading", _("being loaded")
    LOADED = "loaded", _("loaded")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("discarded")


_L = ListState
LIST_MOVES = {
    _L.UPLOADED: {_L.READING, _L.DISCARDED},
    _L.READING: {_L.CHECKED, _L.UPLOADED},
    _L.CHECKED: {_L.READING, _L.LOADING, _L.DISCARDED},
    _L.LOADING: {_L.LOADED, _L.CHECKED},
    _L.LOADED: {_L.UNDOING, _L.LOADING},  # again, with the lines repaired since
    _L.UNDOING: {_L.UNDONE, _L.LOADED},
    _L.UNDONE: {_L.CHECKED},
    _L.DISCARDED: set(),
}


class LineState(models.TextChoices):
    """What becomes of one line of a list."""

    FAULTY = "faulty", _("to be repaired")
    DOUBLE = "double", _("perhaps known already")
    NEW = "new", _("new")
    CHANGES = "changes", _("brings changes")
    SAME = "same", _("known, nothing new")
    LEFT_OUT = "left_out", _("left out")
    LOADED = "loaded", _("loaded")


class ClaimState(models.TextChoices):
    """A person says that an organisation is theirs; its cluster vouches for that or does not."""

    ASKED = "asked", _("waiting for the cluster")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REVOKED = "revoked", _("revoked")


_C = ClaimState
CLAIM_MOVES = {
    _C.ASKED: {_C.CONFIRMED, _C.REFUSED, _C.WITHDRAWN},
    _C.CONFIRMED: {_C.REVOKED},
    _C.REFUSED: set(),
    _C.WITHDRAWN: set(),
    _C.REVOKED: set(),
}


class HintKind(models.TextChoices):
    """What a reader reports about a record in one click."""

    WRONG = "wrong", _("something is wrong")
    CLOSED = "closed", _("closed down")
    DOUBLE = "double", _("stands here twice")


class HintState(models.TextChoices):
    OPEN = "open", pgettext_lazy("hint", "open")
    DONE = "done", pgettext_lazy("hint", "dealt with")
    DISMISSED = "dismissed", pgettext_lazy("hint", "not so")


HINT_MOVES = {
    HintState.OPEN: {HintState.DONE, HintState.DISMISSED},
    HintState.DONE: set(),
    HintState.DISMISSED: set(),
}


class BriefState(models.TextChoices):
    """A sourcing brief: what a brand wants made."""

    DRAFT = "draft", pgettext_lazy("brief", "draft")
    SENT = "sent", pgettext_lazy("brief", "sent")
    CLOSED = "closed", pgettext_lazy("brief", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("brief", "withdrawn")


BRIEF_MOVES = {
    BriefState.DRAFT: {BriefState.SENT, BriefState.WITHDRAWN},
    BriefState.SENT: {BriefState.CLOSED, BriefState.WITHDRAWN},
    BriefState.CLOSED: set(),
    BriefState.WITHDRAWN: set(),
}


class AnswerState(models.TextChoices):
    """What one maker says to a brief."""

    ASKED = "asked", pgettext_lazy("brief", "not answered yet")
    YES = "yes", pgettext_lazy("brief", "yes")
    NO = "no", pgettext_lazy("brief", "no")
    NOT_NOW = "not_now", pgettext_lazy("brief", "not now")


_A = AnswerState
ANSWER_MOVES = {
    _A.ASKED: {_A.YES, _A.NO, _A.NOT_NOW},
    _A.YES: {_A.NO},
    _A.NO: {_A.YES},
    _A.NOT_NOW: {_A.YES, _A.NO},
}


class Outcome(models.TextChoices):
    """What came of a brief; asked when it is closed."""

    ORDERED = "ordered", _("an order was placed")
    SAMPLED = "sampled", _("a sample was made, no order yet")
    TALKING = "talking", _("still talking")
    ELSEWHERE = "elsewhere", _("made elsewhere")
    NOTHING = "nothing", _("nothing came of it")


class BudgetBand(models.TextChoices):
    """What the whole order may cost, in the currency of the brief."""

    UNDER_1000 = "under_1000", _("under 1,000")
    UNDER_5000 = "under_5000", _("1,000 to 5,000")
    UNDER_20000 = "under_20000", _("5,000 to 20,000")
    UNDER_100000 = "under_100000", _("20,000 to 100,000")
    OVER_100000 = "over_100000", _("over 100,000")
