from core.codes import ALPHABET, new_code


def test_codes_have_six_letters_that_are_not_misread():
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert {len(code) for code in codes} == {6}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01ilo")
