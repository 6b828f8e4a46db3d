"""Price lists: made, looked at, put in force; what is claimed keeps its price, and every change is kept."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.pricing import PriceMoved
from salesdesk.domain.roles import Role
from salesdesk.services import audit, board, discounts, holds, office, orders, prices
from salesdesk.services.prices import PriceListExists, PriceListInForce

if TYPE_CHECKING:
    from tests.conftest import Bureau

TODAY = 6_000_000_00
CHEAPER = PriceRule(Decimal(98))
DEARER = PriceRule(Decimal(102))
MONDAY = date(2026, 8, 31)


def _price(bureau: "Bureau", unit: str) -> int | None:
    return board.unit_card(bureau.admin, unit).unit.list_price_minor


def test_a_list_is_looked_at_before_it_counts(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    first, second, *_ = bureau.units(4)
    rule = PriceRule(Decimal(98), per_floor_minor=100_00)
    made = prices.make_list(manager, "autumn", rule)
    assert (made.state, made.units, made.source, made.made_by) == ("draft", 4, "rule", "manager one")
    seen = prices.preview_list(manager, "autumn")
    assert (seen.today.count, seen.today.min_minor, seen.today.max_minor) == (4, TODAY, TODAY)
    assert (seen.after.min_minor, seen.after.average_minor, seen.after.max_minor) == (
        5_880_000_00,
        5_895_000_00,
        5_910_000_00,
    )
    assert (seen.changed, seen.same, seen.kept) == (4, 0, [])
    assert (seen.difference_minor, seen.difference_percent) == (-420_000_00, Decimal("-1.75"))
    assert [(each.unit, each.list_price_minor, each.difference_minor) for each in seen.rows[:2]] == [
        (first, 5_880_000_00, -120_000_00),
        (second, 5_890_000_00, -110_000_00),
    ]
    assert _price(bureau, first) == TODAY


def test_a_list_in_force_changes_free_units_and_names_those_it_leaves(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    held, sold, free, _ = bureau.units(4)
    buyer = bureau.customer(rep)
    holds.place_hold(rep, held, buyer)
    bureau.sold(sold, buyer=buyer)
    prices.make_list(manager, "autumn", CHEAPER)
    answer = prices.apply_list(manager, "autumn")
    assert (answer.state, answer.changed, answer.valid_from) == ("in_force", 2, MONDAY)
    assert [each.unit for each in answer.kept] == [held, sold]
    assert {each.reason for each in answer.kept} == {"it is claimed, so its price is frozen"}
    assert [_price(bureau, unit) for unit in (held, sold, free)] == [TODAY, TODAY, 5_880_000_00]
    (changed,) = prices.price_history(rep, free)
    assert (changed.price_list, changed.staff, changed.at) == ("autumn", "manager one", bureau.clock.now)
    assert (changed.list_price_before_minor, changed.list_price_minor) == (TODAY, 5_880_000_00)
    assert prices.price_history(rep, held) == []
    assert audit.verify(bureau.admin).ok


def test_a_hold_whose_time_is_over_keeps_no_price(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    unit = bureau.units(1)[0]
    holds.place_hold(rep, unit, bureau.customer(rep))
    prices.make_list(manager, "autumn", CHEAPER)
    bureau.clock.on(hours=3)
    assert prices.apply_list(manager, "autumn").kept == []
    assert _price(bureau, unit) == 5_880_000_00
    assert audit.verify(bureau.admin).ok


def test_nothing_is_priced_above_the_filed_price(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    unit = sqlite_bureau.units(1)[0]
    prices.make_list(manager, "higher", DEARER)
    answer = prices.apply_list(manager, "higher")
    assert (answer.changed, [each.reason for each in answer.kept]) == (0, ["the price is above its filed price"])
    assert _price(sqlite_bureau, unit) == TODAY


def test_a_free_unit_keeps_its_price_where_the_new_one_may_not_be_asked(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "price_band_low_percent", "90")
    low, dear, free = bureau.units(3)
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql(f"UPDATE unit SET floor_price_minor = {5_600_000_00} WHERE code = '{dear}'")
        tx.conn.exec_driver_sql(f"UPDATE unit SET filed_price_minor = {6_200_000_00} WHERE code = '{low}'")
    prices.make_list(bureau.admin, "sale", PriceRule(Decimal("92.5")))
    kept = {
        low: "the price is below the lowest price that the authority allows",
        dear: "the price is below its floor price",
    }
    assert {each.unit: each.reason for each in prices.preview_list(bureau.admin, "sale").kept} == kept
    answer = prices.apply_list(bureau.admin, "sale")
    assert ({each.unit: each.reason for each in answer.kept}, answer.changed) == (kept, 1)
    assert [_price(bureau, each) for each in (low, dear, free)] == [TODAY, TODAY, 5_550_000_00]


def test_a_preview_sets_units_without_a_price_apart_from_the_difference(bureau: "Bureau") -> None:
    bare = bureau.units(3)[2]
    prices.make_list(bureau.admin, "autumn", CHEAPER)
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql(
            f"UPDATE unit SET list_price_minor = NULL, unit_price_minor = NULL WHERE code = '{bare}'"
        )
    seen = prices.preview_list(bureau.admin, "autumn")
    assert (seen.today.count, seen.today.min_minor, seen.after.count) == (2, TODAY, 3)
    assert (seen.difference_minor, seen.difference_percent) == (-240_000_00, Decimal("-2.00"))


def test_who_looks_on_the_day_of_a_planned_list_sees_its_prices(bureau: "Bureau") -> None:
    manager, rep, wall = bureau.desk(Role.MANAGER), bureau.desk(Role.REP), bureau.desk(Role.WALL)
    unit = bureau.units(2)[0]
    buyer = bureau.customer(rep)
    sheet = orders.preview_order(rep, unit, buyer, PlanKind.ONE_SUM)
    prices.make_list(manager, "autumn", CHEAPER)
    prices.apply_list(manager, "autumn", MONDAY + timedelta(days=1))
    assert [each.list_price_minor for each in board.read_board(rep).units] == [TODAY, TODAY]
    bureau.clock.on(days=1)
    assert board.read_board(wall).units, "whoever looks first"
    assert [each.list_price_minor for each in board.read_board(rep).units] == [5_880_000_00, 5_880_000_00]
    assert orders.preview_order(rep, unit, buyer, PlanKind.ONE_SUM).total_minor == 5_880_000_00
    with bureau.refuses(PriceMoved, match="5,880,000 now, not 6,000,000 as it was shown"):
        orders.place_order(rep, unit, buyer, PlanKind.ONE_SUM, shown_minor=sheet.total_minor)
    assert orders.place_order(rep, unit, buyer, PlanKind.ONE_SUM, shown_minor=5_880_000_00).total_minor == 5_880_000_00
    assert audit.verify(bureau.admin).contradictions == []


@pytest.mark.parametrize("by", ["hold", "order", "request"])
def test_a_planned_list_counts_from_the_first_change_of_its_day(bureau: "Bureau", by: str) -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    unit, other = bureau.units(2)
    buyer = bureau.customer(rep)
    prices.make_list(manager, "autumn", CHEAPER)
    answer = prices.apply_list(manager, "autumn", MONDAY + timedelta(days=2))
    assert (answer.state, answer.changed) == ("planned", 0)
    bureau.clock.on(days=1)
    holds.withhold(manager, other, "the owner", MONDAY + timedelta(days=9))
    assert _price(bureau, unit) == TODAY
    bureau.clock.on(days=1)
    works: dict[str, Callable[[], object]] = {
        "hold": partial(holds.place_hold, rep, unit, buyer),
        "order": partial(orders.place_order, rep, unit, buyer, PlanKind.ONE_SUM),
        "request": partial(discounts.request_discount, rep, unit, buyer, PlanKind.ONE_SUM, "a friend", None, 10_000_00),
    }
    works[by]()
    assert (_price(bureau, unit), _price(bureau, other)) == (5_880_000_00, 5_880_000_00)
    assert prices.list_prices(rep)[0].state == "in_force"
    assert [each.staff for each in prices.price_history(rep, unit)] == ["manager one"]
    assert audit.verify(bureau.admin).ok


def test_a_list_comes_in_force_once_however_many_need_it(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    first, second = bureau.units(2)
    buyer = bureau.customer(rep)
    prices.make_list(manager, "autumn", CHEAPER)
    prices.apply_list(manager, "autumn", MONDAY + timedelta(days=1))
    bureau.clock.on(days=1)
    works = [partial(holds.place_hold, rep, unit, buyer) for unit in (first, second)]
    answers = bureau.collide("unit", *works)
    assert {getattr(each, "unit", each) for each in answers} == {first, second}
    assert [len(prices.price_history(rep, unit)) for unit in (first, second)] == [1, 1]
    assert audit.verify(bureau.admin).ok


def test_a_planned_list_may_be_put_in_force_by_hand_on_its_day(bureau: "Bureau") -> None:
    manager, unit = bureau.desk(Role.MANAGER), bureau.units(1)[0]
    for name, rule in (("autumn", CHEAPER), ("winter", PriceRule(Decimal(99)))):
        prices.make_list(manager, name, rule)
        prices.apply_list(manager, name, MONDAY + timedelta(days=1))
    bureau.clock.on(days=1)
    answer = prices.apply_list(manager, "autumn")
    assert (answer.state, answer.changed) == ("in_force", 1)
    assert _price(bureau, unit) == 5_880_000_00
    assert {each.name: each.state for each in prices.list_prices(manager)} == {
        "autumn": "in_force",
        "winter": "in_force",
    }
    assert [each.price_list for each in prices.price_history(manager, unit)] == ["autumn", "winter"]


def test_an_open_request_is_void_when_its_units_price_changes(sqlite_bureau: "Bureau") -> None:
    manager, rep = sqlite_bureau.desk(Role.MANAGER), sqlite_bureau.desk(Role.REP)
    unit = sqlite_bureau.units(1)[0]
    said = (unit, sqlite_bureau.customer(rep), PlanKind.ONE_SUM, "a friend", None, 10_000_00)
    request = discounts.request_discount(rep, *said)
    prices.make_list(manager, "autumn", CHEAPER)
    prices.apply_list(manager, "autumn")
    assert discounts.show_discount(rep, request.request_id).state == "void"


def test_a_list_may_be_of_a_building_or_of_a_batch(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    sqlite_bureau.units(2, "3")
    sixth = sqlite_bureau.units(3, "6")
    assert prices.make_list(manager, "third", CHEAPER, ["3"]).units == 2
    assert prices.make_list(manager, "sixth", CHEAPER, (), "batch 6").units == 3
    assert [each.unit for each in prices.preview_list(manager, "sixth").rows] == sixth
    with sqlite_bureau.refuses(NotFound, match="building"):
        prices.make_list(manager, "none", CHEAPER, ["9"])
    with sqlite_bureau.refuses(NotFound, match="batch"):
        prices.make_list(manager, "none", CHEAPER, (), "batch 9")


def test_a_list_needs_a_name_of_its_own_and_units(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    with sqlite_bureau.refuses(BadValue, match="no unit"):
        prices.make_list(manager, "autumn", CHEAPER)
    sqlite_bureau.units(1)
    with sqlite_bureau.refuses(BadValue, match="name"):
        prices.make_list(manager, " ", CHEAPER)
    prices.make_list(manager, "autumn", CHEAPER)
    with sqlite_bureau.refuses(PriceListExists):
        prices.make_list(manager, "autumn", CHEAPER)
    with sqlite_bureau.refuses(NotFound, match="autumn"):
        prices.preview_list(manager, "spring")


def test_a_list_is_put_in_force_once_and_not_in_the_past(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    sqlite_bureau.units(1)
    prices.make_list(manager, "autumn", CHEAPER)
    with sqlite_bureau.refuses(BadValue, match="past"):
        prices.apply_list(manager, "autumn", MONDAY - timedelta(days=1))
    prices.apply_list(manager, "autumn")
    with sqlite_bureau.refuses(PriceListInForce):
        prices.apply_list(manager, "autumn")


def test_who_sets_no_prices_sees_only_lists_in_force(sqlite_bureau: "Bureau") -> None:
    manager, rep = sqlite_bureau.desk(Role.MANAGER), sqlite_bureau.desk(Role.REP)
    sqlite_bureau.units(1)
    prices.make_list(manager, "autumn", CHEAPER)
    prices.apply_list(manager, "autumn", MONDAY + timedelta(days=3))
    assert prices.list_prices(rep) == []
    assert [each.state for each in prices.list_prices(manager)] == ["planned"]


def test_a_new_price_is_rounded_as_the_project_says(sqlite_bureau: "Bureau") -> None:
    manager = sqlite_bureau.desk(Role.MANAGER)
    unit = sqlite_bureau.units(1)[0]
    office.set_project(sqlite_bureau.admin, "rounding", "yuan_down")
    prices.make_list(manager, "odd", PriceRule(Decimal("99.99999"), per_unit=True))
    prices.apply_list(manager, "odd")
    assert _price(sqlite_bureau, unit) == 5_999_999_00
