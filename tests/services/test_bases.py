"""Prices by inner area and of wholes: every place that multiplies uses the area by which the project sells."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db import units as unit_rows
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import NotPermitted
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.pricing import Basis
from salesdesk.domain.roles import Role
from salesdesk.domain.units import NotForSale
from salesdesk.services import board, deals, importing, office, orders, prices, settlements
from salesdesk.services.deal_sums import explain_deal

if TYPE_CHECKING:
    from tests.conftest import Bureau

FILING = """楼栋,单元,房号,类型,建筑面积,套内面积,备案单价
3,1,101,住宅,125.53,98.76,66387.43
3,1,102,车位,12.50,,150000
"""
WHOLE = 6_556_422_59


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    path = tmp_path / "filing.csv"
    path.write_text(FILING, encoding="utf-8")
    return path


def _sells_by_inner_area(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "price_basis", "inner")
    office.set_project(bureau.admin, "per_unit_kinds", "parking, storage")


def test_a_filing_by_inner_area_is_imported_where_the_project_sells_by_it(bureau: "Bureau", filing: Path) -> None:
    _sells_by_inner_area(bureau)
    done = importing.import_units(bureau.admin, filing)
    assert (done.new, done.rejected, done.list_total_minor) == (2, 0, WHOLE + 150_000_00)
    flat, space = (board.unit_card(bureau.admin, each) for each in ("3-1-101", "3-1-102"))
    assert (flat.price_basis, flat.unit.unit_price_minor, flat.unit.filed_price_minor) == ("inner", 66_387_43, WHOLE)
    assert (space.price_basis, space.unit.unit_price_minor) == ("per_unit", 150_000_00)
    again = importing.import_units(bureau.admin, filing)
    assert (again.same, again.changed) == (2, 0)


def test_the_whole_price_stays_when_the_project_sells_by_another_area(bureau: "Bureau", filing: Path) -> None:
    _sells_by_inner_area(bureau)
    importing.import_units(bureau.admin, filing)
    office.set_project(bureau.admin, "price_basis", "built")
    card = board.unit_card(bureau.desk(Role.REP), "3-1-101")
    assert (card.price_basis, card.unit.list_price_minor, card.unit.unit_price_minor) == ("built", WHOLE, 52_229_93)


@pytest.mark.parametrize(("basis", "each"), [(Basis.INNER, 65_059_68), (Basis.BUILT, 51_185_33)])
def test_a_price_list_is_made_on_the_basis(bureau: "Bureau", filing: Path, basis: Basis, each: int) -> None:
    _sells_by_inner_area(bureau)
    importing.import_units(bureau.admin, filing)
    office.set_project(bureau.admin, "price_basis", basis)
    manager = bureau.desk(Role.MANAGER)
    prices.make_list(manager, "autumn", PriceRule(Decimal(98)))
    flat, space = prices.preview_list(manager, "autumn").rows
    area = {Basis.INNER: 98_76, Basis.BUILT: 125_53}[basis]
    assert flat.unit_price_minor == each
    assert flat.list_price_minor == (each * area + 50) // 100
    assert (space.unit_price_minor, space.list_price_minor) == (147_000_00, 147_000_00)


def test_a_rep_cannot_choose_the_area(sqlite_bureau: "Bureau") -> None:
    rep = sqlite_bureau.desk(Role.REP)
    with sqlite_bureau.refuses(NotPermitted):
        office.set_project(rep, "price_basis", "inner")


def test_an_order_is_frozen_and_settled_on_its_basis(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    office.set_project(bureau.admin, "price_basis", "inner")
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    price = deals.show_deal(bureau.admin, deal).price
    assert (price.basis, price.area, price.unit_price_minor) == ("inner", 80_00, 75_000_00)
    assert price.lines[0].factor == "75,000 × 80.00 m²"
    told = {each.ref: each.reckoning for each in explain_deal(bureau.admin, deal)}
    assert (told["list_price"].sum_minor, told["list_price"].adds_up) == (6_000_000_00, True)
    office.set_project(bureau.admin, "price_basis", "built")
    back = bureau.desk(Role.BACK_OFFICE)
    settlements.measure_unit(back, unit, 103_00, 81_00)
    view = settlements.apply_settlement(back, deal).settlements[0]
    assert (view.variant, view.contract_area, view.measured_area, view.amount_minor) == (
        "inner",
        80_00,
        81_00,
        75_000_00,
    )


def test_a_unit_that_was_sold_as_a_whole_is_not_settled_by_area(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    office.set_project(bureau.admin, "per_unit_kinds", "flat")
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    price = deals.show_deal(bureau.admin, deal).price
    assert (price.basis, price.unit_price_minor, price.lines[0].factor) == ("per_unit", 6_000_000_00, "")
    back = bureau.desk(Role.BACK_OFFICE)
    settlements.measure_unit(back, unit, 120_00)
    view = settlements.apply_settlement(back, deal).settlements[0]
    assert (view.variant, view.case, view.amount_minor) == ("per_unit", "no_money", 0)


def test_what_is_sold_by_inner_area_needs_one(sqlite_bureau: "Bureau") -> None:
    unit = sqlite_bureau.units(1)[0]
    rep = sqlite_bureau.desk(Role.REP)
    buyer = sqlite_bureau.customer(rep)
    office.set_project(sqlite_bureau.admin, "price_basis", "inner")
    with sqlite_bureau.database.writing() as tx:
        unit_rows.change_unit(tx, 1, {"inner_area": None})
    with sqlite_bureau.refuses(NotForSale, match="inner area"):
        orders.place_order(rep, unit, buyer, PlanKind.ONE_SUM)
