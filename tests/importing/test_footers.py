"""Lines below a list, and balances of a statement, are skipped with a word about it; what could be a record is not."""

from typing import Any

import pytest

from salesdesk.importing.footers import Footing, may_be_footer
from salesdesk.importing.tables import Table, open_table
from salesdesk.importing.totals import is_total, may_be_total
from salesdesk.importing.words import read_words

HEADER = "房号,楼栋,楼层,建筑面积,总价,备注\n"
GOOD = "301,1,3,89.5,1234567,\n"


def _skipped(table: Table) -> tuple[list[int], list[int]]:
    """Give the lines that are left and those that were skipped as lines below the list, row by row and by blocks."""
    lines = [row.line for row in table.rows]
    found: list[int] = []
    for each in table.blocks():
        found += getattr(each, "lines", None) or [each.line]  # type: ignore[union-attr]
    assert found == lines
    return lines, [each.line for each in table.notes if each.code == "footer"]


@pytest.mark.parametrize(
    "line",
    [
        "制表人：张三,,,审核：李四,,",
        "制表人：,张三,审核人：,李四,,",
        "注：以上价格不含装修,,,,,",
        "备注1、以上价格不含装修",
        "Note: prices are without fittings,,,,,",
        "打印时间：2026-03-05 10:30,,,,,",
        "***END OF REPORT***,,,,,",
        "以下空白,,,,,",
        "第1页 共3页,,,,,",
        "#------账务明细列表结束------",
        "#支出合计：1笔，共-5.00元",
        "填报单位（盖章）：,,填报人：张三,,联系电话：0571-88880000,",
        "借方笔数：2,,贷方笔数：3,,,",
        "测绘单位：某测绘院,,,,,",
    ],
)
def test_a_line_below_the_list_is_skipped_with_a_word(text_file: Any, line: str) -> None:
    with open_table(text_file(f"{HEADER}{GOOD}{line}\n")) as table:
        assert _skipped(table) == ([2], [3])


def test_a_remark_may_go_on_over_several_lines_and_rows_may_follow(text_file: Any) -> None:
    below = "说明：1、毛坯价格,,,,,\n2、以合同为准,,,,,\n（三）面积以实测为准,,,,,\n2026年3月5日,,,,,\n"
    with open_table(text_file(HEADER + GOOD + below + GOOD.replace("301", "302"))) as table:
        assert _skipped(table) == ([2, 7], [3, 4, 5, 6])


def test_a_table_with_a_blank_first_column_has_such_lines_in_its_second(text_file: Any) -> None:
    with open_table(text_file(",楼栋,房号,建筑面积\n,1,301,89.5\n,制表人：张三,,\n,1,302,89.5\n")) as table:
        assert _skipped(table) == ([2, 4], [3])


@pytest.mark.parametrize(
    "line",
    [
        "#3,,,,,",
        "注：老客户,张三,19900001234,,,",
        "日期：2026,,,19900001234,,",
        "2、以合同为准,,,,,",
        "备注,,,,,",
        "张三：老板,,,,,",
        "2026-03-05 10:30,张三,,,,",
        "共享空间,1,,,,",
    ],
)
def test_what_could_be_a_record_stays(text_file: Any, line: str) -> None:
    with open_table(text_file(f"{HEADER}{GOOD}{line}\n")) as table:
        assert _skipped(table) == ([2, 3], [])


def test_the_cheap_question_overlooks_no_such_line() -> None:
    data = read_words("totals.toml")
    lines = [f"{word}{end}x" for word in (*data["signatures"], *data["remarks"]) for end in ("：", ":", "1、")]
    for line in (*lines, *data["marks"]):
        assert may_be_footer(["301", line])
        assert Footing().is_footer([line, "", ""], line)


@pytest.mark.parametrize(
    "cells",
    [
        ("期初余额", "", "100,000.00"),
        ("", "承前页", "", "100.00"),
        ("承上結餘", "", "", "149,000.00"),
        ("2026-03-01", "Opening balance", "", "1.334,56"),
        ("01.03.2026", "BALANCE BROUGHT FORWARD", "100.00 CR"),
    ],
)
def test_a_balance_is_no_payment(cells: tuple[str, ...]) -> None:
    assert is_total(cells)
    assert may_be_total("".join(cells))


@pytest.mark.parametrize(
    "cells", [("2026-03-01", "3000.00", "期初余额"), ("期初余额", "张三", "100"), ("2026-03-01", "100")]
)
def test_a_payment_is_no_balance(cells: tuple[str, ...]) -> None:
    assert not is_total(cells)
