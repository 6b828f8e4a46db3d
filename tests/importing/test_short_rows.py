"""Lines without their last blank cells are read as a spreadsheet means them; a line that may be cut off is not."""

from typing import Any

import pytest

from salesdesk.importing.short_rows import least_cells
from salesdesk.importing.tables import open_table

HEADER = "楼栋,房号,建筑面积,总价,朝向,备注\n"
WHOLE = "1,101,80,1000000,south,x\n"


@pytest.mark.parametrize(
    ("header", "least"),
    [
        (("楼栋", "房号", "建筑面积", "总价", "朝向", "备注"), 4),
        (("姓名", "电话", "来访日期", "得房率", "备注"), 3),
        (("日期", "金额", "摘要", "流水号", "附言"), 4),
        (("a", "b"), 2),
        (("备注", "说明"), 2),
    ],
)
def test_a_line_needs_every_column_that_decides_something(header: tuple[str, ...], least: int) -> None:
    assert least_cells(header) == least


def test_a_line_that_lacks_remarks_only_is_a_row(text_file: Any, check_file: Any) -> None:
    checked = check_file(text_file(f"{HEADER}{WHOLE}1,102,80,1000000\n1,103,80,1000000,north\n1,104,80\n{WHOLE}"))
    assert [(each.code, each.orientation) for each in checked.units] == [
        ("1-0-101", "south"),
        ("1-0-102", ""),
        ("1-0-103", "north"),
    ]
    assert checked.reasons == [(5, "too_few_cells"), (6, "duplicate")]


@pytest.mark.parametrize(("encoding", "end", "flaw"), [("utf-8", "", "too_few_cells"), ("utf-16", "\r\n", "")])
def test_the_last_line_may_be_cut_off_where_it_has_no_end(text_file: Any, encoding: str, end: str, flaw: str) -> None:
    with open_table(text_file(f"{HEADER}{WHOLE}1,102,80,1000000{end}", encoding)) as table:
        assert [row.flaw for row in table.rows] == ["", flaw]
        assert sum(getattr(each, "size", 1) for each in table.blocks()) == 2
