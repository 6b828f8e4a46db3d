"""Lines in blocks: the very rows that one reads line by line, in the same order, whatever is in the file."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.importing.blocks import Block, blocks_of, read_blocks, without_rows
from salesdesk.importing.delimited import read_rows
from salesdesk.importing.rows import Flaw, Row

PLAIN = st.text(st.sampled_from("ab1.栋 "), max_size=4)
ODD = st.text(st.sampled_from("a`,;\t\"'\r\n= \x0b\u2028"), max_size=5)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
LINES = st.lists(st.tuples(st.lists(PLAIN | PLAIN | PLAIN | ODD, min_size=2, max_size=4), ENDS), max_size=30)


def rows_of(found: Iterator[Block | Row]) -> list[Row]:
    rows: list[Row] = []
    for each in found:
        rows += [each.row(at) for at in range(each.size)] if isinstance(each, Block) else [each]
    return rows


def lines_of(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


@given(LINES, st.integers(1, 40))
def test_blocks_hold_the_same_rows_as_reading_line_by_line(lines: list[tuple[list[str], str]], size: int) -> None:
    text = "".join(",".join(cells) + end for cells, end in lines)
    assert rows_of(read_blocks(lines_of(text), ",", 5, 3, size)) == list(read_rows(lines_of(text), ",", 5, 3))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_plain_lines_come_as_columns(end: str) -> None:
    (block,) = read_blocks(lines_of(f"a,b,c{end}1,,3"), ",", 2, 3)
    assert isinstance(block, Block)
    assert (block.lines, block.columns) == (range(2, 4), (["a", "1"], ["b", ""], ["c", "3"]))
    assert (block.size, block.row(1), block.text) == (2, Row(3, ("1", "", "3")), "a,b,c\n1,,3\n")


def test_what_follows_an_odd_line_comes_as_columns_again() -> None:
    text = 'a,b,c\n"x\ny",2,3\n1,2,3\n4,5,6\n'
    assert list(read_blocks(lines_of(text), ",", 1, 3, 6)) == [
        Block([1, 2], (("a", "x\ny"), ("b", "2"), ("c", "3")), "ax\nyb2c3"),
        Block(range(4, 6), (["1", "4"], ["2", "5"], ["3", "6"]), "1,2,3\n4,5,6\n"),
    ]


def test_a_cell_over_two_lines_leaves_the_rows_below_it_their_lines() -> None:
    assert rows_of(read_blocks(lines_of('"x\ny",2,3\n4,5,6\n'), ",", 1, 3)) == [
        Row(1, ("x\ny", "2", "3")),
        Row(3, ("4", "5", "6")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quoted_lines_come_as_columns_too(end: str) -> None:
    text = f'"a","1,000.00","say ""no"""{end}b,="007",\'=1{end}'
    (block,) = read_blocks(lines_of(text.replace('="007"', '"=""007"""')), ",", 2, 3)
    assert block == Block(range(2, 4), (("a", "b"), ("1,000.00", "007"), ('say "no"', "=1")), 'ab1,000.00007say "no"=1')


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ('"a",b,c\n"d,e,f\n', ["", "unclosed_quote"]),
        ('"a",b,c\n1,2\n', ["", "too_few_cells"]),
        ('"a",b,c\n1,2,3,4\n', ["", "too_many_cells"]),
    ],
)
def test_beside_a_quoted_line_another_keeps_its_flaw(text: str, flaws: list[str]) -> None:
    assert [row.flaw for row in rows_of(read_blocks(lines_of(text), ",", 1, 3))] == flaws


def test_lines_of_other_widths_that_even_out_are_no_block() -> None:
    found = list(read_blocks(lines_of("a,b,c,d\n1,2\n"), ",", 1, 3))
    assert [each.flaw for each in found if isinstance(each, Row)] == ["too_many_cells", "too_few_cells"]


def test_rows_of_a_sheet_are_put_into_blocks_and_keep_their_lines() -> None:
    rows = [Row(2, ("a", "b")), Row(5, ("c", "d")), Row(6, ("x",), Flaw.TOO_FEW_CELLS), Row(9, ("e", "f"))]
    first, last = Block([2, 5], (("a", "c"), ("b", "d")), "acbd"), Block([9], (("e",), ("f",)), "ef")
    assert list(blocks_of(rows)) == [first, rows[2], last]
    assert rows_of(blocks_of(rows, 1)) == rows


@given(whether=st.integers(0, 2**50 - 1))
def test_columns_without_some_rows_are_those_of_the_others(whether: int) -> None:
    gone = [at for at in range(50) if whether >> at & 1]
    left = [at for at in range(50) if at not in gone]
    columns = [range(50), tuple(map(str, range(50)))]
    assert [list(each) for each in without_rows(columns, gone)] == [left, list(map(str, left))]
