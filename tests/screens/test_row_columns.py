"""Columns that fit the width: numbers are never cut, what matters least goes first."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.widgets.row_columns import GAP, Cell, Column, Row, measure, pieces

COLUMNS = (
    Column("deal"),
    Column("customer", least=6, most=20),
    Column("amount", is_right=True),
    Column("rep", rank=1),
)


def row(*texts: str) -> Row:
    return Row(texts[0], tuple(Cell(each) for each in texts))


ROWS = (row("D-0001", "王小明", "1,000", "Wang Li"), row("D-0002", "Bartholomew Long", "20,000,000", "Chen Jie"))


def line(cells: Row, width: int, rows: tuple[Row, ...] = ROWS) -> str:
    return "".join(text for text, _ in pieces(COLUMNS, measure(COLUMNS, rows, width), cells.cells))


def test_columns_are_as_wide_as_what_is_in_them_and_no_wider() -> None:
    assert line(ROWS[0], 160) == "D-0001  王小明                 1,000  Wang Li "
    assert cell_len(line(ROWS[1], 160)) == 6 + 16 + 10 + 8 + 3 * GAP


def test_the_column_of_the_highest_rank_goes_first_then_text_is_cut() -> None:
    assert line(ROWS[1], 40) == "D-0002  Bartholom…  20,000,000  Chen Jie"
    assert line(ROWS[1], 32) == "D-0002  Bartholomew…  20,000,000"
    assert line(ROWS[1], 30) == "D-0002  Bartholom…  20,000,000"


def test_an_empty_column_takes_no_room() -> None:
    rows = (row("D-0001", "", "1,000", ""),)
    assert line(rows[0], 80, rows) == "D-0001   1,000"


def test_what_runs_on_takes_the_empty_columns_after_it() -> None:
    long = Row("v", (Cell("15:30"), Cell("comes with the parents", "", True), Cell(), Cell()))
    assert line(long, 40, (*ROWS, long)) == "15:30   comes with the parents          "


def test_what_runs_on_has_room_even_if_no_other_line_has_those_columns() -> None:
    long = Row("v", (Cell("15:30"), Cell("comes with them", "", True), Cell(), Cell()))
    assert line(long, 40, (long,)) == "15:30  comes with them"


@given(
    st.lists(st.tuples(*[st.text("a王 0", max_size=30)] * 4), min_size=1, max_size=5),
    st.integers(50, 200),
)
def test_all_lines_are_equally_long_and_fit(texts: list[tuple[str, str, str, str]], width: int) -> None:
    columns = (Column("a", least=4), Column("b", least=4), Column("c", is_right=True, most=12), Column("d", rank=1))
    rows = [row(*each) for each in texts]
    widths = measure(columns, rows, width)
    lengths = {sum(cell_len(text) for text, _ in pieces(columns, widths, each.cells)) for each in rows}
    assert len(lengths) == 1
    assert max(lengths) <= width
