"""Which unit of a project a row means: by code, by place, and by room alone where a list is silent about blocks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from salesdesk.domain.inventory import unit_code
from salesdesk.domain.units import UnitKind
from salesdesk.importing.known_units import KnownUnit, KnownUnits
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.row_reading import RowReading
from salesdesk.importing.tables import open_table

PLACES = [("3", "1", "3101"), ("3", "1", "3102"), ("3", "2", "3102"), ("3", "", "101"), ("3", "1", "101")]
Found = Callable[[str], tuple[str, list[str]]]


def _known() -> KnownUnits:
    return KnownUnits.of((unit_code(*each), KnownUnit(*each, UnitKind.FLAT, 100_00, None)) for each in PLACES)


@pytest.fixture
def found(text_file: Callable[[str], Path]) -> Found:
    """Say which unit the one row of a survey means, and what is wrong with it."""
    known = _known()

    def find(text: str) -> tuple[str, list[str]]:
        with open_table(text_file(text)) as table:
            columns = map_columns(table.header, "prices", {"code": "code"} if "code" in table.header else {})
            (row,) = table.rows
            reading = RowReading(row, columns, table.lines)
            unit = known.find(reading)
            return unit[0] if unit else "", [f"{each.column}: {each.code}" for each in reading.problems]

    return find


def test_a_list_that_is_silent_about_blocks_means_the_one_room_of_its_building(found: Found) -> None:
    assert found("楼栋,房号,总价\n3栋,3101,1\n") == ("3-1-3101", [])
    assert found("code,总价\n3栋3101室,1\n") == ("3-1-3101", [])
    assert found("楼栋,房号,总价\n3栋,101,1\n") == ("3-0-101", []), "one that has no block is meant before others"


def test_a_room_of_several_blocks_comes_back_with_their_units(found: Found) -> None:
    assert found("楼栋,房号,总价\n3栋,3102,1\n") == ("", ["房号: in_several_blocks"])
    assert found("code,总价\n3栋3102,1\n") == ("", ["code: in_several_blocks"])


@pytest.mark.parametrize(
    "text",
    ["楼栋,单元,房号,总价\n3栋,,3101,1\n", "楼栋,单元,房号,总价\n3栋,2单元,3101,1\n", "楼栋,房号,总价\n4栋,3101,1\n"],
)
def test_a_block_that_is_told_is_not_looked_past(found: Found, text: str) -> None:
    assert found(text) == ("", ["房号: unknown_unit"])


def test_a_code_that_tells_none_is_not_looked_past(found: Found) -> None:
    assert found("code,总价\n3-0-3101,1\n") == ("", ["code: unknown_unit"])


def test_a_code_of_another_system_says_nothing_beside_building_and_room(found: Found) -> None:
    assert found("code,楼栋,单元,房号,总价\nFY000123,3栋,1单元,3101,1\n") == ("3-1-3101", [])
    assert found("code,楼栋,单元,房号,总价\n3-1-3102,3栋,1单元,3101,1\n") == ("3-1-3102", [])
    assert found("code,楼栋,单元,房号,总价\n3-1-3109,3栋,1单元,3101,1\n") == ("", ["code: unknown_unit"])
    assert found("code,总价\nFY000123,1\n") == ("", ["code: unknown_unit"])


def test_a_row_that_names_nothing_says_what_is_missing(found: Found) -> None:
    assert found("code,总价\n,1\n") == ("", ["code: missing"])
    assert found("楼栋,房号,总价\n3栋,,1\n") == ("", ["房号: missing"])
