"""What is explained is what is shown: every sum of an answer, with lines that add up to it."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import NotFound
from salesdesk.domain.explain import told
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.roles import Role
from salesdesk.domain.settlement import Choice
from salesdesk.services import (
    arrears,
    changes,
    dayend,
    deals,
    discounts,
    mortgages,
    office,
    orders,
    prices,
    settlements,
    standing,
)
from salesdesk.services.arrears_sums import explain_arrears, explain_late_fees
from salesdesk.services.change_sums import explain_change
from salesdesk.services.deal_sums import explain_deal, explain_receipt
from salesdesk.services.discount_sums import explain_discount
from salesdesk.services.explained import Explained, explain_day, explain_unallocated, found_in
from salesdesk.services.order_sums import explain_order
from salesdesk.services.price_files import import_prices
from salesdesk.services.price_sums import explain_history, explain_list, explain_preview
from salesdesk.services.reversals import reverse_receipt
from salesdesk.services.settlement_sums import explain_building, explain_settlement
from salesdesk.services.unallocated import list_unallocated, move_money

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _sums(found: list[Explained]) -> dict[str, int]:
    """Give the sums by name, after putting each in words and checking that its lines come to it."""
    assert [each.ref for each in found if not each.reckoning.adds_up] == []
    assert all(told(each.reckoning).label for each in found)
    assert len({each.ref for each in found}) == len(found)
    return {each.ref: each.reckoning.sum_minor for each in found}


def _text(found: list[Explained], ref: str) -> str:
    (said,) = (told(each.reckoning) for each in found if each.ref == ref)
    return "\n".join([said.label, *(f"{each.label}: {each.arithmetic}" for each in said.steps)])


@pytest.mark.parametrize("plan", [PlanKind.ONE_SUM, PlanKind.INSTALMENTS, PlanKind.MORTGAGE])
def test_every_sum_of_a_deal_is_explained_as_it_is_shown(bureau: "Bureau", plan: PlanKind) -> None:
    standing.publish_discount(bureau.admin, "opening", Decimal(98))
    number = bureau.sold(bureau.units(1)[0], plan)
    receipts = [bureau.paid(number, 7_000_00), bureau.paid(number, 500_000_00)]
    bureau.clock.on(days=100)
    view = deals.show_deal(bureau.admin, number)
    found = explain_deal(bureau.admin, number)
    sums = _sums(found)
    assert (sums["list_price"], sums["price"]) == (view.price.list_price_minor, view.price.total_minor)
    assert (sums["paid"], sums["unallocated"]) == (view.paid_minor, view.unallocated_minor)
    for row in view.schedule:
        own = (sums[f"row:{row.line_id}"], sums[f"open:{row.line_id}"], sums[f"fee:{row.line_id}"])
        assert own == (row.amount_minor, row.open_minor, row.late_fee_minor)
        assert "since it was changed" not in _text(found, f"row:{row.line_id}")
    assert sums["open"] == sum(row.open_minor for row in view.schedule)
    assert sums["late_fee"] == sum(row.late_fee_minor for row in view.schedule) > 0
    assert [sums[f"receipt:{each}"] for each in receipts] == [7_000_00, 500_000_00]
    assert "opening: 6,000,000 yuan × 98 % = 5,880,000 yuan" in _text(found, "price")
    assert "60,000 yuan a m² × 100.00 m² = 6,000,000 yuan" in _text(found, "list_price")


def test_the_loan_of_a_deal_is_told_with_its_rounding(bureau: "Bureau") -> None:
    standing.publish_discount(bureau.admin, "opening", Decimal("98.7"))
    number = bureau.sold(bureau.units(1)[0])
    loan = next(row for row in deals.show_deal(bureau.admin, number).schedule if row.kind == "loan")
    said = _text(explain_deal(bureau.admin, number), f"row:{loan.line_id}")
    assert "5,922,000 yuan × 70 % = 4,145,400 yuan" in said
    assert "rounding: down to whole 10,000 yuan" in said


def test_a_late_fee_is_told_day_by_day_as_of_a_day(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    bureau.paid(number, 1_500_000_00)
    row = next(each for each in deals.show_deal(bureau.admin, number).schedule if each.kind == "first_payment")
    found = explain_deal(bureau.admin, number, row.due + timedelta(days=15))
    assert _sums(found)[f"fee:{row.line_id}"] == 900_00
    said = _text(found, f"fee:{row.line_id}")
    assert "300,000 yuan × 2/10,000 × 15 days = 900 yuan" in said
    assert f"{row.due + timedelta(days=15)}: 300,000 yuan × 2/10,000 = 60 yuan" in said


def test_what_a_bank_approves_and_what_it_leaves_is_told(bureau: "Bureau") -> None:
    desk, number = bureau.desk(Role.MORTGAGE_DESK), bureau.signed(bureau.units(1)[0])
    case = mortgages.open_case(desk, number, "Harbour Bank").case_id
    for paper in mortgages.show_case(desk, case).papers:
        mortgages.note_paper(desk, case, paper.name)
    mortgages.submit_case(desk, case)
    mortgages.approve_case(desk, case, 4_000_000_00)
    found = explain_deal(bureau.admin, number)
    sums = _sums(found)
    rows = deals.show_deal(bureau.admin, number).schedule
    assert [sums[f"row:{row.line_id}"] for row in rows] == [row.amount_minor for row in rows]
    texts = {row.kind: _text(found, f"row:{row.line_id}") for row in rows}
    assert "not approved: Harbour Bank approved 4,000,000 yuan" in texts["loan"]
    assert "approved by Harbour Bank" in texts["shortfall"]
    assert "since it was changed" not in "".join(texts.values())


def test_a_deal_that_has_ended_tells_what_became_of_its_money(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    receipt = bureau.paid(number, 60_000_00)
    asked = changes.ask_cancellation(bureau.desk(Role.REP), number, Outcome.FORFEIT, "they leave", 500_00)
    changes.approve_change(bureau.desk(Role.DIRECTOR), asked.change_id)
    changes.do_change(bureau.desk(Role.MANAGER), asked.change_id)
    found = explain_deal(bureau.admin, number)
    sums = _sums(found)
    assert (sums["paid"], sums["late_fee"], sums[f"receipt:{receipt}"]) == (60_000_00, 0, 60_000_00)
    said = _text(found, f"receipt:{receipt}")
    assert "stays with the company" in said
    assert "taken as a fee" in said
    assert sums["receipt:R-000002"] == -49_500_00


def test_a_receipt_tells_where_its_money_is(bureau: "Bureau") -> None:
    first, second = bureau.units(2)
    buyer = bureau.customer(bureau.desk(Role.REP))
    number, other = bureau.sold(first, buyer=buyer), bureau.sold(second, buyer=buyer)
    receipt = bureau.paid(number, 15_000_00, only=Step.DEPOSIT)
    move_money(bureau.desk(Role.CASHIER), number, 2_000_00, other)
    found = explain_receipt(bureau.admin, receipt)
    assert _sums(found) == {f"receipt:{receipt}": 15_000_00}
    said = _text(found, f"receipt:{receipt}")
    assert "pays deposit: \n" in said + "\n"
    assert f"pays deposit: on the account of {other}" in said
    assert "pays nothing yet" in said


def test_a_receipt_that_was_reversed_says_by_which(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    receipt = bureau.paid(number, 3_000_00)
    counter = reverse_receipt(bureau.desk(Role.CASHIER), receipt, "wrong deal").receipt_no
    assert f"reversed by {counter}" in _text(explain_receipt(bureau.admin, receipt), f"receipt:{receipt}")
    assert _sums(explain_receipt(bureau.admin, counter)) == {f"receipt:{counter}": -3_000_00}
    assert _sums(explain_deal(bureau.admin, number))["paid"] == 0


def test_a_receipt_of_another_rep_is_not_there(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    receipt = bureau.paid(number, 3_000_00)
    with pytest.raises(NotFound):
        explain_receipt(bureau.desk(Role.REP, "rep two"), receipt)
    with pytest.raises(NotFound):
        explain_deal(bureau.desk(Role.REP, "rep two"), number)


def test_an_order_sheet_is_explained_before_it_is_written(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    sheet = orders.preview_order(rep, unit, buyer, PlanKind.MORTGAGE)
    sums = _sums(explain_order(rep, unit, buyer, PlanKind.MORTGAGE))
    assert (sums["price"], sums["list_price"]) == (sheet.total_minor, sheet.list_price_minor)
    assert sums["deposit_cap"] == sheet.total_minor // 5
    assert [sums[f"row:{place}"] for place in range(len(sheet.schedule))] == [
        each.amount_minor for each in sheet.schedule
    ]


def test_arrears_are_explained_line_by_line_and_in_all(bureau: "Bureau") -> None:
    for unit in bureau.units(2):
        bureau.paid(bureau.sold(unit, PlanKind.INSTALMENTS, "1" if unit.endswith("0201") else None), 20_000_00)
    bureau.clock.on(days=70)
    rows = arrears.list_arrears(bureau.admin)
    sums = _sums(explain_arrears(bureau.admin))
    assert len(rows) == 4
    for row in rows:
        assert (sums[f"open:{row.line_id}"], sums[f"fee:{row.line_id}"]) == (row.open_minor, row.late_fee_minor)
    assert sums["open"] == sum(row.open_minor for row in rows)
    assert sums["late_fee"] == sum(row.late_fee_minor for row in rows)
    fees = arrears.late_fees(bureau.admin, rows[0].deal_id, days=True)
    assert _sums(explain_late_fees(fees))["late_fee"] == fees.total_minor


def test_unallocated_money_and_the_cash_book_are_explained(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    bureau.paid(number, 15_000_00, only=Step.DEPOSIT)
    loose = list_unallocated(bureau.admin)
    assert _sums([explain_unallocated(loose)]) == {"unallocated": 5_000_00}
    book = dayend.day_end(bureau.admin)
    sums = _sums(explain_day(book))
    assert sums == {"method:transfer": 15_000_00, "cashier:cashier one": 15_000_00, "net": book.net_minor}


def test_a_concession_is_explained_with_the_average_and_the_month(bureau: "Bureau") -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    office.set_project(bureau.admin, "manager_month_budget", "600000")
    sold, unit = bureau.units(2)
    bureau.sold(sold)
    asked = discounts.request_discount(rep, unit, "1", PlanKind.MORTGAGE, "a friend", None, 60_000_00)
    found = explain_discount(manager, asked.request_id)
    answer = discounts.show_discount(manager, asked.request_id)
    sums = _sums(found)
    assert sums == {"concession": answer.concession_minor, "month": answer.month_left_minor}
    said = _text(found, "concession")
    assert "60,000 yuan / 6,000,000 yuan = 1 %" in said
    assert "project's average with it: 11,940,000 yuan / 12,000,000 yuan = 99.5 %" in said
    assert "floor" not in said


def test_an_area_settlement_is_explained_before_and_after_it_is_applied(bureau: "Bureau") -> None:
    back = bureau.desk(Role.BACK_OFFICE)
    unit = bureau.units(1)[0]
    number = bureau.signed(unit, PlanKind.ONE_SUM)
    assert explain_settlement(bureau.admin, number) == []
    settlements.measure_unit(back, unit, 10_500)
    waits = _text(explain_settlement(bureau.admin, number), f"settlement:{number}")
    assert "the buyer keeps the unit or withdraws" in waits
    kept = explain_settlement(bureau.admin, number, Choice.KEEP)
    applied = settlements.apply_settlement(back, number, Choice.KEEP).settlements[0]
    assert (
        _sums(kept) == _sums(explain_settlement(bureau.admin, number)) == {f"settlement:{number}": applied.amount_minor}
    )
    assert "6,000,000 yuan / 100.00 m² = 60,000 yuan a m²" in _text(kept, f"settlement:{number}")
    row = deals.show_deal(bureau.admin, number).schedule[-1]
    assert _sums(explain_deal(bureau.admin, number))[f"row:{row.line_id}"] == applied.amount_minor == 180_000_00
    assert _sums(explain_building(back, "3"))["total"] == 180_000_00


def test_what_goes_back_to_a_buyer_who_withdraws_is_explained(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    number = bureau.signed(unit, PlanKind.ONE_SUM)
    bureau.clock.on(days=365)
    settlements.measure_unit(bureau.desk(Role.BACK_OFFICE), unit, 9_000)
    view = settlements.preview_settlement(bureau.admin, number, Choice.WITHDRAW).settlements[0]
    found = explain_settlement(bureau.admin, number, Choice.WITHDRAW)
    assert _sums(found)[f"refund:{number}"] == view.refund_minor == 6_021_000_00
    assert "× 0.35 % × 365 days / 365" in _text(found, f"refund:{number}")


@pytest.mark.parametrize("outcome", [Outcome.FORFEIT, Outcome.RETURN, Outcome.DOUBLE])
def test_the_end_of_a_deal_is_explained_while_it_is_asked_and_after(bureau: "Bureau", outcome: Outcome) -> None:
    number = bureau.sold(bureau.units(1)[0])
    bureau.paid(number, 60_000_00)
    asked = changes.ask_cancellation(bureau.desk(Role.REP), number, outcome, "they leave")
    sums = _sums(explain_change(bureau.admin, asked.change_id))
    assert sums["paid"] == 60_000_00
    assert sums["left"] == asked.after["refund_minor"]
    assert sums.get("forfeit", 0) == asked.after["forfeit_minor"]
    assert sums.get("compensation", 0) == asked.after["compensation_minor"]
    changes.approve_change(bureau.desk(Role.DIRECTOR), asked.change_id)
    changes.do_change(bureau.desk(Role.MANAGER), asked.change_id)
    assert _sums(explain_change(bureau.admin, asked.change_id)) == {"paid": 60_000_00}


def test_a_move_is_explained_by_both_prices(bureau: "Bureau") -> None:
    first, second = bureau.units(2)
    number = bureau.sold(first)
    bureau.paid(number, 60_000_00)
    prices.make_list(bureau.admin, "dearer", PriceRule(Decimal(99)))
    prices.apply_list(bureau.admin, "dearer")
    asked = changes.ask_unit_change(bureau.desk(Role.REP), number, second, "a view", 500_00)
    sums = _sums(explain_change(bureau.admin, asked.change_id))
    assert (sums["difference"], sums["price"], sums["fee"]) == (-60_000_00, 5_940_000_00, 500_00)


@pytest.mark.parametrize("applied", [False, True])
def test_the_price_of_each_unit_of_a_list_is_explained_by_its_rule(bureau: "Bureau", applied: bool) -> None:
    first, second = bureau.units(2)
    rule = PriceRule(Decimal(98), per_floor_minor=100_00, orientations=(("south", 50_00), ("north", 9_00)))
    prices.make_list(bureau.admin, "autumn", rule)
    rows = {each.unit: each for each in prices.preview_list(bureau.admin, "autumn").rows}
    if applied:
        prices.apply_list(bureau.admin, "autumn")
    found = explain_list(bureau.admin, "autumn")
    sums = _sums(found)
    for unit in (first, second):
        assert sums[f"unit:{unit}"] == rows[unit].list_price_minor
        assert sums[f"square_metre:{unit}"] == rows[unit].unit_price_minor
    said = _text(found, f"square_metre:{second}")
    assert "60,000 yuan × 98 % = 58,800 yuan" in said
    assert "1 × 100 yuan, counted from floor 1" in said
    assert "south: +50" in said
    assert "north" not in said
    assert _sums(explain_list(bureau.admin, "autumn", second)).keys() == {f"square_metre:{second}", f"unit:{second}"}


def test_a_list_with_nothing_but_a_percentage_of_whole_units_is_explained_too(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal("98.76543"), per_unit=True))
    found = explain_list(bureau.admin, "autumn", unit)
    assert "6,000,000 yuan × 98.76543 %" in _text(found, f"unit:{unit}")
    assert _sums(found)[f"unit:{unit}"] == prices.preview_list(bureau.admin, "autumn").rows[0].list_price_minor


@pytest.mark.parametrize("name", ["autumn.csv", "2026"])
def test_the_price_of_a_list_that_came_as_a_file_is_explained_as_the_list_has_it(
    bureau: "Bureau", tmp_path: Path, name: str
) -> None:
    unit = bureau.units(1)[0]
    (tmp_path / name).write_text(f"code,list price\n{unit},5900000.50\n", encoding="utf-8")
    import_prices(bureau.admin, tmp_path / name, dry_run=False, name="autumn")
    found = explain_list(bureau.admin, "autumn")
    assert _sums(found) == {f"square_metre:{unit}": 59_000_01, f"unit:{unit}": 5_900_000_50}
    assert "as the price list has it" in _text(found, f"square_metre:{unit}")
    assert "59,000.01 yuan a m² × 100.00 m² = 5,900,001 yuan" in _text(found, f"unit:{unit}")


def test_a_rule_whose_names_tear_it_apart_leaves_the_price_as_the_list_has_it(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("UPDATE unit SET orientation = 'south, corner'")
    prices.make_list(bureau.admin, "autumn", PriceRule(orientations=(("south, corner", -100_00),)))
    found = explain_list(bureau.admin, "autumn", unit)
    assert _sums(found) == {f"square_metre:{unit}": 59_900_00, f"unit:{unit}": 5_990_000_00}
    assert "south, corner" in _text(found, f"unit:{unit}")
    assert "as the price list has it" in _text(found, f"square_metre:{unit}")


def test_a_price_whose_rule_leads_elsewhere_by_now_is_told_as_the_list_has_it(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal(98)))
    prices.make_list(bureau.admin, "summer", PriceRule(Decimal(99)))
    prices.apply_list(bureau.admin, "summer")
    found = explain_list(bureau.admin, "autumn")
    assert _sums(found)[f"unit:{unit}"] == 5_880_000_00
    assert "as the price list has it" in _text(found, f"square_metre:{unit}")


def test_the_prices_that_a_unit_had_by_lists_are_explained_the_latest_first(bureau: "Bureau") -> None:
    unit, other = bureau.units(2)
    for name, percent in (("summer", 99), ("autumn", 98)):
        prices.make_list(bureau.admin, name, PriceRule(Decimal(percent)))
        prices.apply_list(bureau.admin, name)
        bureau.clock.on(hours=1)
    found = explain_history(bureau.desk(Role.REP), unit)
    names = [f"{name}:{what}:{unit}" for name in ("autumn", "summer") for what in ("square_metre", "unit")]
    assert [each.ref for each in found] == ["list_price", *names]
    sums = _sums(found)
    assert (sums["list_price"], sums[names[1]], sums[names[3]]) == (5_821_200_00, 5_821_200_00, 5_940_000_00)
    assert "59,400 yuan × 98 % = 58,212 yuan" in _text(found, names[0])
    assert other not in "".join(each.ref for each in found)


def test_a_list_of_units_that_had_no_price_is_explained_without_a_share(bureau: "Bureau") -> None:
    bureau.units(2)
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal(98)))
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("UPDATE unit SET list_price_minor = NULL, unit_price_minor = NULL")
    sums = _sums(explain_preview(seen := prices.preview_list(bureau.admin, "autumn")))
    assert sums == {"average_today": 0, "average_after": 5_880_000_00, "difference": seen.after.total_minor}
    assert "in percent" not in _text(explain_preview(seen), "difference")


def test_what_a_list_comes_to_is_explained(bureau: "Bureau") -> None:
    bureau.units(3)
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal(98), per_floor_minor=100_00))
    seen = prices.preview_list(bureau.admin, "autumn")
    sums = _sums(explain_preview(seen))
    assert (sums["difference"], sums["average_after"]) == (seen.difference_minor, seen.after.average_minor)


def test_sums_are_found_by_name_in_the_order_asked_for(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    found = found_in(explain_deal(bureau.admin, number), "paid", "nothing", "price")
    assert [each.ref for each in found] == ["paid", "price"]


def test_another_way_of_paying_tells_how_its_price_comes_about(bureau: "Bureau") -> None:
    deal = bureau.sold(bureau.units(1)[0])
    asked = changes.ask_plan_change(bureau.desk(Role.REP), deal, PlanKind.ONE_SUM, "they sold their flat")
    sums = _sums(explain_change(bureau.admin, asked.change_id))
    assert (sums["price"], sums["difference"]) == (asked.after["total_minor"], asked.after["difference_minor"])
