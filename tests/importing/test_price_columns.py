"""A column of prices that does not say of what is read as what it can be only, and else asked about."""

from typing import Any

import pytest

from salesdesk.importing.mapping import column_notes, map_columns
from salesdesk.importing.tables import open_table

HEADER = "楼栋,楼层,房号,建筑面积,"


@pytest.mark.parametrize(
    ("title", "prices", "found"),
    [
        ("面价", ["50000", "60,000.50"], [(5_000_000, 400_000_000), (6_000_050, 480_004_000)]),
        ("面价", ["1250000", "¥1,300,000"], [(1_562_500, 125_000_000), (1_625_000, 130_000_000)]),
        ("备案价(万)", ["125", "130"], [(1_562_500, 125_000_000), (1_625_000, 130_000_000)]),
        ("面价", ["850000", "60000"], [(6_000_000, 480_000_000)]),
        ("单价", ["850000", "60000"], [(85_000_000, 6_800_000_000), (6_000_000, 480_000_000)]),
        ("面价(元/㎡)", ["850000", "待定"], [(85_000_000, 6_800_000_000), (None, None)]),
    ],
)
def test_a_price_is_of_what_it_can_be_of(
    text_file: Any, check_file: Any, title: str, prices: list[str], found: list[tuple[int | None, int | None]]
) -> None:
    rows = "".join(f'1,3,30{at},80,"{price}"\n' for at, price in enumerate(prices, 1))
    checked = check_file(text_file(f"{HEADER}{title}\n{rows}"))
    assert [(each.unit_price_minor, each.list_price_minor) for each in checked.units] == found
    assert {code for _, code in checked.reasons} <= {"implausible_price"}


def test_what_could_be_either_is_asked_about_unless_somebody_says(text_file: Any, check_file: Any) -> None:
    path = text_file(f"{HEADER}面价\n1,3,301,80,850000\n")
    (row,) = check_file(path).rejected
    assert row.problems[0].sentence == "面价: '850000' could be the price of one square metre or of the whole unit"
    for by_hand, price in (({"list_total": "面价"}, 85_000_000), ({"list_unit_price": "面价"}, 6_800_000_000)):
        assert [each.list_price_minor for each in check_file(path, by_hand).units] == [price]


def test_with_its_total_beside_it_nothing_is_asked(text_file: Any, check_file: Any) -> None:
    checked = check_file(text_file(f"{HEADER}面价,总价\n1,3,301,80,200000,16000000\n"))
    assert [each.list_price_minor for each in checked.units] == [1_600_000_000]


def test_a_column_that_was_taken_for_totals_is_named(text_file: Any) -> None:
    with open_table(text_file(f"{HEADER}底价\n1,3,301,80,1250000\n")) as table:
        assert [each.sentence for each in column_notes(map_columns(table.header, "units", first=table.first))] == [
            "底价 was read as the price of the whole unit, for it is too much for one square metre"
        ]
