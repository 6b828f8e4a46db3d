"""A unit's place in one cell: read as building, block, floor and room, in lists of every kind."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.units import UnitKind
from salesdesk.importing.known_units import KnownUnit, KnownUnits
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.places import is_whole_place, whole_place
from salesdesk.importing.price_lists import PriceRecord, check_prices
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.refusals import ColumnMissing
from salesdesk.importing.surveys import SurveyRecord, check_survey
from salesdesk.importing.tables import open_table

if TYPE_CHECKING:
    from tests.importing.conftest import Checked

KNOWN = KnownUnits.of(
    [
        ("3-1-3101", KnownUnit("3", "1", "3101", UnitKind.FLAT, 125_53, None)),
        ("flat 7", KnownUnit("1", "", "7", UnitKind.FLAT, 100_00, None)),
    ]
)
Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("text", "building", "block", "floor", "room"),
    [
        ("3-1-3101", "3", "1", "31", "3101"),
        ("3栋1单元3101室", "3", "1", "31", "3101"),
        ("３栋－１单元－３１０１", "3", "1", "31", "3101"),
        ("松风明月花园3号楼一单元 3101", "3", "1", "31", "3101"),
        ("3#-301", "3", "", "3", "301"),
        ("15#楼2-301号", "15", "2", "3", "301"),
        ("A座1201", "A", "", "12", "1201"),
        ("Building 3, Unit 1, 3A04", "3", "1", "3A", "3A04"),
        ("3栋12层1201", "3", "", "12", "1201"),
        ("3/1/31/01", "3", "1", "31", "3101"),
        ("5-0-2801", "5", "", "28", "2801"),
        ("二期3栋B1-01", "2期3", "", "B1", "B101"),
    ],
)
def test_the_forms_in_which_offices_write_it(text: str, building: str, block: str, floor: str, room: str) -> None:
    found = whole_place(text)
    assert (found.building, found.block, found.floor[0], found.room[0]) == (building, block, floor, room)


NO_PLACES = ("", "3101", "3栋1单元", "1-2-3-4-5", "3-1-x", "2026-03-05", "3-1-31-3001", "-", "楼")


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_no_whole_place(text: str) -> None:
    assert not is_whole_place(text)


@pytest.mark.parametrize("header", ["房号", "房源", "坐落", "unit"])
def test_a_list_of_units_needs_no_column_of_buildings_then(
    text_file: Write, check_file: "Callable[..., Checked]", header: str
) -> None:
    rows = "3栋1单元3101室,100,50000\n3栋1单元3102室,100,50000\n3栋1单元3101室,100,50000\n3103,100,50000\n"
    found = check_file(text_file(f"{header},建筑面积,单价\n{rows}"))
    assert found.codes == ["3-1-3101", "3-1-3102"]
    assert found.reasons == [(4, "duplicate"), (5, "not_a_whole_place")]
    assert {each.problems[0].column for each in found.rejected} == {header}


def test_rooms_alone_are_no_place(text_file: Write) -> None:
    with (
        open_table(text_file("房号,建筑面积\n3101,100\n3栋3102,100\n")) as table,
        pytest.raises(ColumnMissing, match="building"),
    ):
        map_columns(table.header, "units", first=table.first)


def test_a_code_beside_building_and_room_is_not_read(text_file: Write, check_file: "Callable[..., Checked]") -> None:
    found = check_file(text_file("code,building,room,built area\nwhatever,3,3101,100\n"))
    assert (found.codes, found.reasons) == (["3-0-3101"], [])


def test_a_price_list_and_a_survey_name_units_so(text_file: Write) -> None:
    with open_table(text_file("房号,总价\n3栋1单元3101室,5000000\nflat 7,5000000\n3栋1单元3102室,5000000\n")) as table:
        columns = map_columns(table.header, "prices", {"code": "房号"})
        found = list(check_prices(table, columns, KNOWN))
    assert [each.code for each in found if isinstance(each, PriceRecord)] == ["3-1-3101", "flat 7"]
    assert [each.problems[0].code for each in found if isinstance(each, RejectedRow)] == ["unknown_unit"]
    with open_table(text_file("房号,实测面积\n3栋1单元3101室,100\n3-1-3101,101\n")) as table:
        measured = list(check_survey(table, map_columns(table.header, "survey", first=table.first), KNOWN))
    assert [each.code for each in measured if isinstance(each, SurveyRecord)] == ["3-1-3101"]
    assert [each.problems[0].column for each in measured if isinstance(each, RejectedRow)] == ["房号"]
