"""Columns of plain amounts: read at once exactly as one by one, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.importing.plain_numbers import read_mostly_plain, read_plain
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


GROUPED = CELLS.map(lambda each: f"{int(each[:-3]):,}{each[-3:]}")
WORDS = st.sampled_from(["", "--", "1,00.00", "1.234,00", "1,000", "¥1.00", " 1.00", "1\n2", "１.00", "9" * 14])


@given(st.lists(CELLS | CELLS | SHORT | GROUPED | WORDS, min_size=1, max_size=12))
def test_where_a_few_are_not_plain_the_others_are_still_read_alike(cells: list[str]) -> None:
    found = read_mostly_plain(cells)
    if found is not None:
        amounts, odd = found
        assert len(amounts) == len(cells)
        plain = [at for at in range(len(cells)) if at not in odd]
        assert [amounts[at] for at in plain] == [parse_price(cells[at]) for at in plain]


@pytest.mark.parametrize("cell", ["", "1,00.00", "1,000", "100元", "1e3", ".5", "9" * 14])
def test_one_that_is_not_plain_is_named(cell: str) -> None:
    found = read_mostly_plain(["1.00", cell, "1,234,567.80", "2.5"])
    assert found is not None
    amounts, odd = found
    assert odd == [1]
    assert [amounts[at] for at in (0, 2, 3)] == [100, 123_456_780, 250]


def test_where_most_are_not_plain_each_is_read_by_itself() -> None:
    assert read_mostly_plain(["1.00", "100元", "200元"]) is None
    assert read_mostly_plain(["1.00", "2\n3"]) is None
