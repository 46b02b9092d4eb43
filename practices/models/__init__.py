from practices.models.pages import (
    ClusterSectionPage,
    PracticeConcept,
    PracticeIndexPage,
    PracticePage,
    PracticeTag,
)
from practices.models.readers import Question, SavedPractice, Transfer
from practices.models.review import Confirmation, CriteriaReviewTask, ReviewCriterion, ReviewCriterionText
from practices.models.writers import Proposal

__all__ = [
    "ClusterSectionPage",
    "Confirmation",
    "CriteriaReviewTask",
    "PracticeConcept",
    "PracticeIndexPage",
    "PracticePage",
    "PracticeTag",
    "Proposal",
    "Question",
    "ReviewCriterion",
    "ReviewCriterionText",
    "SavedPractice",
    "Transfer",
]
