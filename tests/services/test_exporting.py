"""Exports: by right, with phones masked unless allowed, on record, and back again without a change."""

import csv
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import BadValue, NotPermitted, UsageError
from salesdesk.domain.roles import Role
from salesdesk.private_files import FileThere
from salesdesk.services import audit, customers, office, settlements, surveys
from salesdesk.services.exporting import ExportKind, export
from salesdesk.services.importing import import_units

if TYPE_CHECKING:
    from tests.conftest import Bureau

LIST = """\
楼栋,单元,楼层,房号,类型,户型,建筑面积,套内面积,面价单价,面价总价,备案总价,底价总价
松风花园3栋,一单元,3A,3A01,住宅,"=三室, 两厅",125.53,100.05,52229.87,6556415.58,6600000,6000000
3栋,1单元,12,1202,住宅,三室,125.53,,,6000000,,
5栋(A),,2,201,住宅,,99.99,80,30000.01,,,
6,,B1,B1001,车位,,12.50,,,,,
二期3栋,,1,101,商铺,,88.88,,10000,888800,888800,
"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_units_come_back_without_a_change(bureau: "Bureau", tmp_path: Path, form: str) -> None:
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    assert import_units(bureau.admin, tmp_path / "list.csv").new == 5
    path = tmp_path / f"units.{form}"
    assert export(bureau.admin, ExportKind.UNITS, path).rows == 5
    answer = import_units(bureau.admin, path)
    assert (answer.read, answer.same, answer.rejected) == (5, 5, 0)


def test_a_survey_comes_back_without_a_change(bureau: "Bureau", tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    import_units(bureau.admin, tmp_path / "list.csv")
    settlements.measure_unit(bureau.admin, "3-1-1202", 12_700, 10_100)
    path = tmp_path / "survey.csv"
    assert export(bureau.admin, ExportKind.SURVEY, path).rows == 1
    assert surveys.import_survey(bureau.admin, path).same == 1


def test_phones_are_masked_unless_exporting_them_is_a_right(bureau: "Bureau", tmp_path: Path) -> None:
    rep = bureau.desk(Role.REP)
    customers.add_customer(rep, "=cmd|' /C calc'!A0", ["199-0000-0001", "199-0000-0002", "199-0000-0003"])
    masked = export(bureau.desk(Role.MANAGER), ExportKind.CUSTOMERS, tmp_path / "masked.csv")
    clear = export(bureau.desk(Role.DIRECTOR), ExportKind.CUSTOMERS, tmp_path / "clear.csv")
    assert (masked.masked, clear.masked) == (True, False)
    (one,), (other,) = rows(tmp_path / "masked.csv"), rows(tmp_path / "clear.csv")
    assert one["name"] == "'=cmd|' /C calc'!A0"
    assert (one["phone"], one["second phone"]) == ("199****0001", "199****0002; 199****0003")
    assert (other["phone"], other["second phone"]) == ("199-0000-0001", "199-0000-0002; 199-0000-0003")


def test_more_customers_than_a_page_keep_their_phones(bureau: "Bureau", tmp_path: Path) -> None:
    from db import exports

    rep, page = bureau.desk(Role.REP), exports.PAGE
    exports.PAGE = 2
    try:
        for at in range(5):
            customers.add_customer(rep, f"Chen {at}", [f"199-0000-000{at}"])
        export(bureau.admin, ExportKind.CUSTOMERS, tmp_path / "all.csv")
    finally:
        exports.PAGE = page
    assert [(each["name"], each["phone"][-1]) for each in rows(tmp_path / "all.csv")] == [
        (f"Chen {at}", str(at)) for at in range(5)
    ]


def test_receipts_and_reversals_stand_in_the_order_of_the_register(bureau: "Bureau", tmp_path: Path) -> None:
    from salesdesk.services.reversals import reverse_receipt

    deal = bureau.sold(bureau.units(1)[0])
    number = bureau.paid(deal, 3_000_00)
    reverse_receipt(bureau.desk(Role.CASHIER), number, "wrong deal")
    export(bureau.admin, ExportKind.RECEIPTS, tmp_path / "receipts.csv")
    found = rows(tmp_path / "receipts.csv")
    assert [(each["receipt"], each["amount"], each["reverses"]) for each in found] == [
        ("R-000001", "3000.00", ""),
        ("R-000002", "-3000.00", "R-000001"),
    ]


def test_the_floor_price_is_left_out_for_those_who_may_not_see_it(bureau: "Bureau", tmp_path: Path) -> None:
    bureau.units(1)
    export(bureau.desk(Role.BACK_OFFICE), ExportKind.UNITS, tmp_path / "some.csv")
    export(bureau.desk(Role.MANAGER), ExportKind.UNITS, tmp_path / "all.csv")
    assert "floor total" not in rows(tmp_path / "some.csv")[0]
    assert rows(tmp_path / "all.csv")[0]["floor total"]


def test_an_export_is_on_record_and_for_its_owner_alone(bureau: "Bureau", tmp_path: Path) -> None:
    bureau.units(1)
    manager = bureau.desk(Role.MANAGER)
    export(manager, ExportKind.CUSTOMERS, tmp_path / "people.csv")
    last = audit.show_events(bureau.admin)[-1]
    assert (last.kind, last.who) == ("export.made", "manager one")
    assert last.facts["what"] == "customers"
    assert stat.S_IMODE((tmp_path / "people.csv").stat().st_mode) == 0o600


def test_a_role_without_the_right_exports_nothing(bureau: "Bureau", tmp_path: Path) -> None:
    for desk in [bureau.desk(role) for role in (Role.REP, Role.RECEPTION, Role.WALL, Role.CASHIER)]:
        with bureau.refuses(NotPermitted):
            export(desk, ExportKind.UNITS, tmp_path / "units.csv")
    assert list(tmp_path.glob("*.csv")) == []


@pytest.mark.parametrize("name", ["units.doc", "units", "units.xls"])
def test_a_file_of_another_kind_is_refused(bureau: "Bureau", tmp_path: Path, name: str) -> None:
    with bureau.refuses(BadValue, match=r"\.csv, \.xlsx, \.jsonl"):
        export(bureau.admin, ExportKind.UNITS, tmp_path / name)


def test_a_file_that_is_there_is_overwritten_only_when_asked(bureau: "Bureau", tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("mine")
    with bureau.refuses(FileThere):
        export(bureau.admin, ExportKind.UNITS, path)
    assert path.read_text() == "mine"
    export(bureau.admin, ExportKind.UNITS, path, force=True)
    assert path.read_text("utf-8-sig").startswith("building")


def test_a_place_that_cannot_be_written_is_told(bureau: "Bureau", tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with bureau.refuses(UsageError, match="no ordinary file"):
        export(bureau.admin, ExportKind.UNITS, tmp_path / "folder.csv", force=True)
    with bureau.refuses(UsageError, match="cannot be written"):
        export(bureau.admin, ExportKind.UNITS, tmp_path / "nowhere" / "units.csv")


def test_units_that_are_sold_by_inner_area_come_back_without_a_change(sqlite_bureau: "Bureau", tmp_path: Path) -> None:
    office.set_project(sqlite_bureau.admin, "price_basis", "inner")
    office.set_project(sqlite_bureau.admin, "per_unit_kinds", "parking")
    (tmp_path / "list.csv").write_text(
        "楼栋,单元,房号,类型,建筑面积,套内面积,套内单价\n3,1,101,住宅,125.53,98.76,66387.43\n3,1,102,车位,12.5,,\n"
        "3,1,103,住宅,88.88,70,60000\n",
        "utf-8",
    )
    assert import_units(sqlite_bureau.admin, tmp_path / "list.csv").new == 3
    path = tmp_path / "units.csv"
    export(sqlite_bureau.admin, ExportKind.UNITS, path)
    assert [each["list unit price"] for each in rows(path)] == ["66387.43", "", "60000.00"]
    again = import_units(sqlite_bureau.admin, path)
    assert (again.same, again.changed, again.rejected) == (3, 0, 0)
