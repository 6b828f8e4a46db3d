"""A flat that one list tells with its block and another without is one flat: it never comes in twice."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.roles import Role
from salesdesk.services import audit, board, price_files, surveys
from salesdesk.services.importing import import_units

if TYPE_CHECKING:
    from tests.conftest import Bureau

WITH = "building,block,floor,room,kind,area,total"
WITHOUT = "building,floor,room,kind,area,total"
Write = Callable[..., Path]


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a list in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)

    def write(header: str, *rows: str) -> Path:
        path = tmp_path / "list.csv"
        path.write_text("\n".join((header, *rows, "")), encoding="utf-8")
        return path

    return write


def _codes(bureau: "Bureau") -> list[str]:
    return sorted(each.code for each in board.read_board(bureau.admin).units)


def _blocks_in(bureau: "Bureau", listed: Write) -> None:
    rows = ("3,1,1,101,,100,5000000", "3,1,2,201,flat,100,5000000", "3,2,2,201,flat,100,5000000")
    assert import_units(bureau.admin, listed(WITH, *rows)).new == 3


def test_a_list_without_blocks_makes_no_second_flats(bureau: "Bureau", listed: Write) -> None:
    _blocks_in(bureau, listed)
    later = listed(WITHOUT, "3,1,101,,100,5100000", "3,2,201,,100,5000000", "4,1,101,,90,1")
    for dry_run in (True, False):
        answer = import_units(bureau.desk(Role.MANAGER), later, dry_run=dry_run)
        assert [(each.line, each.column, each.code) for each in answer.problems] == [
            (2, "room", "block_left_out"),
            (3, "room", "block_left_out"),
            (4, "total", "implausible_price"),
        ]
        assert (answer.read, answer.new, answer.rejected, answer.list_total_minor) == (3, 0, 3, 0)
    assert _codes(bureau) == ["3-1-101", "3-1-201", "3-2-201"]


def test_a_list_with_blocks_makes_no_second_flats_of_those_without(bureau: "Bureau", listed: Write) -> None:
    rows = ("3,1,101,,100,5000000", "3,1,102,shop,100,5000000", "3,2,201,,100,5000000")
    import_units(bureau.admin, listed(WITHOUT, *rows))
    later = listed(WITH, "3,1,1,101,,100,5000000", "3,1,1,102,,100,5000000", "3,2,3,301,,100,5000000")
    answer = import_units(bureau.desk(Role.MANAGER), later)
    assert [(each.line, each.column, each.code) for each in answer.problems] == [(2, "room", "block_added")]
    assert (answer.read, answer.new, answer.list_total_minor) == (3, 2, 1_000_000_000)
    assert _codes(bureau) == ["3-0-101", "3-0-102", "3-0-201", "3-1-102", "3-2-301"], "a shop is no flat"
    assert audit.verify(bureau.admin).ok


def test_two_units_of_one_list_are_two(bureau: "Bureau", listed: Write) -> None:
    _blocks_in(bureau, listed)
    rows = ("3,,1,101,,80,4000000", "3,1,1,101,,100,5000000", "3,,2,201,,80,4000000", "3,1,2,201,,100,5000000")
    answer = import_units(bureau.desk(Role.MANAGER), listed(WITH, *rows))
    assert [each.line for each in answer.problems] == [4], "201 of block 2 is not in the list"
    assert (answer.read, answer.new, answer.same) == (4, 1, 2)
    assert "3-0-101" in _codes(bureau)


def test_prices_and_measures_find_the_one_flat_of_a_room(bureau: "Bureau", listed: Write) -> None:
    _blocks_in(bureau, listed)
    prices = listed("building,room,total", "3,101,5200000", "3,201,5200000")
    answer = price_files.import_prices(bureau.desk(Role.MANAGER), prices, dry_run=False)
    assert (answer.changed, [each.code for each in answer.problems]) == (1, ["in_several_blocks"])
    assert "3-1-201, 3-2-201" in answer.problems[0].sentence
    measured = surveys.import_survey(
        bureau.desk(Role.BACK_OFFICE), listed("房号,实测面积", "3栋101,100.20", "3栋2单元201,100.10")
    )
    assert (measured.new, measured.rejected) == (2, 0)


def test_buildings_that_are_new_to_a_project_are_told(bureau: "Bureau", listed: Write) -> None:
    first = import_units(bureau.admin, listed(WITH, "3,1,1,101,,100,5000000"))
    assert [each.code for each in first.notes] == []
    manager = bureau.desk(Role.MANAGER)
    later = listed(WITH, "二期3栋,1,1,101,,100,5000000", "二期3栋,1,2,201,,100,5000000", "3,1,2,201,,100,5000000")
    for dry_run in (True, False):
        answer = import_units(manager, later, dry_run=dry_run)
        assert [(each.code, each.sentence.rpartition(": ")[2]) for each in answer.notes] == [
            ("new_buildings", "2期3 (2)")
        ]
    assert import_units(manager, later).notes == []
