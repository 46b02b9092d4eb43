"""States of the clusters' room, each with its legal moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationType(models.TextChoices):
    SME = "sme", _("small or medium-sized enterprise")
    LARGE = "large", _("large company")
    CLUSTER_ORGANISATION = "cluster_organisation", _("cluster organisation")
    SUPPORT_BODY = "support_body", _("scale-up support body")
    TRAINING_PROVIDER = "training_provider", _("training provider")
    PUBLIC = "public", _("public organisation")
    OTHER = "other", _("other")


class OrganisationSize(models.TextChoices):
    """Headcount classes of Commission Recommendation 2003/361/EC."""

    MICRO = "micro", _("micro (under 10 people)")
    SMALL = "small", _("small (10 to 49 people)")
    MEDIUM = "medium", _("medium (50 to 249 people)")
    LARGE = "large", _("large (250 people or more)")


class LabelLevel(models.TextChoices):
    """Levels of the European Cluster Excellence Initiative (ECEI)."""

    BRONZE = "bronze", _("bronze")
    SILVER = "silver", _("silver")
    GOLD = "gold", _("gold")


class AffiliationRole(models.TextChoices):
    MEMBER = "member", _("member")
    REPRESENTATIVE = "representative", _("representative of the organisation")


class AffiliationState(models.TextChoices):
    """A person says where they work; the cluster's manager accepts or refuses with a reason."""

    ASKED = "asked", _("waiting for the cluster")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("ended")


AFFILIATION_MOVES = {
    AffiliationState.ASKED: {AffiliationState.ACCEPTED, AffiliationState.REFUSED, AffiliationState.ENDED},
    AffiliationState.ACCEPTED: {AffiliationState.ENDED},
    AffiliationState.REFUSED: {AffiliationState.ASKED},
    AffiliationState.ENDED: {AffiliationState.ASKED},
}


class Weave(models.TextChoices):
    """The weaves a cluster can be told by; the drafts are in `clusters.weaves`."""

    PLAIN = "plain", _("plain weave")
    TWILL = "twill", _("2/2 twill")
    HERRINGBONE = "herringbone", _("herringbone")
    BASKET = "basket", _("basket weave")
    SATIN = "satin", _("satin")
    WAFFLE = "waffle", _("waffle weave")
    BIRDSEYE = "birdseye", _("bird’s eye")
    HOPSACK = "hopsack", _("hopsack")


class Dye(models.TextChoices):
    """The dyes: colour tokens of the style sheet, light and dark."""

    MADDER = "madder", _("madder")
    WELD = "weld", _("weld")
    WOAD = "woad", _("woad")
    WALNUT = "walnut", _("walnut")
    INDIGO = "indigo", _("indigo")
    CUTCH = "cutch", _("cutch")
    COCHINEAL = "cochineal", _("cochineal")
    LOGWOOD = "logwood", _("logwood")


class Visibility(models.TextChoices):
    """Who may see a value of an organisation's record, in any way: page, map, list, search, file or API."""

    PUBLIC = "public", _("everybody")
    MEMBERS = "members", _("members of the alliance")
    PRIVATE = "private", _("only the organisation and its clusters")


class ValueSource(models.TextChoices):
    """Where a value of an organisation's record comes from."""

    OWN = "own", _("the organisation itself")
    CLUSTER = "cluster", _("its cluster")
    IMPORT = "import", _("a list of members")
    CLAIM = "claim", _("a claim")
    PUBLIC = "public", _("a public source")
    BEFORE = "before", _("from before sources were kept")
