from clusters.models.clusters import Cluster, ClusterRole, ClusterText, LabelAward, TeamMember
from clusters.models.organisations import Organisation, OrganisationText, Place, RetiredCode
from clusters.models.people import Affiliation, Membership

__all__ = [
    "Affiliation",
    "Cluster",
    "ClusterRole",
    "ClusterText",
    "LabelAward",
    "Membership",
    "Organisation",
    "OrganisationText",
    "Place",
    "RetiredCode",
    "TeamMember",
]
