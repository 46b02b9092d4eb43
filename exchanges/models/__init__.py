from exchanges.models.applications import Application, Proposal
from exchanges.models.commitments import SIGNED_FIELDS, CommitmentVersion, Signature
from exchanges.models.exchanges import DayCorrection, Exchange, ExchangeSession, Message, StayDay
from exchanges.models.missions import (
    Mission,
    MissionHost,
    MissionSession,
    MissionSessionText,
    MissionText,
    Seat,
    SignUp,
)
from exchanges.models.moves import Move
from exchanges.models.offers import Offer, OfferPeriod, OfferText
from exchanges.models.plans import PlannedStay, PlannerRun
from exchanges.models.programmes import (
    Override,
    Programme,
    ProgrammeCountry,
    ProgrammeText,
    Rate,
    RoleRule,
    Target,
)
from exchanges.models.reports import (
    PART_FIELDS,
    STORY_FIELDS,
    CalendarFeed,
    Certificate,
    EvidenceFile,
    FollowUp,
    Payment,
    Report,
)

__all__ = [
    "PART_FIELDS",
    "SIGNED_FIELDS",
    "STORY_FIELDS",
    "Application",
    "CalendarFeed",
    "Certificate",
    "CommitmentVersion",
    "DayCorrection",
    "EvidenceFile",
    "Exchange",
    "ExchangeSession",
    "FollowUp",
    "Message",
    "Mission",
    "MissionHost",
    "MissionSession",
    "MissionSessionText",
    "MissionText",
    "Move",
    "Offer",
    "OfferPeriod",
    "OfferText",
    "Override",
    "Payment",
    "PlannedStay",
    "PlannerRun",
    "Programme",
    "ProgrammeCountry",
    "ProgrammeText",
    "Proposal",
    "Rate",
    "Report",
    "RoleRule",
    "Seat",
    "SignUp",
    "Signature",
    "StayDay",
    "Target",
]
