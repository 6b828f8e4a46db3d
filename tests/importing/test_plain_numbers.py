"""Columns of plain amounts: read at once exactly as one by one, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.importing.plain_numbers import read_plain
from salesdesk.importing.unit_prices import parse_price

CELLS = st.integers(0, 10**13 - 1).map(lambda each: f"{each // 100}.{each % 100:02d}")


SHORT = CELLS.map(lambda each: each.rstrip("0").rstrip("."))
"""As a spreadsheet has them."""


@given(st.lists(CELLS, min_size=1) | st.lists(SHORT, min_size=1))
def test_plain_amounts_are_those_that_are_read_one_by_one(cells: list[str]) -> None:
    assert read_plain(cells) == [parse_price(cell) for cell in cells]


@given(st.lists(CELLS | st.text(st.sampled_from("0123456789.,\n -e１"), max_size=6), min_size=1, max_size=4))
def test_whatever_is_read_at_once_is_read_alike_one_by_one(cells: list[str]) -> None:
    found = read_plain(cells)
    assert found is None or found == [parse_price(cell) for cell in cells]


@pytest.mark.parametrize(
    "cell",
    ["", ".50", ".5", "1.234", "1.", "1.2.34", "-1.00", "1,000.00", "1.00\n2.00", "１.00", "9" * 12 + ".00"],
)
def test_one_that_is_not_plain_leaves_all_to_be_read_one_by_one(cell: str) -> None:
    assert read_plain(["1.00", cell]) is None
    assert read_plain([cell, "1.00"]) is None
