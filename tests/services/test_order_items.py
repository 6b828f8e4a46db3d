"""Extras and rebates on real orders: in the price by the project's order, frozen with it, bound to an approval."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from db import price_items as kept_items
from db import units as unit_rows
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.discounts import ApprovalVoid
from salesdesk.domain.errors import NeedsApproval, NotFound
from salesdesk.domain.pricing import AboveFiled, BelowBand, ItemKind
from salesdesk.domain.roles import Role
from salesdesk.services import audit, changes, deals, discounts, office, orders, price_items, standing, steps
from salesdesk.services.deal_sums import explain_deal
from salesdesk.services.order_sums import explain_order

if TYPE_CHECKING:
    from tests.conftest import Bureau

ONE_SUM = PlanKind.ONE_SUM
MILLION = 1_000_000_00
BOTH = ("kitchen", "early bird")


@pytest.fixture
def flat(bureau: "Bureau") -> str:
    """Put a flat of a million on sale, with a kitchen for 50,000, an early bird's rebate of 20,000, and 98 %."""
    unit = bureau.units(2)[0]
    _priced(bureau, unit)
    manager = bureau.desk(Role.MANAGER)
    price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 50_000_00)
    price_items.publish_item(manager, "early bird", ItemKind.REBATE, 20_000_00)
    standing.publish_discount(manager, "one sum", Decimal(98))
    return unit


def _priced(bureau: "Bureau", unit: str, **more: int | None) -> None:
    values = {"unit_price_minor": 10_000_00, "list_price_minor": MILLION, "filed_price_minor": 1_050_000_00}
    with bureau.database.writing() as tx:
        found = unit_rows.unit_ids(tx, bureau.admin.project.id)[unit]
        unit_rows.change_unit(tx, found.id, {**values, "floor_price_minor": 900_000_00, **more})


@pytest.mark.parametrize(
    ("order", "total", "labels"),
    [
        ("A", 1_009_400_00, ["list price", "kitchen", "early bird", "one sum"]),
        ("B", 1_010_000_00, ["list price", "one sum", "kitchen", "early bird"]),
        ("C", 1_010_400_00, ["list price", "early bird", "one sum", "kitchen"]),
    ],
)
def test_an_order_has_its_extras_where_the_project_puts_them(
    bureau: "Bureau", flat: str, order: str, total: int, labels: list[str]
) -> None:
    office.set_project(bureau.admin, "discount_order", order)
    rep = bureau.desk(Role.REP)
    buyer = bureau.customer(rep)
    sheet = orders.preview_order(rep, flat, buyer, ONE_SUM, None, BOTH)
    assert (sheet.total_minor, [each.label for each in sheet.lines]) == (total, labels)
    assert sum(row.amount_minor for row in sheet.schedule) == total
    sums = {each.ref: each.reckoning for each in explain_order(rep, flat, buyer, ONE_SUM, None, BOTH)}
    assert sums["price"].sum_minor == total
    deal = orders.place_order(rep, flat, buyer, ONE_SUM, None, BOTH)
    assert deal.total_minor == total
    price = deals.show_deal(rep, deal.deal_id).price
    assert (price.total_minor, [each.label for each in price.lines]) == (total, labels)
    assert [(each.kind, each.name, each.amount_minor) for each in price.items] == [
        ("extra", "kitchen", 50_000_00),
        ("rebate", "early bird", 20_000_00),
    ]
    told = {each.ref: each.reckoning for each in explain_deal(rep, deal.deal_id)}
    assert told["price"].sum_minor == total
    assert told["price"].adds_up
    assert audit.verify(bureau.admin).ok


@pytest.mark.parametrize(("combine", "total"), [("multiply", 970_200_00), ("add", 970_000_00)])
def test_percentages_of_a_real_order_multiply_or_add(bureau: "Bureau", flat: str, combine: str, total: int) -> None:
    standing.publish_discount(bureau.desk(Role.MANAGER), "autumn", Decimal(99))
    office.set_project(bureau.admin, "discount_combine", combine)
    rep = bureau.desk(Role.REP)
    assert orders.place_order(rep, flat, bureau.customer(rep), ONE_SUM).total_minor == total


def test_what_cannot_be_ordered_today_is_refused_and_nothing_is_written(bureau: "Bureau", flat: str) -> None:
    rep = bureau.desk(Role.REP)
    buyer = bureau.customer(rep)
    price_items.retire_item(bureau.desk(Role.MANAGER), "early bird")
    for named in (("early bird",), ("garden",), ("kitchen", "garden")):
        with bureau.refuses(NotFound, match="kitchen"):
            orders.place_order(rep, flat, buyer, ONE_SUM, None, named)


def test_a_deal_keeps_its_extras_when_they_are_retired(bureau: "Bureau", flat: str) -> None:
    rep = bureau.desk(Role.REP)
    deal = orders.place_order(rep, flat, bureau.customer(rep), ONE_SUM, None, BOTH).deal_id
    price_items.retire_item(bureau.desk(Role.MANAGER), "kitchen")
    assert [each.name for each in deals.show_deal(rep, deal).price.items] == list(BOTH)


