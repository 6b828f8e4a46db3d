"""No cell that is written can become a formula, and each is read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.formulas import guard, plain_cell, unguard


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n", " =1", "--", "＝1", "'=1", "`1"]
)
def test_a_cell_that_could_run_gets_an_apostrophe(cell: str) -> None:
    assert guard(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "3101", "it's", "a=b", "'quoted'", "1-2", "3栋"])
def test_every_other_cell_stays_as_it_is(cell: str) -> None:
    assert guard(cell) == unguard(cell) == cell


@given(st.text(alphabet=st.sampled_from("'=+-@ \t\na1"), max_size=8) | st.text())
def test_what_was_guarded_is_read_back_as_it_was(cell: str) -> None:
    assert unguard(guard(cell)) == cell
    assert guard(cell)[:1] not in set("=+-@\t\r\n")


@pytest.mark.parametrize(
    ("cell", "plain"), [("`2026-11-09", "2026-11-09"), ("'`x", "`x"), ("a`b", "a`b"), ('="01"', "01")]
)
def test_what_keeps_a_spreadsheet_off_is_no_part_of_a_cell(cell: str, plain: str) -> None:
    assert plain_cell(cell) == plain
