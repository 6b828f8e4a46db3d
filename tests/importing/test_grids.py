"""A grid of floors and rooms is no list, and is refused by that name."""

from typing import Any

import pytest

from salesdesk.importing.grids import is_grid
from salesdesk.importing.known_units import KnownUnits
from salesdesk.importing.mapping import map_columns, recognise_columns
from salesdesk.importing.price_lists import check_prices
from salesdesk.importing.refusals import ColumnMissing, GridNotRead
from salesdesk.importing.tables import open_table

GRIDS = [
    "1号楼销控表,,,\n楼层,01室,02室,03室\n6层,89㎡,90㎡,91㎡\n5层,89㎡,90㎡,91㎡\n",
    "楼层/房号,1,2,3\n建筑面积,89.5,90.1,100\n6,20000,20100,20200\n5,19000,19100,19200\n4,1,2,3\n",
    "1号楼,,,\n6F,601 89㎡,602 90㎡\n5F,501 89㎡,502 90㎡\n",
    "层数,A户型,B户型,东户\n12,已售,可售,可售\n11,可售,可售,可售\n",
]


@pytest.mark.parametrize("text", GRIDS)
def test_a_grid_is_refused_as_one(text_file: Any, text: str) -> None:
    with open_table(text_file(text)) as table:
        for kind in ("units", "survey"):
            with pytest.raises(GridNotRead, match="a row for each unit"):
                map_columns(table.header, kind, None, table.first)
        columns = recognise_columns(table.header, "prices", None, table.first).map
        with pytest.raises(GridNotRead):
            next(check_prices(table, columns, KnownUnits.of([])))


@pytest.mark.parametrize(
    "rows",
    [
        [["编号", "位置", "大小"], ["1", "3栋3101", "89"], ["2", "3栋3102", "90"]],
        [["x", "1", "2"], ["6", "a", "b"]],
        [["x", "1", "1"], ["6", "a", "b"], ["5", "a", "b"]],
        [["x", "1", "2"], ["6", "a", "b"], ["6", "a", "b"]],
        [["x", "1"], ["6", "a"], ["5", "a"]],
        [["x", "", ""], ["6", "501", "502"], ["5", "601", "602"]],
        [[]],
    ],
)
def test_what_is_no_grid(rows: list[list[str]]) -> None:
    assert not is_grid(rows)


def test_a_list_that_only_lacks_a_column_asks_for_it(text_file: Any) -> None:
    with (
        open_table(text_file("楼层,面积,位置\n6,89,东\n5,90,西\n")) as table,
        pytest.raises(ColumnMissing, match="building, room"),
    ):
        map_columns(table.header, "units", None, table.first)
