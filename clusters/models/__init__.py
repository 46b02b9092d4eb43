from clusters.models.capabilities import Capability, Certificate, OrderTerms, Photo, Statement
from clusters.models.clusters import Cluster, ClusterRole, ClusterText, LabelAward, TeamMember
from clusters.models.organisations import GoneCode, Organisation, OrganisationText, Place, RetiredCode
from clusters.models.people import Affiliation, Membership

__all__ = [
    "Affiliation",
    "Capability",
    "Certificate",
    "Cluster",
    "ClusterRole",
    "ClusterText",
    "GoneCode",
    "LabelAward",
    "Membership",
    "OrderTerms",
    "Organisation",
    "OrganisationText",
    "Photo",
    "Place",
    "RetiredCode",
    "Statement",
    "TeamMember",
]
