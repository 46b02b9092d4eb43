from ecosystem.models.briefs import MOST_MAKERS, Brief, BriefAnswer, BriefFile, BriefMessage, BriefWish, HandOver
from ecosystem.models.claims import Claim, Hint
from ecosystem.models.gaps import IndustryYear
from ecosystem.models.lists import ListLine, MemberList, PossibleDouble, RememberedHeading, SameOrNot

__all__ = [
    "MOST_MAKERS",
    "Brief",
    "BriefAnswer",
    "BriefFile",
    "BriefMessage",
    "BriefWish",
    "Claim",
    "HandOver",
    "Hint",
    "IndustryYear",
    "ListLine",
    "MemberList",
    "PossibleDouble",
    "RememberedHeading",
    "SameOrNot",
]
