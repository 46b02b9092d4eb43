"""Who may change the vocabulary: holders of Wagtail's permissions on concepts, as the group “Coordinators” has them."""

EDITING_PERMISSIONS = (
    "vocabulary.add_concept",
    "vocabulary.change_concept",
    "vocabulary.view_concept",
    "vocabulary.add_scheme",
    "vocabulary.change_scheme",
    "vocabulary.view_scheme",
)


def may_edit_vocabulary(user) -> bool:
    """May import files and edit schemes and concepts. Nobody deletes: permanent addresses keep answering."""
    return user.is_active and user.has_perms(EDITING_PERMISSIONS)
