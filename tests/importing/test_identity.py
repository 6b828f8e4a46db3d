"""Numbers of identity papers, with the check that a resident's number carries."""

import pytest

from salesdesk.importing.identity import parse_id_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("11010519491231002x", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("'11010519491231002X", "11010519491231002X"),
        ("\ufeff11010519491231002X\u200e", "11010519491231002X"),
        ("p1234567", "P1234567"),
        ("H12345678(0)", "H12345678(0)"),
        ("91310000MA1FL3XX0A", "91310000MA1FL3XX0A"),
    ],
)
def test_a_number_is_kept_in_one_form(text: str, number: str) -> None:
    assert parse_id_number(text) == number


@pytest.mark.parametrize("text", ["110105194912310021", "1.10105E+17", "12", "-", "王伟", "1" * 40])
def test_a_number_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_id_number(text)
