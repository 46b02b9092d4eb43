from practices.models.listing import ListingRevision
from practices.models.pages import (
    ClusterSectionPage,
    PracticeConcept,
    PracticeIndexPage,
    PracticePage,
    PracticeTag,
)
from practices.models.readers import Question, SavedPractice, Transfer
from practices.models.review import Confirmation, CriteriaReviewTask, ReviewCriterion, ReviewCriterionText
from practices.models.writers import Proposal, ProposalFile

__all__ = [
    "ClusterSectionPage",
    "Confirmation",
    "CriteriaReviewTask",
    "ListingRevision",
    "PracticeConcept",
    "PracticeIndexPage",
    "PracticePage",
    "PracticeTag",
    "Proposal",
    "ProposalFile",
    "Question",
    "ReviewCriterion",
    "ReviewCriterionText",
    "SavedPractice",
    "Transfer",
]
