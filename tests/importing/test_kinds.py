"""Every kind of record from every kind of file: read alike, what is refused comes back, and mended it comes in."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.domain.errors import DeskError
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.units import UnitKind
from salesdesk.importing.blocks import Block
from salesdesk.importing.known_units import KnownUnit, KnownUnits
from salesdesk.importing.mapping import map_columns, recognise_columns
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.rows import Row
from salesdesk.importing.synonyms import fields_of
from salesdesk.importing.tables import Table, open_table
from salesdesk.services.import_reading import Terms, check_rows
from tests.importing.books import WRITERS, csv_text

KNOWN = KnownUnits.of(
    (f"3-1-{floor}01", KnownUnit("3", "1", f"{floor}01", UnitKind.FLAT, 12_553, 10_005)) for floor in range(1, 40)
)
TERMS = Terms(ProjectSettings(), date(2026, 3, 5), KNOWN, {"李": 1})


class Case(NamedTuple):
    """A file of a kind: its rows, what is wrong with each bad one (line, column, code), and what mends it."""

    rows: tuple[tuple[str, ...], ...]
    bad: tuple[tuple[int, str, str], ...]
    mended: Mapping[tuple[int, str], str]


CASES = {
    ImportKind.UNITS: Case(
        (
            ("楼栋", "单元", "楼层", "房号", "建筑面积", "面价"),
            ("滨江雅苑3栋", "一单元", "3A", "01", "125.53", "¥52,229.87"),
            ("3栋", "第二单元", "B1", "B101", "12.00㎡", "5000.0"),
            ("3栋", "--", "31层", "3101室", "abc", "1.2.3"),
            ("3栋", "x9y", "31", "01", "99", ""),
            ("合计", "", "", "", "237.53", ""),
        ),
        ((4, "建筑面积", "not_an_area"), (4, "面价", "not_an_amount"), (5, "单元", "not_a_block")),
        {(4, "建筑面积"): "90", (4, "面价"): "50000", (5, "单元"): "1"},
    ),
    ImportKind.PRICES: Case(
        (
            ("房源编号", "面价总价", "备案总价", "底价总价"),
            ("3-1-101", "6,000,000.00", "6100000", ""),
            ("3-1-201", "600万", "--", "500万元"),
            ("9-9-999", "6000000", "", ""),
            ("3-1-301", "6000000", "5999999", ""),
            ("3-1-401", "", "", ""),
        ),
        ((4, "房源编号", "unknown_unit"), (5, "面价总价", "above_filed"), (6, "", "no_price")),
        {(4, "房源编号"): "3-1-501", (5, "面价总价"): "5999999", (6, "底价总价"): "5000000"},
    ),
    ImportKind.SURVEY: Case(
        (
            ("栋号", "单元", "楼层", "房号", "实测建筑面积(平方英尺)", "实测套内面积"),
            ("3栋", "1", "1", "01", "1351.19", "100.05"),
            ("3栋", "1", "2", "01", "-5", ""),
            ("3栋", "1", "", "01", "1351.19", "130"),
        ),
        (
            (3, "实测建筑面积(平方英尺)", "not_an_area"),
            (4, "楼层", "missing"),
            (4, "实测套内面积", "inner_above_built"),
        ),
        {(3, "实测建筑面积(平方英尺)"): "1400", (4, "楼层"): "3", (4, "实测套内面积"): "100"},
    ),
    ImportKind.CUSTOMERS: Case(
        (
            ("姓名", "手机号", "身份证", "来访日期", "置业顾问"),
            ("赵敏", "19900000071；19900000072", "", "46086", "李"),
            ("钱进", "19900000073.0", "11010519491231002X", "2026年3月5日", ""),
            ("孙", "1.39E+10", "1.1E+17", "3/5/2026", "无此人"),
            ("", "12", "", "", ""),
        ),
        (
            (4, "手机号", "digits_lost"), (4, "身份证", "digits_lost"), (4, "来访日期", "not_a_day"),
            (4, "置业顾问", "unknown_rep"), (5, "姓名", "missing"), (5, "手机号", "not_a_phone"),
        ),
        {
            (4, "手机号"): "19900000074", (4, "身份证"): "", (4, "来访日期"): "2026-03-05", (4, "置业顾问"): "李",
            (5, "姓名"): "周", (5, "手机号"): "19900000075",
        },
    ),
    ImportKind.RECEIPTS: Case(
        (
            ("日期", "金额(万元)", "对方户名", "流水号"),
            ("20260305", "1.5", "赵敏", "77"),
            ("46086.5", "30000元", "钱进", "78"),
            ("2026-02-30", "5", "", "79"),
            ("2026-03-05", "0", "", "80"),
            ("2026-03-05", "x", "", "81"),
            ("总计", "4.5", "", ""),
        ),
        ((4, "日期", "not_a_day"), (5, "金额(万元)", "money_out"), (6, "金额(万元)", "not_an_amount")),
        {(4, "日期"): "2026-02-28", (5, "金额(万元)"): "5", (6, "金额(万元)"): "6"},
    ),
}  # fmt: skip


MENDED = {
    ".csv": "utf8.csv",
    ".tsv": "tabs.tsv",
    ".xlsx": "new.xlsx",
    ".jsonl": "lines.jsonl",
    ".json": "list.json",
}


def checked(kind: ImportKind, table: Table) -> tuple[list[Any], list[RejectedRow]]:
    """Check a table: the records and the rejected rows, every row among one of them."""
    found = list(check_rows(kind, table, map_columns(table.header, kind), TERMS))
    refused = [each for each in found if isinstance(each, RejectedRow)]
    assert len(found) == len(list(table.rows))
    assert all(row.problems for row in refused)
    return [each for each in found if not isinstance(each, RejectedRow)], refused


def told(row: Any) -> tuple[Any, ...]:
    """Give a record without the line on which it stands."""
    return tuple(getattr(row, name) for name in (getattr(row, "_fields", None) or row.__slots__) if name != "line")


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("kind", CASES)
def test_what_is_refused_comes_back_in_its_format_and_mended_it_comes_in(
    tmp_path: Path, kind: ImportKind, name: str
) -> None:
    case, path = CASES[kind], tmp_path / name
    WRITERS[name](path, case.rows)
    back = tmp_path / f"back{path.suffix if path.suffix in MENDED else '.xlsx'}"
    with open_table(path) as table:
        good, refused = checked(kind, table)
        assert write_rejects(back, table, refused) == len(refused)
        ahead = 0 if table.header_line else 1  # JSON lines have no line of headers
        said = [(each.line + ahead, each.column, each.code) for row in refused for each in row.problems]
    assert sorted(said) == sorted(case.bad)
    assert all(each.sentence and each.accepted for row in refused for each in row.problems)
    with open_table(back) as table:
        header, rows = table.header, [list(row.cells) for row in table.rows]
        same_good, same_refused = checked(kind, table)
    assert (same_good, len(same_refused)) == ([], len(refused))
    lines = [row.line + ahead for row in refused]
    for (line, column), value in case.mended.items():
        if column not in header:  # a member that no rejected object has
            header = (*header, column)
            rows = [[*row, ""] for row in rows]
        rows[lines.index(line)][header.index(column)] = value
    mended = tmp_path / f"mended{back.suffix}"
    WRITERS[MENDED[back.suffix]](mended, [header, *rows])
    with open_table(mended) as table:
        came_in, left = checked(kind, table)
    assert (len(came_in), left) == (len(refused), [])
    records = len(case.rows) - 1 - sum(row[0] in {"合计", "总计"} for row in case.rows)
    assert len(good) + len(came_in) == records


@pytest.mark.parametrize("kind", CASES)
def test_a_record_is_the_same_from_every_kind_of_file(tmp_path: Path, kind: ImportKind) -> None:
    found = {}
    for name, write in WRITERS.items():
        write(tmp_path / name, CASES[kind].rows)
        with open_table(tmp_path / name) as table:
            found[name] = [told(each) for each in checked(kind, table)[0]]
    assert found["utf8.csv"]
    assert all(records == found["utf8.csv"] for records in found.values())


ODD = (
    "3栋 合计 小计 -- 一单元 3A B1 01 3101 125.53 5万 ¥1,000.00 1.39E+10 46086 NaN 2026-03-05 19900000071 =1+1"
    " '-- [red] \x1b[2J \u202e 🏠 １２ D-0001 3-1-101"
)
CELL = st.sampled_from([*ODD.split(" "), "", " "]) | st.text(max_size=6)
TITLE = CELL | st.sampled_from(["总价(万元)", "面积(sq ft)", "单价(元/㎡)", "面积(亩)", "单位：万元"])


@st.composite
def tables(draw: st.DrawFn) -> tuple[ImportKind, list[list[str]]]:
    """Make a table of a kind: its fields as the header, or anything at all, and rows of any width."""
    kind = draw(st.sampled_from(ImportKind))
    names = list(fields_of(kind))
    header = draw(st.permutations(names) | st.lists(TITLE | st.sampled_from(names), min_size=1, max_size=9))
    width = len(header)
    row = st.lists(CELL, min_size=width, max_size=width) | st.lists(CELL, max_size=width + 2)
    above = draw(st.lists(st.lists(TITLE, max_size=3), max_size=2))
    return kind, [*above, list(header), *draw(st.lists(row, min_size=1, max_size=6))]


def assert_the_promise(kind: ImportKind, content: bytes, folder: Path) -> None:
    """Expect that each row is a record or comes back, or that the file is refused; nothing else is ever raised."""
    path = folder / "any.csv"
    path.write_bytes(content)
    with suppress(DeskError), open_table(path) as table:
        assert [row for each in table.blocks() for row in _rows(each)] == list(table.rows)
        columns = recognise_columns(table.header, kind)
        if not columns.faults:
            _, refused = checked(kind, table)
            for name in ("back.csv", "back.jsonl"):
                assert write_rejects(folder / name, table, refused) == len(refused)
            lines = (folder / "back.jsonl").read_text("utf-8").split("\n")
            assert len([json.loads(line) for line in lines if line]) == len(refused)


def _rows(each: Block | Row) -> list[Row]:
    return [each.row(at) for at in range(each.size)] if isinstance(each, Block) else [each]


ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@ANY
@given(table=tables(), encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]), delimiter=st.sampled_from(",;\t"))
def test_any_table_of_any_kind_keeps_the_promise(
    table: tuple[ImportKind, list[list[str]]], encoding: str, delimiter: str, tmp_path: Path
) -> None:
    kind, rows = table
    assert_the_promise(kind, csv_text(rows, delimiter).encode(encoding, "replace"), tmp_path)


@pytest.mark.long
@ANY
@given(kind=st.sampled_from(ImportKind), content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_of_any_kind_keep_the_promise(kind: ImportKind, content: bytes, tmp_path: Path) -> None:
    assert_the_promise(kind, content, tmp_path)
