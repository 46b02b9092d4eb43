"""Lists to choose from that are no states: sides, roles, activities, outcomes, kinds of evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    VISITOR = "visitor", _("visitor")
    HOST = "host", _("host")


class Membership(models.TextChoices):
    """What the rule matrix knows about an organisation’s membership."""

    MEMBER = "member", _("member of a cluster of the alliance")
    EXTERNAL = "external", _("in no cluster of the alliance")


class Allowed(models.TextChoices):
    """An answer of the rule matrix."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    ASK = "ask", _("case by case, with the coordinator’s approval")


class Party(models.TextChoices):
    """Who somebody is for one exchange, application or mission; the rights are in `rules`."""

    VISITOR = "visitor", _("visitor")
    HOST = "host", _("host")
    SENDING = "sending", _("sending cluster")
    RECEIVING = "receiving", _("receiving cluster")
    COORDINATOR = "coordinator", _("alliance coordinator")
    CALENDAR = "calendar", _("the calendar")


class SignatureRole(models.TextChoices):
    """The four signatures of a commitment (guides/clusterxchange.md, 2.1 step 7)."""

    VISITOR = "visitor", _("visitor")
    HOST = "host", _("host")
    SENDING = "sending", _("sending cluster")
    RECEIVING = "receiving", _("receiving cluster")


class Confirmation(models.TextChoices):
    """How the person proved, at the moment of signing, who they are."""

    PASSWORD = "password", _("password")
    SECOND_FACTOR = "second_factor", _("second factor")


class ProposedBy(models.TextChoices):
    """Who made a proposal."""

    VISITOR = "visitor", _("the visitor")
    HOST = "host", _("the host")
    PLANNER = "planner", _("the coordinator’s plan")
    AGREED = "agreed", _("agreed beforehand")


class Purpose(models.TextChoices):
    """Purposes of an exchange (guides/clusterxchange.md, 1.7)."""

    LEARN = "learn", _("learn from another cluster")
    MARKETS = "markets", _("explore growth in new markets")
    TECHNOLOGY = "technology", _("take up technology, digital or green solutions")
    INVESTMENT = "investment", _("invest in strategic interregional collaboration")


class Activity(models.TextChoices):
    """Activities during a stay (guides/clusterxchange.md, 1.7)."""

    CAPACITY = "capacity", _("individual or group capacity building")
    KNOWLEDGE = "knowledge", _("sharing knowledge and experience")
    PROJECT = "project", _("project development, innovation, research and development")
    MARKET = "market", _("market research")
    NETWORKING = "networking", _("networking, new partners, business opportunities")


class Outcome(models.TextChoices):
    """What came of an exchange (guides/clusterxchange.md, section 4)."""

    CONTACTS = "contacts", _("new contacts and meetings")
    PROJECT = "project", _("joint project")
    AGREEMENT = "agreement", _("commercial agreement")
    MEMBERSHIP = "membership", _("joined another cluster")
    TECHNOLOGY = "technology", _("technology transfer")
    MARKET = "market", _("entry into a market")
    SKILLS = "skills", _("better skills")
    FOLLOW_UP = "follow_up", _("follow-up meetings")
    NONE = "none", _("none so far")


class Reached(models.TextChoices):
    YES = "yes", _("reached")
    PARTLY = "partly", _("reached in part")
    NO = "no", _("not reached")


class EvidenceKind(models.TextChoices):
    TRAVEL_TICKET = "travel_ticket", _("boarding pass or ticket")
    TRAVEL_INVOICE = "travel_invoice", _("travel invoice")
    STAY_INVOICE = "stay_invoice", _("accommodation invoice")
    ATTENDANCE = "attendance", _("list of attendance")
    PHOTO = "photo", _("photograph")
    OTHER = "other", _("other")


class ReportPart(models.TextChoices):
    """The three parts of a report have different readers (`rules.may_read_report_part`)."""

    STAY = "stay", _("the stay and its results")
    PARTNERS = "partners", _("the partners")
    PROGRAMME = "programme", _("the programme and the platform")


class Unplaced(models.TextChoices):
    """Why the coordinator’s plan has no place for an application."""

    WAITING = "waiting", _("waiting for an answer")
    NOT_ELIGIBLE = "not_eligible", _("a rule of the programme stands in the way")
    NO_HOST = "no_host", _("no host may receive them")
    NO_DAYS = "no_days", _("no host is open on their days")
    ORGANISATION = "organisation", _("another application of the organisation has a place")
    FULL = "full", _("the places went to others")
