"""Maps of columns: saved under a name, offered for files with the same header, removed again."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import BadValue, NotFound, NotPermitted
from salesdesk.domain.import_kinds import IMPORT_RIGHTS, ImportKind
from salesdesk.domain.roles import Role
from salesdesk.importing.refusals import ColumnMissing
from salesdesk.services import audit, importing
from salesdesk.services.import_maps import list_maps, map_called, maps_for, remove_map, save_map

if TYPE_CHECKING:
    from tests.conftest import Bureau

UNITS = ImportKind.UNITS
HEADER = ("栋", "编码", "大小", "备注")
BY_HAND = {"room": "编码", "built_area": "C"}
WHOLE = {"building": "栋", "room": "编码", "built_area": "大小"}


def _told(columns: dict[str, str]) -> dict[str, str]:
    return {field: column for field, column in columns.items() if column != "-"}


def test_a_map_is_saved_found_by_the_header_and_removed(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    made = save_map(manager, UNITS, " The  bureau ", HEADER, BY_HAND)
    assert (made.name, made.kind, made.header, _told(made.columns)) == ("The bureau", "units", HEADER, WHOLE)
    assert (made.staff, made.at) == ("manager one", bureau.clock.now)
    assert list_maps(manager) == maps_for(manager, UNITS, HEADER) == [made]
    assert map_called(manager, UNITS, "the BUREAU") == made
    assert remove_map(manager, "the bureau") == made
    assert list_maps(manager) == []
    assert audit.verify(bureau.admin).ok


def test_the_header_is_known_again_in_another_spelling_but_not_in_another_unit(sqlite_bureau: "Bureau") -> None:
    desk = sqlite_bureau.desk(Role.MANAGER)
    header = ("楼栋", "房号", "建筑面积（㎡）", "总价(万元)")
    save_map(desk, UNITS, "a", header, {})
    same = ("楼 栋", "房号：", "建筑面积(㎡)", "总价（万元）")
    assert [each.name for each in maps_for(desk, UNITS, same)] == ["a"]
    assert [each.name for each in maps_for(desk, UNITS, (*same, "line", "column", "value", "reason"))] == ["a"]
    for other in ((*header[:3], "总价(元)"), header[:3], (header[1], header[0], *header[2:]), (*header, "备注")):
        assert maps_for(desk, UNITS, other) == []
    assert maps_for(desk, ImportKind.PRICES, header) == []


def test_a_name_is_given_once_for_each_kind_and_the_later_map_counts(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    save_map(manager, UNITS, "ours", HEADER, BY_HAND)
    save_map(manager, ImportKind.CUSTOMERS, "ours", ("甲", "电话"), {"name": "甲"})
    changed = save_map(manager, UNITS, "OURS", HEADER, {**BY_HAND, "layout": "备注"})
    assert (changed.name, _told(changed.columns)) == ("ours", {**WHOLE, "layout": "备注"})
    assert [(each.kind, each.name) for each in list_maps(manager)] == [("customers", "ours"), ("units", "ours")]
    with bureau.refuses(BadValue, match="customers, units"):
        remove_map(manager, "ours")
    assert remove_map(manager, "ours", UNITS) == changed
    told = [event for event in audit.show_events(bureau.admin) if event.kind.startswith("map.")]
    assert [event.kind for event in sorted(told, key=lambda each: each.seq)] == ["map.saved"] * 3 + ["map.removed"]


def test_saving_the_same_again_changes_nothing(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    first = save_map(manager, UNITS, "ours", HEADER, BY_HAND)
    before = bureau.written()
    assert save_map(manager, UNITS, "ours", HEADER, BY_HAND) == first
    assert bureau.written() == before


def test_a_saved_map_imports_the_files_that_it_was_saved_for(sqlite_bureau: "Bureau", tmp_path: Path) -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    path = tmp_path / "units.csv"
    path.write_text("栋,编码,大小,备注\n3栋,3101,125.53,x\n", "utf-8")
    with sqlite_bureau.refuses(ColumnMissing):
        importing.import_units(manager, path)
    saved = save_map(manager, UNITS, "ours", HEADER, BY_HAND)
    assert importing.import_units(manager, path, by_hand=saved.columns).new == 1


def test_columns_that_are_called_alike_are_kept_by_their_number(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    header = ("栋", "编码", "大小", "大小", "-", "")
    made = save_map(manager, UNITS, "ours", header, {"room": "B", "built_area": "4", "layout": "E", "orientation": "F"})
    assert _told(made.columns) == {
        "building": "栋", "room": "编码", "built_area": "4", "layout": "5", "orientation": "6"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["", " ", "m" * 61])
def test_a_map_has_a_name(sqlite_bureau: "Bureau", name: str) -> None:
    with sqlite_bureau.refuses(BadValue, match="name"):
        save_map(sqlite_bureau.admin, UNITS, name, HEADER, BY_HAND)


def test_a_map_that_could_import_nothing_is_not_saved(sqlite_bureau: "Bureau") -> None:
    with sqlite_bureau.refuses(ColumnMissing):
        save_map(sqlite_bureau.admin, UNITS, "ours", HEADER, {"room": "编码"})


def test_who_may_not_import_a_kind_neither_saves_sees_nor_removes_its_maps(bureau: "Bureau") -> None:
    cashier, manager, rep = (bureau.desk(each) for each in (Role.CASHIER, Role.MANAGER, Role.REP))
    save_map(manager, UNITS, "ours", HEADER, BY_HAND)
    theirs = save_map(cashier, ImportKind.RECEIPTS, "bank", ("日期", "金额"), {})
    assert list_maps(cashier) == [theirs]
    with bureau.refuses(NotPermitted):
        save_map(cashier, UNITS, "ours", HEADER, BY_HAND)
    with bureau.refuses(NotPermitted):
        maps_for(cashier, UNITS, HEADER)
    with bureau.refuses(NotPermitted):
        map_called(cashier, UNITS, "ours")
    with bureau.refuses(NotPermitted):
        list_maps(cashier, UNITS)
    with bureau.refuses(NotFound, match="bank"):
        remove_map(cashier, "ours")
    with bureau.refuses(NotPermitted, match="The role rep may not import"):
        list_maps(rep)
    with bureau.refuses(NotPermitted, match="The role rep may not import"):
        remove_map(rep, "ours")
    assert set(IMPORT_RIGHTS) == set(ImportKind)


def test_a_name_that_is_not_there_is_refused_with_those_that_are(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    save_map(manager, UNITS, "ours", HEADER, BY_HAND)
    with sqlite_bureau.refuses(NotFound, match="ours"):
        map_called(manager, UNITS, "theirs")
    with sqlite_bureau.refuses(NotFound, match="none"):
        map_called(manager, ImportKind.PRICES, "ours")