def test_extras_count_against_the_filed_price_and_not_for_band_and_floor(bureau: "Bureau", flat: str) -> None:
    rep = bureau.desk(Role.REP)
    buyer = bureau.customer(rep)
    _priced(bureau, flat, filed_price_minor=1_000_000_00)
    with bureau.refuses(AboveFiled, match="1,029,000"):
        orders.place_order(rep, flat, buyer, ONE_SUM, None, ("kitchen",))
    _priced(bureau, flat, floor_price_minor=980_000_00)
    with bureau.refuses(NeedsApproval):
        orders.place_order(rep, flat, buyer, ONE_SUM, None, BOTH)
    _priced(bureau, flat)
    office.set_project(bureau.admin, "price_band_low_percent", "92")
    with bureau.refuses(BelowBand, match="959,400"):
        orders.place_order(rep, flat, buyer, ONE_SUM, None, BOTH)


def test_an_approval_is_for_the_extras_that_were_asked_with(bureau: "Bureau", flat: str) -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    buyer = bureau.customer(rep)
    asked = discounts.request_discount(rep, flat, buyer, ONE_SUM, "a friend", None, 9_400_00, BOTH)
    assert (asked.before_minor, asked.asked_minor) == (1_009_400_00, 1_000_000_00)
    assert [each.name for each in asked.items] == list(BOTH)
    discounts.approve_discount(manager, asked.request_id)
    for named in ((), ("kitchen",)):
        with bureau.refuses(ApprovalVoid, match="extras"):
            orders.place_order(rep, flat, buyer, ONE_SUM, asked.request_id, named)
    deal = orders.place_order(rep, flat, buyer, ONE_SUM, asked.request_id, ("EARLY BIRD", "kitchen"))
    assert deal.total_minor == 1_000_000_00
    assert audit.verify(bureau.admin).ok


def test_an_approval_is_void_when_the_extra_costs_another_sum(bureau: "Bureau", flat: str) -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    buyer = bureau.customer(rep)
    asked = discounts.request_discount(rep, flat, buyer, ONE_SUM, "a friend", None, 9_400_00, ("kitchen",))
    discounts.approve_discount(manager, asked.request_id)
    price_items.retire_item(manager, "kitchen")
    bureau.clock.on(days=1)
    price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 40_000_00)
    with bureau.refuses(ApprovalVoid):
        orders.place_order(rep, flat, buyer, ONE_SUM, asked.request_id, ("kitchen",))


def test_a_percentage_asked_for_is_of_the_price_with_the_extras(sqlite_bureau: "Bureau") -> None:
    rep, manager = sqlite_bureau.desk(Role.REP), sqlite_bureau.desk(Role.MANAGER)
    unit = sqlite_bureau.units(1)[0]
    _priced(sqlite_bureau, unit)
    price_items.publish_item(manager, "kitchen", ItemKind.EXTRA, 50_000_00)
    said = (unit, sqlite_bureau.customer(rep), ONE_SUM, "a friend", Decimal(97), None, ("kitchen",))
    assert discounts.request_discount(rep, *said).asked_minor == 1_018_500_00


def test_a_deal_that_moves_takes_the_extras_along_that_can_be_ordered_today(bureau: "Bureau", flat: str) -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    deal = orders.place_order(rep, flat, bureau.customer(rep), ONE_SUM, None, BOTH).deal_id
    price_items.retire_item(manager, "early bird")
    _priced(bureau, "3-1-0201")
    asked = changes.ask_unit_change(rep, deal, "3-1-0201", "the view")
    changes.approve_change(manager, asked.change_id)
    done = changes.do_change(rep, asked.change_id)
    price = deals.show_deal(rep, str(done.new_deal_id)).price
    assert ([each.name for each in price.items], price.total_minor) == (["kitchen"], 1_029_000_00)


def test_the_database_keeps_the_extras_of_a_quote(bureau: "Bureau", flat: str) -> None:
    rep = bureau.desk(Role.REP)
    orders.place_order(rep, flat, bureau.customer(rep), ONE_SUM, None, BOTH)
    with bureau.database.reading() as tx:
        assert [each.amount_minor for each in kept_items.quote_items(tx, 1)] == [50_000_00, 20_000_00]


def test_the_price_is_checked_again_at_the_signing(bureau: "Bureau", flat: str) -> None:
    rep, office_desk = bureau.desk(Role.REP), bureau.desk(Role.BACK_OFFICE)
    deal = orders.place_order(rep, flat, bureau.customer(rep), ONE_SUM, None, BOTH).deal_id
    bureau.paid(deal, 1_009_400_00)
    office.set_project(bureau.admin, "price_band_low_percent", "92")
    with bureau.refuses(BelowBand, match="959,400"):
        steps.do_step(office_desk, deal, Step.CONTRACT, ticked=True)
    office.set_project(bureau.admin, "price_band_low_percent", "90")
    assert steps.do_step(office_desk, deal, Step.CONTRACT, ticked=True).unit_state == "signed"


@pytest.mark.parametrize(("floor", "rank"), [(960_000_00, Role.GENERAL_MANAGER), (950_000_00, Role.MANAGER)])
def test_below_the_floor_only_what_the_top_rank_approved_is_signed(
    bureau: "Bureau", flat: str, floor: int, rank: Role
) -> None:
    rep = bureau.desk(Role.REP)
    buyer = bureau.customer(rep)
    _priced(bureau, flat, floor_price_minor=floor)
    asked = discounts.request_discount(rep, flat, buyer, ONE_SUM, "a friend", None, 1_000_00, BOTH)
    assert asked.needed_role == rank
    discounts.approve_discount(bureau.desk(rank), asked.request_id)
    deal = orders.place_order(rep, flat, buyer, ONE_SUM, asked.request_id, BOTH).deal_id
    bureau.paid(deal, 1_008_400_00)
    assert steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True).unit_state == "signed"
