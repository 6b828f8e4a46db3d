"""Quotes: whatever they do, every line of the file is in exactly one row."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.importing.delimited import find_delimiter, read_rows
from salesdesk.importing.rows import Flaw
from salesdesk.importing.synonyms import is_known


def rows_of(text: str, width: int = 3) -> list[tuple[int, tuple[str, ...], Flaw]]:
    lines = io.StringIO(text, newline="")
    return [(row.line, row.cells, row.flaw) for row in read_rows(lines, ",", 1, width)]


def test_a_quoted_cell_may_hold_delimiters_quotes_and_lines() -> None:
    assert rows_of('1,"a,b",3\n2,"two\nlines","say ""yes"""\n4,5,6\n') == [
        (1, ("1", "a,b", "3"), Flaw.NONE),
        (2, ("2", "two\nlines", 'say "yes"'), Flaw.NONE),
        (4, ("4", "5", "6"), Flaw.NONE),
    ]


def test_a_quote_that_never_closes_spoils_its_line_only() -> None:
    text = 'a,b,c\nd,"e,f\n' + "g,h,i\n" * 98
    rows = rows_of(text)
    assert len(rows) == 100
    assert rows[1] == (2, ('d,"e,f',), Flaw.UNCLOSED_QUOTE)
    assert [row for row in rows if row[2]] == [rows[1]]


def test_two_stray_quotes_do_not_swallow_the_lines_between() -> None:
    text = 'a,"b,c\n' + "g,h,i\n" * 47 + 'd,e",f\nx,y,z\n'
    rows = rows_of(text)
    assert len(rows) == 50
    assert rows[0][2] == Flaw.UNCLOSED_QUOTE
    assert rows[48] == (49, ("d", 'e"', "f"), Flaw.NONE)


def test_stray_quotes_on_neighbouring_lines_do_not_join_them() -> None:
    assert [row[0] for row in rows_of('a,"b,c\nd,e",f\n')] == [1, 2]


def test_an_enormous_cell_is_a_flaw_of_its_line() -> None:
    rows = rows_of(f"a,{'x' * 200_000},c\nd,e,f\n")
    assert [(row[0], row[2]) for row in rows] == [(1, Flaw.CELL_TOO_LONG), (2, Flaw.NONE)]


def test_an_unclosed_quote_in_a_long_file_keeps_memory_bounded_and_rows_whole() -> None:
    text = 'a,"b,c\n' + "some,longer,row of text\n" * 50_000
    rows = rows_of(text)
    assert len(rows) == 50_001
    assert sum(1 for row in rows if row[2]) == 1


def test_rows_of_another_width_are_flaws_unless_only_blank_cells_are_too_many() -> None:
    assert [row[2] for row in rows_of("1,2\n1,2,3,4\n1,2,3, ,\n1,2,3\n")] == [
        Flaw.TOO_FEW_CELLS,
        Flaw.TOO_MANY_CELLS,
        Flaw.NONE,
        Flaw.NONE,
    ]


def test_an_apostrophe_that_was_put_before_a_formula_is_taken_away() -> None:
    assert rows_of("'=1+1,'--,it's\n")[0][1] == ("=1+1", "--", "it's")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    lines = [delimiter.join(cells) + "\n" for cells in (["楼栋", "房号", "总价"], ["3", "01", "1 000"])]
    assert find_delimiter(lines, is_known) == delimiter


CELL = st.text(alphabet=st.sampled_from("ab,\"\n\r';= \u3000é楼"), max_size=6)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8))
def test_what_a_spreadsheet_writes_is_never_lost(table: list[list[str]]) -> None:
    """A proper file loses no line; a row that cannot be told from a spoilt one comes back as a flaw."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(table)
    read = rows_of(text.getvalue())
    changed = ("\n", "\r", "'", '="')  # signs of which something is taken away, or which part lines
    plain = [row for row in table if not any(sign in cell for cell in row for sign in changed)]
    kept = [list(row[1]) for row in read if not row[2]]
    assert all(row in kept for row in plain if "".join(row).strip())


@given(st.lists(st.text(alphabet=st.sampled_from("ab,\"' "), max_size=12), max_size=12), st.integers(1, 4))
def test_every_line_that_is_not_blank_is_in_exactly_one_row(lines: list[str], width: int) -> None:
    marked = [f"L{number}L{line}" for number, line in enumerate(lines)]
    rows = rows_of("\n".join(marked), width)
    for mark in (f"L{number}L" for number in range(len(lines))):
        assert sum(mark in "\n".join(row[1]) for row in rows) == 1


@given(st.text(max_size=80), st.integers(0, 4))
def test_no_text_is_an_error(text: str, width: int) -> None:
    rows_of(text, width)


def test_a_cell_that_was_kept_from_a_spreadsheet_as_a_formula_is_its_text() -> None:
    rows = read_rows(['="01",="19900001234",x="1"\n', '"=""01""",="a"b",\'="2"\n'], ",")
    assert [row.cells for row in rows] == [("01", "19900001234", 'x="1"'), ("01", '="a"b"', '="2"')]
