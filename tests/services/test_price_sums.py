"""The prices of a list explained: by its rule where that leads to them, else as the list has them."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.roles import Role
from salesdesk.services import prices
from salesdesk.services.price_files import import_prices
from salesdesk.services.price_sums import explain_history, explain_list, explain_preview
from tests.services.sums_told import sums_of, text_of

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.mark.parametrize("applied", [False, True])
def test_the_price_of_each_unit_of_a_list_is_explained_by_its_rule(bureau: "Bureau", applied: bool) -> None:
    first, second = bureau.units(2)
    rule = PriceRule(Decimal(98), per_floor_minor=100_00, orientations=(("south", 50_00), ("north", 9_00)))
    prices.make_list(bureau.admin, "autumn", rule)
    rows = {each.unit: each for each in prices.preview_list(bureau.admin, "autumn").rows}
    if applied:
        prices.apply_list(bureau.admin, "autumn")
    found = explain_list(bureau.admin, "autumn")
    sums = sums_of(found)
    for unit in (first, second):
        assert sums[f"unit:{unit}"] == rows[unit].list_price_minor
        assert sums[f"square_metre:{unit}"] == rows[unit].unit_price_minor
    said = text_of(found, f"square_metre:{second}")
    assert "60,000 yuan × 98 % = 58,800 yuan" in said
    assert "1 × 100 yuan, counted from floor 1" in said
    assert "south: +50" in said
    assert "north" not in said
    assert sums_of(explain_list(bureau.admin, "autumn", second)).keys() == {f"square_metre:{second}", f"unit:{second}"}


def test_a_list_with_nothing_but_a_percentage_of_whole_units_is_explained_too(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal("98.76543"), per_unit=True))
    found = explain_list(bureau.admin, "autumn", unit)
    assert "6,000,000 yuan × 98.76543 %" in text_of(found, f"unit:{unit}")
    assert sums_of(found)[f"unit:{unit}"] == prices.preview_list(bureau.admin, "autumn").rows[0].list_price_minor


@pytest.mark.parametrize("name", ["autumn.csv", "2026"])
def test_the_price_of_a_list_that_came_as_a_file_is_explained_as_the_list_has_it(
    bureau: "Bureau", tmp_path: Path, name: str
) -> None:
    unit = bureau.units(1)[0]
    (tmp_path / name).write_text(f"code,list price\n{unit},5900000.50\n", encoding="utf-8")
    import_prices(bureau.admin, tmp_path / name, dry_run=False, name="autumn")
    found = explain_list(bureau.admin, "autumn")
    assert sums_of(found) == {f"square_metre:{unit}": 59_000_01, f"unit:{unit}": 5_900_000_50}
    assert "as the price list has it" in text_of(found, f"square_metre:{unit}")
    assert "59,000.01 yuan a m² × 100.00 m² = 5,900,001 yuan" in text_of(found, f"unit:{unit}")


def test_a_rule_whose_names_tear_it_apart_leaves_the_price_as_the_list_has_it(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("UPDATE unit SET orientation = 'south, corner'")
    prices.make_list(bureau.admin, "autumn", PriceRule(orientations=(("south, corner", -100_00),)))
    found = explain_list(bureau.admin, "autumn", unit)
    assert sums_of(found) == {f"square_metre:{unit}": 59_900_00, f"unit:{unit}": 5_990_000_00}
    assert "south, corner" in text_of(found, f"unit:{unit}")
    assert "as the price list has it" in text_of(found, f"square_metre:{unit}")


def test_a_price_whose_rule_leads_elsewhere_by_now_is_told_as_the_list_has_it(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal(98)))
    prices.make_list(bureau.admin, "summer", PriceRule(Decimal(99)))
    prices.apply_list(bureau.admin, "summer")
    found = explain_list(bureau.admin, "autumn")
    assert sums_of(found)[f"unit:{unit}"] == 5_880_000_00
    assert "as the price list has it" in text_of(found, f"square_metre:{unit}")


def test_the_prices_that_a_unit_had_by_lists_are_explained_the_latest_first(bureau: "Bureau") -> None:
    unit, other = bureau.units(2)
    for name, percent in (("summer", 99), ("autumn", 98)):
        prices.make_list(bureau.admin, name, PriceRule(Decimal(percent)))
        prices.apply_list(bureau.admin, name)
        bureau.clock.on(hours=1)
    found = explain_history(bureau.desk(Role.REP), unit)
    names = [f"{name}:{what}:{unit}" for name in ("autumn", "summer") for what in ("square_metre", "unit")]
    assert [each.ref for each in found] == ["list_price", *names]
    sums = sums_of(found)
    assert (sums["list_price"], sums[names[1]], sums[names[3]]) == (5_821_200_00, 5_821_200_00, 5_940_000_00)
    assert "59,400 yuan × 98 % = 58,212 yuan" in text_of(found, names[0])
    assert other not in "".join(each.ref for each in found)


def test_a_list_of_units_that_had_no_price_is_explained_without_a_share(bureau: "Bureau") -> None:
    bureau.units(2)
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal(98)))
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("UPDATE unit SET list_price_minor = NULL, unit_price_minor = NULL")
    sums = sums_of(explain_preview(seen := prices.preview_list(bureau.admin, "autumn")))
    assert sums == {"average_today": 0, "average_after": 5_880_000_00, "difference": seen.after.total_minor}
    assert "in percent" not in text_of(explain_preview(seen), "difference")


@pytest.mark.parametrize(("units", "said"), [(1, "/ 1 unit\n"), (2, "/ 2 units\n")])
def test_a_mean_of_one_unit_is_told_in_the_singular(bureau: "Bureau", units: int, said: str) -> None:
    bureau.units(units)
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal(98)))
    text = text_of(explain_preview(prices.preview_list(bureau.admin, "autumn")), "average_after")
    assert said in f"{text}\n"


def test_what_a_list_comes_to_is_explained(bureau: "Bureau") -> None:
    bureau.units(3)
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal(98), per_floor_minor=100_00))
    seen = prices.preview_list(bureau.admin, "autumn")
    sums = sums_of(explain_preview(seen))
    assert (sums["difference"], sums["average_after"]) == (seen.difference_minor, seen.after.average_minor)
