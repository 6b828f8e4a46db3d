"""Tables and cards: columns line up in cells, whatever the script, and nothing moves the cursor."""

from rich.cells import cell_len

from salesdesk.cli.tables import card, table
from salesdesk.language import ENGLISH, use_language


def test_columns_line_up_in_cells_and_numbers_to_the_right() -> None:
    text = table(("name", "total"), [("王小明", "1,000"), ("Eve", 5), (None, "")], {1})
    assert text.split("\n") == ["name    total", "王小明  1,000", "Eve         5", ""]
    assert [cell_len(line) for line in text.split("\n")[:3]] == [13, 13, 13]


def test_a_line_feed_in_a_name_makes_no_line() -> None:
    assert len(table(("name",), [("a\nb\x1b[2J",)]).split("\n")) == 2


def test_an_empty_table_says_so() -> None:
    use_language(ENGLISH)
    assert table(("name",), []) == "There is nothing to list."


def test_a_card_leaves_out_what_has_no_value() -> None:
    assert card([("名字", "王"), ("none", None), ("empty", ""), ("zero", 0)]) == "名字  王\nzero  0"
