"""A file is opened once and looked at under any map: its columns, its first rows as they are read, its problems."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import NotPermitted
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Role
from salesdesk.importing.refusals import ColumnMissing
from salesdesk.services import importing
from salesdesk.services.customer_files import import_customers
from salesdesk.services.desk import Desk
from salesdesk.services.import_maps import save_map
from salesdesk.services.import_preview import open_import

if TYPE_CHECKING:
    from tests.conftest import Bureau

UNITS = ImportKind.UNITS
ODD_CELLS = {
    "phone": [
        "",
        "12",
        "1.39E+10",
        "199****0005",
        "１９９０００００９９８",
        "'19900000999",
        "+86 199-0000-0997",
        "199x",
    ],
    "phone_2": ["--", "1.3E+10", "19900009001;19900009002", "无"],
    "id_number": ["11010519491231002X", "110105194912310021", "1.1E+17", "1101**", "-"],
    "employer": [" a  b ", "x" * 201, "a\x01b", "厂"],
    "needs": ["行\n二 ", "a\u2028b", "a\tb"],
    "staff": ["Ada Min", "nobody"],
    "visits": ["2026-03-05", "2026-03-05; 2026-03-05 09:00", "3/5/2026", "46086.5", "/", "2026-02-30"],
}
LIST = "栋,编码,大小,单价,备注\n3栋,3101,125.53,52229.87,x\n3栋,3102,abc,5,y\n3栋,x,100,-5,\n"
BY_HAND = {"room": "编码", "built_area": "大小"}


@pytest.fixture
def manager(sqlite_bureau: "Bureau") -> Desk:
    return sqlite_bureau.desk(Role.MANAGER)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Write a text into a file."""

    def write(text: str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def test_a_file_is_looked_at_under_one_map_after_the_other(manager: Desk, file: Callable[[str], Path]) -> None:
    path = file(LIST)
    with open_import(manager, UNITS, path) as opened:
        path.unlink()  # it is not read again
        first = opened.look()
        assert [type(each) for each in first.refusals] == [ColumnMissing]
        assert [(each.letter, each.title, each.field) for each in first.columns] == [
            ("A", "栋", "building"), ("B", "编码", None), ("C", "大小", None), ("D", "单价", "list_unit_price"),
            ("E", "备注", None),
        ]  # fmt: skip
        assert [(row.line, row.values, row.problems) for row in first.rows] == [(line, {}, ()) for line in (2, 3, 4)]
        needed = {each.name: each.place for each in first.fields if each.required}
        assert needed == {"building": 0, "room": None, "built_area": None}
        second = opened.look(BY_HAND)
        assert (second.refusals, second.unused, second.file, second.format) == ((), ("备注",), "list.csv", "csv")
        assert second.rows[0].values == {
            "code": "3-0-3101", "building": "3", "floor": "31", "room": "3101", "kind": "flat",
            "built_area": "125.53", "unit_price": "52,229.87", "list_price": "6,556,415.58",
        }  # fmt: skip
        assert second.rows[0].cells == ("3栋", "3101", "125.53", "52229.87", "x")
        assert [(each.column, each.code) for each in second.rows[1].problems] == [("大小", "not_an_area")]
        assert importing.import_units(manager, opened.table, by_hand=BY_HAND, dry_run=True).read == 3
        assert len(opened.look(BY_HAND, rows=1).rows) == 1


def test_buildings_that_are_said_once_are_filled_in_under_the_map_that_tells_their_column(
    manager: Desk, file: Callable[[str], Path]
) -> None:
    once = {"building": "期", "room": "房号", "built_area": "面积"}
    with open_import(manager, UNITS, file("期,房号,面积\n3,101,90\n,201,90\n,301,90\n")) as opened:
        seen = [opened.look(), opened.look(once)]
        assert [[row.cells[0] for row in each.rows] for each in seen] == [["3", "", ""], ["3", "3", "3"]]
        assert [[each.code for each in each.notes] for each in seen] == [[], ["carried"]]
        assert importing.import_units(manager, opened.table, by_hand=once).new == 3
        assert (len(opened.notes), opened.look().notes, opened.notes) == (1, (), [])


def test_what_one_column_tells_needs_no_others(manager: Desk, file: Callable[[str], Path]) -> None:
    with open_import(manager, UNITS, file("房号,建筑面积\n3栋1单元3101室,125.53\n")) as opened:
        seen = opened.look()
    assert seen.refusals == ()
    assert {each.name: each.place for each in seen.fields if each.required} == {"built_area": 1}
    assert [(each.title, each.field) for each in seen.columns] == [("房号", "code"), ("建筑面积", "built_area")]
    assert [(row.values["building"], row.values["room"]) for row in seen.rows] == [("3", "3101")]


def test_all_rows_are_checked_and_problems_counted_by_column(manager: Desk, file: Callable[[str], Path]) -> None:
    bad = "".join(f"3栋,{3103 + at},x,1,\n" for at in range(2500))
    with open_import(manager, UNITS, file(LIST + bad)) as opened:
        seen: list[int] = []
        done = opened.check(BY_HAND, seen.append)
        assert (done.read, done.rejected, seen) == (2503, 2502, [1000, 2000])
        assert [(each.column, each.code, each.count, each.first.line) for each in done.problems] == [
            ("大小", "not_an_area", 2501, 3), ("编码", "not_a_room", 1, 4), ("单价", "not_an_amount", 1, 4)
        ]  # fmt: skip
        assert opened.check(BY_HAND, lambda read: False).read == 1000
        with pytest.raises(ColumnMissing):
            opened.check()


def test_saved_maps_are_offered_for_the_header(manager: Desk, file: Callable[[str], Path]) -> None:
    save_map(manager, UNITS, "ours", ("栋", "编码", "大小", "单价", "备注"), BY_HAND)
    with open_import(manager, UNITS, file(LIST)) as opened:
        (offered,) = opened.maps
        assert opened.look(offered.columns).refusals == ()


FILES = {
    ImportKind.PRICES: (
        "code,list price\n3-1-0101,6000000\n3-1-1201,5\n",
        {"code": "3-1-0101", "unit_price": "60,000", "list_price": "6,000,000"},
        "unknown_unit",
    ),
    ImportKind.SURVEY: (
        "building,block,floor,room,measured area\n3,1,11,01,100.10\n3,1,11,01,x\n",
        {"code": "3-1-1101", "built_area": "100.10"},
        "not_an_area",
    ),
    ImportKind.CUSTOMERS: (
        "name,phone,visits,rep\n王伟,199-0000-0001,2026-03-05 14:30;2026-03-06,Ada Min\n李,1.39E+10,,\n",
        {"name": "王伟", "phones": "+8619900000001", "visits": "2026-03-05 14:30, 2026-03-06"},
        "digits_lost",
    ),
    ImportKind.RECEIPTS: (
        "date,amount,payer,reference,收款方式\n2026-03-05,\"3,000.00\",王伟,77,按揭放款\n3/5/2026,1,,,\n",
        {"day": "2026-03-05", "amount": "3,000", "payer": "王伟", "reference": "77", "method": "bank loan"},
        "not_a_day",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_files_of_every_kind_are_shown_as_they_are_read(
    sqlite_bureau: "Bureau", kind: ImportKind, file: Callable[[str], Path]
) -> None:
    sqlite_bureau.units(11)
    text, values, code = FILES[kind]
    with open_import(sqlite_bureau.admin, kind, file(text)) as opened:
        good, bad = opened.look().rows
        assert (good.values, good.problems) == (values, ())
        assert [each.code for each in bad.problems] == [code]
        assert opened.check().rejected == 1


def test_of_further_columns_of_a_field_the_next_is_offered(manager: Desk, file: Callable[[str], Path]) -> None:
    path = file("姓名,电话,意向户型,意向面积,口味\n王,19900000001,三房,90,甜\n")
    with open_import(manager, ImportKind.CUSTOMERS, path) as opened:
        for by_hand, offered in (
            ({}, {"needs": 2, "needs_2": 3, "needs_3": None}),
            ({"needs_3": "口味"}, {"needs": 2, "needs_2": 3, "needs_3": 4, "needs_4": None}),
            ({"needs": "-"}, {"needs": None}),
        ):
            fields = {each.name: each.place for each in opened.look(by_hand).fields}
            assert {name: place for name, place in fields.items() if "needs" in name} == offered
            assert not {name for name in fields if name.startswith("visits_")}


def test_what_a_price_list_lacks_beside_its_fields_is_told(manager: Desk, file: Callable[[str], Path]) -> None:
    with open_import(manager, ImportKind.PRICES, file("building,room\n3,101\n")) as opened:
        look = opened.look()
        assert [type(each) for each in look.refusals] == [ColumnMissing]
        assert [row.cells for row in look.rows] == [("3", "101")]


def test_who_may_not_import_a_kind_opens_no_file(sqlite_bureau: "Bureau", tmp_path: Path) -> None:
    for role, kind in ((Role.REP, UNITS), (Role.MANAGER, ImportKind.RECEIPTS), (Role.CASHIER, ImportKind.CUSTOMERS)):
        with pytest.raises(NotPermitted):
            open_import(sqlite_bureau.desk(role), kind, tmp_path / "missing.csv")


def test_customers_are_checked_alike_when_looked_at_and_when_imported(
    sqlite_bureau: "Bureau", file: Callable[[str], Path]
) -> None:
    """Row by row in the console, by columns in the import: what comes back, and why, is the same."""
    lines = []
    for at, (field, cell) in enumerate((field, cell) for field, cells in ODD_CELLS.items() for cell in cells):
        lines.append(json.dumps({"name": f"客{at}", "phone": f"199{at:08}", field: cell}) + "\n")
    desk = sqlite_bureau.admin
    with open_import(desk, ImportKind.CUSTOMERS, file("".join(lines))) as opened:
        seen = opened.check()
        done = import_customers(desk, opened.table, dry_run=True)
    assert (seen.read, seen.rejected) == (done.read, done.rejected)
    assert list(seen.problems) == done.by_column
    assert {each.code for each in seen.problems} >= {"not_a_phone", "digits_lost", "masked", "not_a_day", "not_a_text"}
