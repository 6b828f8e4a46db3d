"""Cells of a column that look unlike the others: the very ones that have another shape, each at its place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.importing.unlike_lines import unlike, with_others

DIGITS = re.compile(r"(?:\d+\n)+")


@given(st.lists(st.sampled_from(["1", "22", "333", "x", "", "1x", "x1"]), min_size=1, max_size=12))
def test_those_are_named_that_have_another_shape(cells: list[str]) -> None:
    other = [at for at, cell in enumerate(cells) if not cell.isdigit()]
    assert unlike(cells, DIGITS) == (other if len(other) * 2 <= len(cells) else None)


@pytest.mark.parametrize("cells", [["1\n2", "3"], ["1", "2\n"]])
def test_a_cell_of_two_lines_leaves_all_to_be_read_one_by_one(cells: list[str]) -> None:
    assert unlike(cells, DIGITS) is None


def test_others_are_put_in_their_place_and_the_column_itself_stays() -> None:
    column = ("a", "b", "c")
    assert with_others(column, [0, 2], "x") == ["x", "b", "x"]
    assert column == ("a", "b", "c")
