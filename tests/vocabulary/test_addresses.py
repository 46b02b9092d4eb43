"""The vocabulary in the sitemap."""

import pytest

from tests.factories.vocabulary import concept, scheme
from vocabulary.addresses import sitemap_entries

pytestmark = pytest.mark.django_db


def test_the_sitemap_names_schemes_and_concepts_in_use_in_all_languages():
    fabric = scheme()
    felt = concept(fabric, "felt")
    concept(fabric, "gone", deprecated=True)

    entries = list(sitemap_entries())

    assert [entry.paths["bg"] for entry in entries] == ["/bg/words/", "/bg/words/fabric/", "/bg/words/fabric/felt/"]
    assert (len(entries[2].paths), entries[2].changed_at) == (7, felt.changed_at)
