"""Lists of people as address books, questionnaires and other systems export them: which column says what."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from salesdesk.importing.customers import CustomerRecord, check_customers
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.synonyms import header_key, is_known
from salesdesk.importing.tables import open_table


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Name,Given Name,Family Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Value", {"phone": 4, "phone_2": 5}),
        ("First Name,Last Name,Company,Mobile Phone,Business Phone", {"phone": 3, "phone_2": 4, "last_name": 1}),
        ("First Name,Last Name,Phone,Mobile", {"phone": 3, "phone_2": 2}),
        ("姓名,电话,手机,备用电话", {"phone": 2, "phone_2": 3}),
        ("姓名,电话", {"phone": 1}),
        ("序号,1、您的姓名：,2、您的联系电话,3.购房需求(多选题)", {"name": 1, "phone": 2, "needs": 3}),
        ("Q1. Your full name,2) Your phone number", {"phone": 1}),
        ("姓名,电话,备注,跟进内容", {"phone": 1, "note": 2}),
        ("姓名,电话,跟进内容", {"phone": 1, "note": 2}),
        ("姓名,电话,意向户型", {"phone": 1, "needs": 2}),
        ("姓名,电话,意向面积,意向户型,预算", {"phone": 1, "needs": 3, "needs_2": 2, "needs_3": 4}),
        ("姓名,电话,意向面积,购房需求", {"phone": 1, "needs": 3, "needs_2": 2}),
        ("姓名,电话,首访时间,复访时间,最近来访", {"phone": 1, "visits": 2, "visits_2": 3, "visits_3": 4}),
        ("姓名,电话,复访时间", {"phone": 1, "visits": 2}),
    ],
)
def test_columns_are_found(header: str, fields: dict[str, int]) -> None:
    found = map_columns(header.split(","), "customers").columns
    assert {name: place for name, place in found.items() if name in {"phone", "phone_2", *fields}} == fields


def test_what_is_told_in_several_columns_is_told_together(text_file: Callable[..., Path]) -> None:
    header = "姓名,电话,意向面积,意向户型,预算:,首访时间,二访,三访"
    rows = (
        "王,19900000001,110-120㎡,三房,300万,2026-10-03 14:20,2026-10-03,2026-10-17",
        "陈,19900000002,90,,,,2026-10-04,",
    )
    with open_table(text_file("\n".join((header, *rows, "李,19900000003,,,,x,2026-10-04,y\n")))) as table:
        columns = map_columns(table.header, "customers")
        wang, chen, li = check_customers(table, columns, region="cn", staff={})
    assert isinstance(wang, CustomerRecord)
    assert wang.needs == "三房; 意向面积: 110-120㎡; 预算: 300万"
    assert wang.visits == ((date(2026, 10, 3), time(14, 20)), (date(2026, 10, 17), None))
    assert isinstance(chen, CustomerRecord)
    assert (chen.needs, chen.visits) == ("意向面积: 90", ((date(2026, 10, 4), None),))
    assert isinstance(li, RejectedRow)
    assert [each.column for each in li.problems] == ["首访时间", "三访"]


def test_who_leaves_a_field_out_leaves_its_further_columns_out() -> None:
    header = ["姓名", "电话", "意向面积", "意向户型"]
    assert map_columns(header, "customers", {"needs": "-"}).columns.keys() == {"name", "phone"}
    assert map_columns(header, "customers", {"needs": "意向面积"}).columns["needs_2"] == 3


@pytest.mark.parametrize("header", ["1栋", "12号楼", "3、", "您的", "1、您的生日", "1.5楼层"])
def test_what_is_no_question_of_a_known_name_is_none(header: str) -> None:
    assert not is_known(header)
    assert header_key(header) == header_key(header.upper())


def test_a_name_may_stand_in_two_columns(text_file: Callable[..., Path]) -> None:
    rows = ("John,Smith,19900000001 ::: 19900000002", "小明,王,19900000003", ",陈,19900000004", ",,19900000005")
    with open_table(text_file("First Name,Last Name,Phone\n" + "\n".join(rows) + "\n")) as table:
        columns = map_columns(table.header, "customers")
        *good, bad = check_customers(table, columns, region="cn", staff={})
    assert [each.name for each in good if isinstance(each, CustomerRecord)] == ["John Smith", "王小明", "陈"]
    assert isinstance(bad, RejectedRow)
    assert [each.code for each in bad.problems] == ["missing"]
