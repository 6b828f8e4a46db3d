"""Area settlements: the limit, the buyer's choice, applied once, paid or paid back before the keys."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind, Step, StepState, StepWaits
from salesdesk.domain.errors import BadValue, NotFound, NotPermitted
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.settlement import Choice, ChoiceNeeded, NoWithdrawal, Variant
from salesdesk.services import area_refunds, audit, contract_terms, deals, office, settlements, steps
from salesdesk.services.area_refunds import NothingToPayBack
from salesdesk.services.contract_terms import TermsAnswer, TermsStand
from salesdesk.services.settlement_sums import explain_building
from salesdesk.services.settlements import NotMeasured, NotSigned, SettledBefore

if TYPE_CHECKING:
    from tests.conftest import Bureau

CONTRACT = 10_000
"""The built area of every unit of the bureau: 100.00 m²."""


def _settled(bureau: "Bureau", measured: int, choice: Choice | None = None) -> tuple[str, settlements.SettlementView]:
    back = bureau.desk(Role.BACK_OFFICE)
    unit = bureau.units(1)[0]
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    settlements.measure_unit(back, unit, measured)
    return deal, settlements.apply_settlement(back, deal, choice).settlements[0]


def _area_step(bureau: "Bureau", deal: str) -> tuple[StepState, str]:
    view = next(each for each in deals.show_deal(bureau.admin, deal).steps if each.step is Step.AREA_SETTLEMENT)
    return view.state, view.reason


@pytest.mark.parametrize(
    ("measured", "choice", "amount"),
    [
        (10_250, None, 2.5),
        (10_300, None, 3),
        (10_500, Choice.KEEP, 3),
        (9_800, None, -2),
        (9_700, None, -3),
        (9_400, Choice.KEEP, -9),
        (10_000, None, 0),
    ],
)
def test_the_difference_is_settled_by_the_law(
    bureau: "Bureau", measured: int, choice: Choice | None, amount: float
) -> None:
    _, view = _settled(bureau, measured, choice)
    assert view.amount_minor == round(amount * view.unit_price_minor)
    assert view.amount_minor == sum(line.amount_minor for line in view.lines)


def test_what_the_buyer_owes_becomes_the_last_payment_and_holds_up_the_step(bureau: "Bureau") -> None:
    deal, view = _settled(bureau, 10_250)
    row = deals.show_deal(bureau.admin, deal).schedule[-1]
    assert (row.kind, row.open_minor) == ("settlement", view.amount_minor)
    assert row.due == bureau.clock.now.date() + timedelta(days=30)
    assert _area_step(bureau, deal)[0] is StepState.BLOCKED
    with bureau.refuses(StepWaits, match="for the area is to be paid"):
        steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.AREA_SETTLEMENT)
    bureau.paid(deal, view.amount_minor)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.AREA_SETTLEMENT)
    assert _area_step(bureau, deal)[0] is StepState.DONE


def test_what_the_buyer_gets_back_has_a_number_of_its_own(bureau: "Bureau") -> None:
    deal, view = _settled(bureau, 9_800)
    cashier = bureau.desk(Role.CASHIER)
    with bureau.refuses(StepWaits, match="is to be paid back"):
        steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.AREA_SETTLEMENT)
    paid = area_refunds.pay_back(cashier, deal, Method.TRANSFER)
    assert (paid.amount_minor, paid.receipt_no) == (-view.amount_minor, "R-000002")
    with bureau.refuses(NothingToPayBack):
        area_refunds.pay_back(cashier, deal, Method.TRANSFER)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.AREA_SETTLEMENT)
    shown = deals.show_deal(bureau.admin, deal)
    assert all(row.open_minor == 0 for row in shown.schedule)
    assert audit.verify(bureau.admin).ok


def test_nothing_is_paid_back_into_the_future_or_where_nothing_is_owed(bureau: "Bureau") -> None:
    deal, _ = _settled(bureau, 9_800)
    cashier = bureau.desk(Role.CASHIER)
    tomorrow = bureau.clock.now.date() + timedelta(days=2)
    with bureau.refuses(BadValue, match="future"):
        area_refunds.pay_back(cashier, deal, Method.TRANSFER, tomorrow)
    other = bureau.sold(bureau.units(1, "4")[0], buyer=bureau.customer(bureau.desk(Role.REP), "李明", "199-0000-0002"))
    with bureau.refuses(NothingToPayBack):
        area_refunds.pay_back(cashier, other, Method.TRANSFER)


def test_beyond_the_limit_the_buyer_chooses_first(bureau: "Bureau") -> None:
    unit, back = bureau.units(1)[0], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    settlements.measure_unit(back, unit, 10_500)
    preview = settlements.preview_settlement(back, deal)
    assert (preview.waiting, preview.total_minor) == ([unit], 0)
    with bureau.refuses(ChoiceNeeded, match="3 %"):
        settlements.apply_settlement(back, deal)
    assert _area_step(bureau, deal)[0] is StepState.BLOCKED


def test_who_withdraws_gets_everything_back_with_interest(bureau: "Bureau") -> None:
    unit, back = bureau.units(1)[0], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    paid = deals.show_deal(bureau.admin, deal).paid_minor
    settlements.measure_unit(back, unit, 9_000)
    bureau.clock.on(days=365)
    view = settlements.apply_settlement(back, deal, Choice.WITHDRAW).settlements[0]
    assert view.refund_minor == paid + round(paid * 0.0035)
    assert view.refund_by == bureau.clock.now.date() + timedelta(days=30)
    assert _area_step(bureau, deal) == (StepState.BLOCKED, "the buyer withdraws because of the area")


def test_nobody_withdraws_for_three_percent(bureau: "Bureau") -> None:
    unit, back = bureau.units(1)[0], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.signed(unit)
    settlements.measure_unit(back, unit, 10_300)
    with bureau.refuses(NoWithdrawal):
        settlements.apply_settlement(back, deal, Choice.WITHDRAW)


def test_a_settlement_is_applied_once_and_its_areas_stay(bureau: "Bureau") -> None:
    deal, _ = _settled(bureau, 10_250)
    back = bureau.desk(Role.BACK_OFFICE)
    with bureau.refuses(SettledBefore):
        settlements.apply_settlement(back, deal)
    with bureau.refuses(SettledBefore):
        settlements.measure_unit(back, deals.show_deal(back, deal).unit, 10_100)


def test_two_who_settle_at_once_settle_once(bureau: "Bureau") -> None:
    unit, back = bureau.units(1)[0], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    settlements.measure_unit(back, unit, 10_250)
    answers = bureau.collide("deal", *(lambda: settlements.apply_settlement(back, deal) for _ in range(2)))
    assert sorted(type(each).__name__ for each in answers) == ["SettledBefore", "SettlementPreview"]


def test_a_deal_without_a_contract_or_a_survey_is_not_settled(bureau: "Bureau") -> None:
    first, second = bureau.units(2)
    back = bureau.desk(Role.BACK_OFFICE)
    unsigned = bureau.sold(first)
    with bureau.refuses(NotSigned):
        settlements.apply_settlement(back, unsigned)
    other = bureau.customer(bureau.desk(Role.REP), "李明", "199-0000-0002")
    signed = bureau.sold(second, PlanKind.ONE_SUM, other)
    bureau.paid(signed, deals.show_deal(back, signed).price.total_minor)
    steps.do_step(back, signed, Step.CONTRACT, ticked=True)
    with bureau.refuses(NotMeasured):
        settlements.apply_settlement(back, signed)
    preview = settlements.preview_building(back, "3")
    assert (preview.unsigned, preview.unmeasured, preview.settlements) == ([first], [second], [])


def test_a_building_is_settled_but_for_those_who_must_choose(bureau: "Bureau") -> None:
    units, back = bureau.units(3), bureau.desk(Role.BACK_OFFICE)
    for number, (unit, measured) in enumerate(zip(units, (10_100, 9_900, 10_400), strict=True)):
        buyer = bureau.customer(bureau.desk(Role.REP), f"Buyer {number}", f"199-0000-001{number}")
        deal = bureau.sold(unit, PlanKind.ONE_SUM, buyer)
        bureau.paid(deal, deals.show_deal(back, deal).price.total_minor)
        steps.do_step(back, deal, Step.CONTRACT, ticked=True)
        settlements.measure_unit(back, unit, measured)
    before = settlements.preview_building(back, "3")
    assert [each.applied for each in before.settlements] == [False] * 3
    after = settlements.apply_building(back, "3")
    assert [each.applied for each in after.settlements] == [True, True, False]
    assert (after.waiting, after.total_minor) == ([units[2]], 0)
    assert after.to_pay_minor == after.to_pay_back_minor == before.to_pay_minor > 0
    assert settlements.apply_building(back, "3") == after


def test_a_contract_by_inner_area_needs_the_inner_measure(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "settlement_variant", "inner")
    unit, back = bureau.units(1)[0], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    settlements.measure_unit(back, unit, 10_000)
    with bureau.refuses(NotMeasured):
        settlements.apply_settlement(back, deal)
    settlements.measure_unit(back, unit, 10_000, 8_160)
    view = settlements.apply_settlement(back, deal).settlements[0]
    total = deals.show_deal(back, deal).price.total_minor
    assert (view.contract_area, view.measured_area, view.unit_price_minor) == (8_000, 8_160, total // 80)
    assert view.amount_minor == round(1.6 * view.unit_price_minor)


def test_a_contract_per_unit_settles_without_money(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "settlement_variant", "per_unit")
    deal, view = _settled(bureau, 12_000)
    assert (view.case, view.amount_minor) == ("no_money", 0)
    assert _area_step(bureau, deal) == (StepState.NOT_APPLICABLE, "it is sold as a whole")
    steps.file_contract(bureau.desk(Role.BACK_OFFICE), deal, "F-1")
    assert steps.do_step(bureau.desk(Role.SERVICE), deal, Step.HANDOVER).unit_state == "handed_over"


def test_a_contract_keeps_the_terms_of_the_day_on_which_it_was_signed(bureau: "Bureau") -> None:
    unit, back = bureau.units(1)[0], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    settlements.measure_unit(back, unit, 10_250)
    before = settlements.preview_settlement(back, deal)
    office.set_project(bureau.admin, "settlement_variant", "per_unit")
    office.set_project(bureau.admin, "settlement_percent", "1")
    assert settlements.preview_settlement(back, deal) == before
    assert contract_terms.show_terms(back, deal) == TermsAnswer(deal, "built", "3", True)
    with bureau.refuses(TermsStand):
        contract_terms.agree_on_terms(back, deal, Variant.INNER)


def test_a_contract_may_agree_on_its_own_limit_and_area(bureau: "Bureau") -> None:
    unit, back = bureau.units(1)[0], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.sold(unit, PlanKind.ONE_SUM)
    assert contract_terms.show_terms(back, deal) == TermsAnswer(deal, "built", "3", False)
    contract_terms.agree_on_terms(back, deal, Variant.INNER)
    with bureau.refuses(BadValue, match="between 0 and 100"):
        contract_terms.agree_on_terms(back, deal, None, Decimal(101))
    agreed = contract_terms.agree_on_terms(back, deal, None, Decimal("0.60"))
    assert agreed == TermsAnswer(deal, "inner", "0.6", True)
    bureau.paid(deal, 6_000_000_00)
    steps.do_step(back, deal, Step.CONTRACT, ticked=True)
    settlements.measure_unit(back, unit, 10_000, 8_100)
    with bureau.refuses(ChoiceNeeded, match="0.6 %"):
        settlements.apply_settlement(back, deal)
    view = settlements.apply_settlement(back, deal, Choice.KEEP).settlements[0]
    assert (view.variant, view.amount_minor) == ("inner", round(0.48 * view.unit_price_minor))
    assert audit.verify(bureau.admin).ok


@pytest.mark.parametrize(("built", "inner"), [(0, None), (-1, None), (10_000, 10_001), (10_000, 0)])
def test_an_area_is_more_than_nothing_and_the_inner_one_a_part(bureau: "Bureau", built: int, inner: int | None) -> None:
    back, unit = bureau.desk(Role.BACK_OFFICE), bureau.units(1)[0]
    with bureau.refuses(BadValue, match="area"):
        settlements.measure_unit(back, unit, built, inner)


def test_a_building_is_for_those_who_see_every_deal(bureau: "Bureau") -> None:
    bureau.sold(bureau.units(1)[0])
    with bureau.refuses(NotPermitted):
        settlements.preview_building(bureau.desk(Role.REP), "3")
    with bureau.refuses(NotFound):
        settlements.preview_building(bureau.admin, "9")


def test_a_building_is_explained_by_the_deals_that_it_settles(bureau: "Bureau") -> None:
    back, (first, second) = bureau.desk(Role.BACK_OFFICE), bureau.units(2)
    signed = bureau.signed(first, PlanKind.ONE_SUM)
    bureau.sold(second, PlanKind.ONE_SUM, bureau.customer(bureau.desk(Role.REP), "李明", "199-0000-0002"))
    for unit in (first, second):
        settlements.measure_unit(back, unit, 10_100)
    preview, sums = settlements.preview_building(back, "3"), explain_building(back, "3")
    assert [each.ref for each in sums] == [f"settlement:{signed}", "total"]
    assert preview.total_minor == sums[-1].reckoning.sum_minor > 0
