"""Why two organisations may be the same, or may not: the sentences beside a pair."""

from django.utils.translation import gettext_lazy as _

SAME_NUMBER = "same_number"
SAME_NAME = "same_name"
SAME_NAME_OTHER_FORM = "same_name_other_form"
SPELLING = "spelling"
SIMILAR = "similar"
SHORTENED = "shortened"
SAME_TOWN = "same_town"
OTHER_TOWN = "other_town"
SAME_WEBSITE = "same_website"
OTHER_NUMBER = "other_number"
OTHER_NAME = "other_name"
COUNTED = "counted"
COMMON_WORDS = "common_words"

# Key kept in the database → what a reader sees. Those of `AGAINST` speak against.
SENTENCES = {
    SAME_NUMBER: _("The same VAT or registration number"),
    SAME_NAME: _("The same name"),
    SAME_NAME_OTHER_FORM: _("The same name with another legal form"),
    SPELLING: _("The same name, spelt another way"),
    SIMILAR: _("A similar name"),
    SHORTENED: _("One name may be short for the other"),
    SAME_TOWN: _("In the same town"),
    OTHER_TOWN: _("In another town"),
    SAME_WEBSITE: _("The same website"),
    OTHER_NUMBER: _("Different VAT or registration numbers"),
    OTHER_NAME: _("The names differ: perhaps the number is wrong"),
    COUNTED: _("The names differ in a number"),
    COMMON_WORDS: _("The name is made of common words"),
}
AGAINST = frozenset({SAME_NAME_OTHER_FORM, OTHER_TOWN, OTHER_NUMBER, OTHER_NAME, COUNTED, COMMON_WORDS})


def sentences(reasons) -> list[tuple[str, bool]]:
    """(sentence, speaks for it) of kept reasons; what an older version said and no one knows is left out."""
    return [(SENTENCES[reason], reason not in AGAINST) for reason in reasons if reason in SENTENCES]
