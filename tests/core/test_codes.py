import pytest

from clusters.models import Organisation
from core.codes import ALPHABET, new_code, unused_codes
from tests.factories.clusters import organisation


def test_codes_have_six_letters_that_are_not_misread():
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert {len(code) for code in codes} == {6}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01ilo")


@pytest.mark.django_db
def test_codes_for_many_rows_are_none_that_a_row_has():
    for code in ALPHABET[:20]:
        organisation(code=code)

    assert sorted(unused_codes(Organisation.objects.all(), 11, length=1)) == sorted(ALPHABET[20:])
