"""Chinese numerals below a hundred."""

import pytest

from salesdesk.domain.numerals import parse_numeral


@pytest.mark.parametrize(
    ("text", "number"),
    {"一": 1, "十": 10, "十二": 12, "二十": 20, "三十一": 31, "九十九": 99, "两": 2, "〇": 0}.items(),
)
def test_a_numeral_is_read(text: str, number: int) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize(("text", "number"), [("一二", 12), ("0", 0), ("07", 7), ("128", 128)])
def test_digits_one_by_one_are_read(text: str, number: int) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize("text", ["", "栋", "十十", "百", "一百", "-1", "1.0", "１２", "一二三", "3A", "²"])
def test_anything_else_is_no_numeral(text: str) -> None:
    assert parse_numeral(text) is None
