"""What is explained is what is shown: every sum of an answer, with lines that add up to it."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import NotFound
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.receipts import Method
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
    steps,
)
from salesdesk.services.arrears_sums import explain_arrears, explain_late_fees
from salesdesk.services.change_sums import explain_change
from salesdesk.services.deal_sums import explain_deal, explain_receipt
from salesdesk.services.discount_sums import explain_discount
from salesdesk.services.explained import explain_day, explain_unallocated, found_in
from salesdesk.services.order_sums import explain_order
from salesdesk.services.reversals import reverse_receipt
from salesdesk.services.settlement_sums import explain_building, explain_settlement
from salesdesk.services.unallocated import list_unallocated, move_money, refund_money
from tests.services.sums_told import sums_of, text_of

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.mark.parametrize("plan", [PlanKind.ONE_SUM, PlanKind.INSTALMENTS, PlanKind.MORTGAGE])
def test_every_sum_of_a_deal_is_explained_as_it_is_shown(bureau: "Bureau", plan: PlanKind) -> None:
    standing.publish_discount(bureau.admin, "opening", Decimal(98))
    number = bureau.sold(bureau.units(1)[0], plan)
    receipts = [bureau.paid(number, 7_000_00), bureau.paid(number, 500_000_00)]
    bureau.clock.on(days=100)
    view = deals.show_deal(bureau.admin, number)
    found = explain_deal(bureau.admin, number)
    sums = sums_of(found)
    assert (sums["list_price"], sums["price"]) == (view.price.list_price_minor, view.price.total_minor)
    assert (sums["paid"], sums["unallocated"]) == (view.paid_minor, view.unallocated_minor)
    for row in view.schedule:
        own = (sums[f"row:{row.line_id}"], sums[f"open:{row.line_id}"], sums[f"fee:{row.line_id}"])
        assert own == (row.amount_minor, row.open_minor, row.late_fee_minor)
        assert "since it was changed" not in text_of(found, f"row:{row.line_id}")
    assert sums["open"] == sum(row.open_minor for row in view.schedule)
    assert sums["late_fee"] == sum(row.late_fee_minor for row in view.schedule) > 0
    assert [sums[f"receipt:{each}"] for each in receipts] == [7_000_00, 500_000_00]
    assert "opening: 6,000,000 yuan × 98 % = 5,880,000 yuan" in text_of(found, "price")
    assert "60,000 yuan a m² × 100.00 m² = 6,000,000 yuan" in text_of(found, "list_price")


def test_the_loan_of_a_deal_is_told_with_its_rounding(bureau: "Bureau") -> None:
    standing.publish_discount(bureau.admin, "opening", Decimal("98.7"))
    number = bureau.sold(bureau.units(1)[0])
    loan = next(row for row in deals.show_deal(bureau.admin, number).schedule if row.kind == "loan")
    said = text_of(explain_deal(bureau.admin, number), f"row:{loan.line_id}")
    assert "5,922,000 yuan × 70 % = 4,145,400 yuan" in said
    assert "rounding: down to whole 10,000 yuan" in said


def test_a_late_fee_is_told_day_by_day_as_of_a_day(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    bureau.paid(number, 1_500_000_00)
    row = next(each for each in deals.show_deal(bureau.admin, number).schedule if each.kind == "first_payment")
    found = explain_deal(bureau.admin, number, row.due + timedelta(days=15))
    assert sums_of(found)[f"fee:{row.line_id}"] == 900_00
    said = text_of(found, f"fee:{row.line_id}")
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
    sums = sums_of(found)
    rows = deals.show_deal(bureau.admin, number).schedule
    assert [sums[f"row:{row.line_id}"] for row in rows] == [row.amount_minor for row in rows]
    texts = {row.kind: text_of(found, f"row:{row.line_id}") for row in rows}
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
    sums = sums_of(found)
    assert (sums["paid"], sums["late_fee"], sums[f"receipt:{receipt}"]) == (60_000_00, 0, 60_000_00)
    said = text_of(found, f"receipt:{receipt}")
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
    assert sums_of(found) == {f"receipt:{receipt}": 15_000_00}
    said = text_of(found, f"receipt:{receipt}")
    assert "pays deposit: \n" in said + "\n"
    assert f"pays deposit: on the account of {other}" in said
    assert "pays nothing yet" in said


def test_a_receipt_that_was_reversed_says_by_which(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    receipt = bureau.paid(number, 3_000_00)
    counter = reverse_receipt(bureau.desk(Role.CASHIER), receipt, "wrong deal").receipt_no
    assert f"reversed by {counter}" in text_of(explain_receipt(bureau.admin, receipt), f"receipt:{receipt}")
    assert sums_of(explain_receipt(bureau.admin, counter)) == {f"receipt:{counter}": -3_000_00}
    assert sums_of(explain_deal(bureau.admin, number))["paid"] == 0


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
    sums = sums_of(explain_order(rep, unit, buyer, PlanKind.MORTGAGE))
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
    sums = sums_of(explain_arrears(bureau.admin))
    assert len(rows) == 4
    for row in rows:
        assert (sums[f"open:{row.line_id}"], sums[f"fee:{row.line_id}"]) == (row.open_minor, row.late_fee_minor)
    assert sums["open"] == sum(row.open_minor for row in rows)
    assert sums["late_fee"] == sum(row.late_fee_minor for row in rows)
    fees = arrears.late_fees(bureau.admin, rows[0].deal_id, days=True)
    assert sums_of(explain_late_fees(fees))["late_fee"] == fees.total_minor


def test_unallocated_money_and_the_cash_book_are_explained(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    bureau.paid(number, 15_000_00, only=Step.DEPOSIT)
    loose = list_unallocated(bureau.admin)
    assert sums_of([explain_unallocated(loose)]) == {"unallocated": 5_000_00}
    book = dayend.day_end(bureau.admin)
    sums = sums_of(explain_day(book))
    assert sums == {"method:transfer": 15_000_00, "cashier:cashier one": 15_000_00, "net": book.net_minor}


def test_the_arrears_of_a_day_gone_by_leave_out_what_was_paid_since(sqlite_bureau: "Bureau") -> None:
    number = sqlite_bureau.sold(sqlite_bureau.units(1)[0])
    sqlite_bureau.paid(number, 1_500_000_00)
    row = next(each for each in deals.show_deal(sqlite_bureau.admin, number).schedule if each.kind == "first_payment")
    sqlite_bureau.clock.on(days=60)
    sqlite_bureau.paid(number, 300_000_00)
    day = row.due + timedelta(days=10)
    found = explain_arrears(sqlite_bureau.admin, day)
    assert sums_of(found)[f"open:{row.line_id}"] == 300_000_00
    assert f"paid on {sqlite_bureau.clock.now:%Y-%m-%d}" not in text_of(found, f"open:{row.line_id}")


def test_money_that_went_out_is_told_apart_from_what_came_in(sqlite_bureau: "Bureau") -> None:
    number, cashier = sqlite_bureau.sold(sqlite_bureau.units(1)[0]), sqlite_bureau.desk(Role.CASHIER)
    sqlite_bureau.paid(number, 15_000_00, only=Step.DEPOSIT)
    refund_money(cashier, number, 4_000_00, Method.CASH, None, "too much")
    refund_money(cashier, number, 1_000_00, Method.TRANSFER, None, "too much")
    found = explain_day(dayend.day_end(sqlite_bureau.admin))
    sums = sums_of(found)
    assert (sums["method:cash"], sums["method:transfer"], sums["net"]) == (-4_000_00, 14_000_00, 10_000_00)
    lines = {each.ref: [line.amount_minor for line in each.reckoning.steps] for each in found}
    assert (lines["method:cash"], lines["method:transfer"]) == ([-4_000_00], [15_000_00, -1_000_00])


def test_what_two_banks_in_turn_left_to_the_buyer_is_told_as_agreed(sqlite_bureau: "Bureau") -> None:
    desk, number = sqlite_bureau.desk(Role.MORTGAGE_DESK), sqlite_bureau.signed(sqlite_bureau.units(1)[0])
    for bank, approved in (("Harbour Bank", 4_000_000_00), ("Second Bank", 3_900_000_00)):
        case = mortgages.open_case(desk, number, bank).case_id
        for paper in mortgages.show_case(desk, case).papers:
            mortgages.note_paper(desk, case, paper.name)
        mortgages.submit_case(desk, case)
        mortgages.approve_case(desk, case, approved)
        if bank == "Harbour Bank":
            steps.undo_step(sqlite_bureau.desk(Role.BACK_OFFICE), number, "another bank")
            mortgages.withdraw_case(desk, case, "another bank")
    found, rows = explain_deal(sqlite_bureau.admin, number), deals.show_deal(sqlite_bureau.admin, number).schedule
    sums, texts = sums_of(found), {row.line_id: text_of(found, f"row:{row.line_id}") for row in rows}
    assert [sums[f"row:{row.line_id}"] for row in rows] == [row.amount_minor for row in rows]
    assert "approved by Second Bank" not in texts[rows[-1].line_id]
    assert "as the plan of payments has it since it was changed" in texts[rows[-1].line_id]


def test_the_area_settlement_of_a_deal_that_has_ended_is_told_by_its_day(sqlite_bureau: "Bureau") -> None:
    back, unit = sqlite_bureau.desk(Role.BACK_OFFICE), sqlite_bureau.units(1)[0]
    number = sqlite_bureau.signed(unit, PlanKind.ONE_SUM)
    settlements.measure_unit(back, unit, 10_200)
    settlements.apply_settlement(back, number)
    asked = changes.ask_cancellation(sqlite_bureau.desk(Role.REP), number, Outcome.RETURN, "they leave")
    changes.approve_change(sqlite_bureau.desk(Role.DIRECTOR), asked.change_id)
    changes.do_change(sqlite_bureau.desk(Role.MANAGER), asked.change_id)
    found = explain_settlement(sqlite_bureau.admin, number)
    assert sums_of(found) == {f"settlement:{number}": 120_000_00}
    assert "settled on 2026-08-31" in text_of(found, f"settlement:{number}")


def test_a_concession_is_explained_with_the_average_and_the_month(bureau: "Bureau") -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    office.set_project(bureau.admin, "manager_month_budget", "600000")
    sold, unit = bureau.units(2)
    bureau.sold(sold)
    asked = discounts.request_discount(rep, unit, "1", PlanKind.MORTGAGE, "a friend", None, 60_000_00)
    found = explain_discount(manager, asked.request_id)
    answer = discounts.show_discount(manager, asked.request_id)
    sums = sums_of(found)
    assert sums == {"concession": answer.concession_minor, "month": answer.month_left_minor}
    said = text_of(found, "concession")
    assert "60,000 yuan / 6,000,000 yuan = 1 %" in said
    assert "project's average with it: 11,940,000 yuan / 12,000,000 yuan = 99.5 %" in said
    assert "floor" not in said


def test_an_area_settlement_is_explained_before_and_after_it_is_applied(bureau: "Bureau") -> None:
    back = bureau.desk(Role.BACK_OFFICE)
    unit = bureau.units(1)[0]
    number = bureau.signed(unit, PlanKind.ONE_SUM)
    assert explain_settlement(bureau.admin, number) == []
    settlements.measure_unit(back, unit, 10_500)
    waits = text_of(explain_settlement(bureau.admin, number), f"settlement:{number}")
    assert "the buyer keeps the unit or withdraws" in waits
    kept = explain_settlement(bureau.admin, number, Choice.KEEP)
    applied = settlements.apply_settlement(back, number, Choice.KEEP).settlements[0]
    assert (
        sums_of(kept)
        == sums_of(explain_settlement(bureau.admin, number))
        == {f"settlement:{number}": applied.amount_minor}
    )
    assert "6,000,000 yuan / 100.00 m² = 60,000 yuan a m²" in text_of(kept, f"settlement:{number}")
    row = deals.show_deal(bureau.admin, number).schedule[-1]
    assert sums_of(explain_deal(bureau.admin, number))[f"row:{row.line_id}"] == applied.amount_minor == 180_000_00
    assert sums_of(explain_building(back, "3"))["total"] == 180_000_00


def test_what_goes_back_to_a_buyer_who_withdraws_is_explained(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    number = bureau.signed(unit, PlanKind.ONE_SUM)
    bureau.clock.on(days=365)
    settlements.measure_unit(bureau.desk(Role.BACK_OFFICE), unit, 9_000)
    view = settlements.preview_settlement(bureau.admin, number, Choice.WITHDRAW).settlements[0]
    found = explain_settlement(bureau.admin, number, Choice.WITHDRAW)
    assert sums_of(found)[f"refund:{number}"] == view.refund_minor == 6_021_000_00
    assert "× 0.35 % × 365 days / 365" in text_of(found, f"refund:{number}")


@pytest.mark.parametrize("outcome", [Outcome.FORFEIT, Outcome.RETURN, Outcome.DOUBLE])
def test_the_end_of_a_deal_is_explained_while_it_is_asked_and_after(bureau: "Bureau", outcome: Outcome) -> None:
    number = bureau.sold(bureau.units(1)[0])
    bureau.paid(number, 60_000_00)
    asked = changes.ask_cancellation(bureau.desk(Role.REP), number, outcome, "they leave")
    sums = sums_of(explain_change(bureau.admin, asked.change_id))
    assert sums["paid"] == 60_000_00
    assert sums["left"] == asked.after["refund_minor"]
    assert sums.get("forfeit", 0) == asked.after["forfeit_minor"]
    assert sums.get("compensation", 0) == asked.after["compensation_minor"]
    changes.approve_change(bureau.desk(Role.DIRECTOR), asked.change_id)
    changes.do_change(bureau.desk(Role.MANAGER), asked.change_id)
    assert sums_of(explain_change(bureau.admin, asked.change_id)) == {"paid": 60_000_00}


def test_a_move_is_explained_by_both_prices(bureau: "Bureau") -> None:
    first, second = bureau.units(2)
    number = bureau.sold(first)
    bureau.paid(number, 60_000_00)
    prices.make_list(bureau.admin, "dearer", PriceRule(Decimal(99)))
    prices.apply_list(bureau.admin, "dearer")
    asked = changes.ask_unit_change(bureau.desk(Role.REP), number, second, "a view", 500_00)
    sums = sums_of(explain_change(bureau.admin, asked.change_id))
    assert (sums["difference"], sums["price"], sums["fee"]) == (-60_000_00, 5_940_000_00, 500_00)


def test_sums_are_found_by_name_in_the_order_asked_for(bureau: "Bureau") -> None:
    number = bureau.sold(bureau.units(1)[0])
    found = found_in(explain_deal(bureau.admin, number), "paid", "nothing", "price")
    assert [each.ref for each in found] == ["paid", "price"]


def test_another_way_of_paying_tells_how_its_price_comes_about(bureau: "Bureau") -> None:
    deal = bureau.sold(bureau.units(1)[0])
    asked = changes.ask_plan_change(bureau.desk(Role.REP), deal, PlanKind.ONE_SUM, "they sold their flat")
    sums = sums_of(explain_change(bureau.admin, asked.change_id))
    assert (sums["price"], sums["difference"]) == (asked.after["total_minor"], asked.after["difference_minor"])
