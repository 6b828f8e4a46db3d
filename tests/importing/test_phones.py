"""Phones as people write them become one form, or are refused with the reason."""

import pytest

from salesdesk.domain.errors import BadValue
from salesdesk.importing.phones import normalise_phone, phone_digits


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("199-0000-1234", "CN", "+8619900001234"),
        ("199 0000 1234", "cn", "+8619900001234"),
        ("+86 199-0000-1234", "CN", "+8619900001234"),
        ("0086 19900001234", "CN", "+8619900001234"),
        ("１９９００００１２３４", "CN", "+8619900001234"),
        (" 19900001234\n", "CN", "+8619900001234"),
        ("\u202d199\u200b00001234\u202c", "CN", "+8619900001234"),
        ("0755-2699 1234", "CN", "+8675526991234"),
        ("+852 9123 4567", "CN", "+85291234567"),
        ("(212) 555-0123", "us", "+12125550123"),
        ("1-212-555-0123", "US", "+12125550123"),
        ("+86 199 0000 1234", "US", "+8619900001234"),
    ],
)
def test_every_spelling_gives_one_number(text: str, region: str, number: str) -> None:
    assert normalise_phone(text, region) == number


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("1990000123", "CN"),
        ("199000012345", "CN"),
        ("13900000000.0", "CN"),
        ("26991234", "CN"),
        ("3101", "CN"),
        ("0755-26991234 ext 8", "CN"),
        ("19900001234x", "CN"),
        ("19900001234#", "CN"),
        ("19900001234;", "CN"),
        ("张三", "CN"),
        ("", "CN"),
        ("199-0000-1234", "US"),
        ("555-0123", "US"),
        ("1" * 400, "CN"),
        ("[red]19900001234", "CN"),
        ("\x1b19900001234", "CN"),
    ],
)
def test_what_is_no_number_is_refused(text: str, region: str) -> None:
    with pytest.raises(BadValue):
        normalise_phone(text, region)
    assert phone_digits(text, region) is None


@pytest.mark.parametrize("text", ["1.39E+10", "1.99e10", "1,39E+10"])
def test_a_number_that_a_spreadsheet_cut_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadValue, match="spreadsheet"):
        normalise_phone(text, "CN")


def test_a_search_by_phone_knows_a_number_from_a_name() -> None:
    assert phone_digits("19900001234", "cn") == "+8619900001234"
