"""Amounts of bank statements, as banks write them."""

import pytest

from salesdesk.importing.receipts import parse_signed


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,000.00", 100_000),
        ("¥500", 50_000),
        ("+3.5", 350),
        ("-7", -700),
        ("100元", 10_000),
        ("CNY 12", 1_200),
        ("０", 0),
    ],
)
def test_an_amount_is_read_with_its_sign(text: str, minor: int) -> None:
    assert parse_signed(text) == minor


@pytest.mark.parametrize("text", ["x", "1e9", "1.234", "--5x", "9" * 30, "NaN"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        parse_signed(text)
