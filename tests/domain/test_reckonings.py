"""Whatever is worked out can be told: the lines add up to the very sum that the office uses."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.changes import Outcome, end_money, end_reckoned
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import concession, concession_reckoned
from salesdesk.domain.errors import DeskError
from salesdesk.domain.explain import Reckoning, told
from salesdesk.domain.latefee import fee_reckoned, late_fee
from salesdesk.domain.loans import (
    combined_loan,
    combined_reckoned,
    level_instalment_reckoned,
    level_instalments,
    level_principal,
    loan_of,
    loan_reckoned,
    repayment_reckoned,
)
from salesdesk.domain.money import Rounding, round_total
from salesdesk.domain.price_reckoning import list_price_reckoned, sheet_reckoned
from salesdesk.domain.pricelists import Priced, PriceRule, price_by_rule, rule_reckoned
from salesdesk.domain.pricing import (
    Basis,
    Combine,
    DiscountOrder,
    ExtraDiscount,
    ItemKind,
    PriceItem,
    StandingDiscount,
    price_sheet,
    total_price,
    total_reckoned,
)
from salesdesk.domain.receipts import binding_reckoned, deposit_cap, deposit_cap_reckoned, split_deposit
from salesdesk.domain.schedule import STANDARD_PLANS, Part, PaymentPlan, plan_reckoned, plan_rows
from salesdesk.domain.settlement import (
    Areas,
    Choice,
    Settlement,
    Variant,
    contract_price_reckoned,
    contract_unit_price,
    refund_on_withdrawal,
    settle,
)

MONEY = st.integers(0, 10**12)
AREA = st.integers(1, 10_000_000)
PERCENT = st.decimals(0, 100, places=2)
ROUNDING = st.sampled_from(Rounding)
DAY = st.dates(date(2020, 1, 1), date(2030, 12, 31))
ORDERED = date(2024, 8, 31)


def _words(found: Reckoning) -> str:
    """Put a reckoning in words, which fails where a template and its values do not fit; and check that it adds up."""
    assert found.adds_up
    said = told(found)
    return "\n".join([said.label, *(f"{each.label}: {each.arithmetic}" for each in said.steps)])


@given(MONEY, AREA, ROUNDING, st.sampled_from(Basis))
def test_a_total_is_unit_price_by_area_rounded_once(price: int, area: int, rounding: Rounding, basis: Basis) -> None:
    found = total_reckoned("total", price, area, rounding, basis)
    assert _words(found)
    exact = Decimal(price) if basis is Basis.PER_UNIT else Decimal(price * area) / 100
    assert found.sum_minor == total_price(price, area, rounding, basis) == round_total(exact, rounding)


@pytest.mark.parametrize(("listed", "own"), [(6_556_415_58, None), (6_560_000_00, 3_584_42), (6_550_000_00, -6_415_58)])
def test_a_list_price_that_a_list_rounded_in_its_own_way_tells_by_how_much(listed: int, own: int | None) -> None:
    found = list_price_reckoned(52_229_87, 125_53, listed, Rounding.FEN, Basis.BUILT)
    assert _words(found)
    assert found.sum_minor == listed
    told_by_list = [each.amount_minor for each in found.steps if each.label == "as the price list has it"]
    assert told_by_list == ([] if own is None else [own])


@pytest.mark.parametrize(
    ("rounding", "total", "said"),
    [
        (Rounding.FEN, 655_641_558, "= 6,556,415.5811 yuan"),
        (Rounding.YUAN_HALF_UP, 655_641_600, "rounding: half up to whole yuan"),
        (Rounding.YUAN_DOWN, 655_641_500, "rounding: down to whole yuan"),
    ],
)
def test_the_arithmetic_of_a_list_price_names_price_area_and_rounding(
    rounding: Rounding, total: int, said: str
) -> None:
    found = total_reckoned("list price", 5_222_987, 12_553, rounding)
    assert found.sum_minor == total
    assert "52,229.87 yuan a m² × 125.53 m²" in _words(found)
    assert said in _words(found)


@given(
    MONEY.filter(bool),
    st.lists(st.decimals(80, 100, places=2), max_size=4),
    st.sampled_from(DiscountOrder),
    st.sampled_from(Combine),
    ROUNDING,
    st.integers(0, 10**6),
)
def test_a_price_sheet_is_told_line_by_line(
    listed: int, percents: list[Decimal], order: DiscountOrder, combine: Combine, rounding: Rounding, rebate: int
) -> None:
    standing = [StandingDiscount(f"discount {{{n}}}", "", each) for n, each in enumerate(percents)]
    extra = ExtraDiscount(percent=Decimal("99.5"))
    items = [PriceItem(ItemKind.REBATE, "{early}", rebate), PriceItem(ItemKind.EXTRA, "kitchen", 5)]
    try:
        sheet = price_sheet(
            list_price_minor=listed, unit_price_minor=listed, area=100, items=items,
            discounts=standing, extra=extra, order=order, combine=combine, rounding=rounding,
        )  # fmt: skip
    except DeskError:
        return
    found = sheet_reckoned(sheet.lines)
    assert _words(found)
    assert found.sum_minor == sheet.total_minor


def test_each_discount_is_told_in_its_order() -> None:
    """655,641,600 × 98 % × 99 %, as an order sheet has it."""
    standing = [StandingDiscount("mortgage", "", Decimal(98)), StandingDiscount("member", "", Decimal(99))]
    sheet = price_sheet(
        list_price_minor=655_641_600, unit_price_minor=5_222_987, area=12_553, discounts=standing,
        rounding=Rounding.YUAN_HALF_UP,
    )  # fmt: skip
    said = _words(sheet_reckoned(sheet.lines))
    assert "mortgage: 6,556,416 yuan × 98 % = 6,425,288 yuan" in said
    assert "member: 6,425,288 yuan × 99 % = 6,361,035 yuan" in said


@given(MONEY, PERCENT, st.sampled_from([100_000, 1_000_000]), st.none() | MONEY)
def test_loans_are_told_as_they_are_lent(total: int, ltv: Decimal, step: int, limit: int | None) -> None:
    loan = loan_reckoned(total, ltv, step)
    fund, bank = combined_reckoned(total, ltv, step, limit)
    both = combined_loan(total, ltv, step, limit)
    assert all(_words(each) for each in (loan, fund, bank))
    assert (loan.sum_minor, fund.sum_minor, bank.sum_minor) == (
        loan_of(total, ltv, step),
        both.fund_minor,
        both.commercial_minor,
    )
    assert loan.sum_minor % step == 0


@pytest.mark.parametrize(("step", "loan"), [(1_000_000, "4,580,000"), (100_000, "4,589,000")])
def test_the_schedule_of_a_mortgage_names_the_loan_its_rounding_and_the_deposit(step: int, loan: str) -> None:
    plan = PaymentPlan(PlanKind.MORTGAGE, (Part("first payment", None, days=5),), Decimal(70), 60, step)
    deposit, first, payout = plan_reckoned(655_641_600, plan, ordered_on=ORDERED, deposit_minor=10_000_000)
    assert "6,556,416 yuan × 70 % = 4,589,491.20 yuan" in _words(payout.reckoning)
    assert f"down to whole {step // 1_000_000 or ''}" in _words(payout.reckoning)
    amounts = [each.amount_minor for each in first.reckoning.steps if each.amount_minor is not None]
    assert f"{-amounts[1] // 100:,}" == loan
    assert amounts == [655_641_600, -payout.row.amount_minor, -10_000_000]
    assert (deposit.reckoning.sum_minor, first.reckoning.sum_minor) == (10_000_000, first.row.amount_minor)


@given(MONEY, st.sampled_from(list(STANDARD_PLANS.values())), st.integers(0, 10**7))
def test_each_row_of_a_schedule_is_told(total: int, plan: PaymentPlan, deposit: int) -> None:
    try:
        found = plan_reckoned(total, plan, ordered_on=ORDERED, deposit_minor=deposit)
    except DeskError:
        return
    assert tuple(each.row for each in found) == plan_rows(total, plan, ordered_on=ORDERED, deposit_minor=deposit)
    for each in found:
        assert _words(each.reckoning)
        assert each.reckoning.sum_minor == each.row.amount_minor
    assert sum(each.reckoning.sum_minor for each in found) == total


@given(st.integers(1, 10**10), st.decimals(0, 12, places=2), st.integers(1, 60))
def test_the_months_of_a_loan_are_told(loan: int, rate: Decimal, months: int) -> None:
    assert _words(level_instalment_reckoned(loan, rate, months))
    for plan in (level_instalments(loan, rate, months), level_principal(loan, rate, months)):
        for month in (plan.months[0], plan.months[-1]):
            found = repayment_reckoned(month, rate)
            assert _words(found)
            assert found.sum_minor == month.amount_minor


def test_the_formula_of_a_level_instalment_is_told() -> None:
    found = level_instalment_reckoned(100_000_000, Decimal("4.9"), 360)
    assert found.sum_minor == 530_727
    assert "P·r(1+r)ⁿ/((1+r)ⁿ−1) = 5,307.26" in _words(found)


@pytest.mark.parametrize(("months", "said"), [(1, "/ 1 month"), (2, "/ 2 months")])
def test_one_month_is_told_in_the_singular(months: int, said: str) -> None:
    assert _words(level_instalment_reckoned(100_00, Decimal(0), months)).rstrip("\n").endswith(said)


@given(DAY, MONEY, st.lists(st.tuples(DAY, MONEY), max_size=4), DAY, st.decimals(0, 20, places=1))
def test_a_late_fee_is_told_by_stretch_and_by_day(
    due: date, amount: int, payments: list[tuple[date, int]], on: date, rate: Decimal
) -> None:
    on = min(on, due + timedelta(days=60))
    fee = late_fee(due, amount, payments, on, rate)
    for by_day in (False, True):
        found = fee_reckoned(fee.stretches, by_day=by_day)
        assert _words(found)
        assert found.sum_minor == fee.total_minor
    days = sum((Fraction(each.fee) for each in fee.days), Fraction(0))
    assert abs(days - fee.total_minor) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("payments", "total", "said"),
    [
        ([], 90_000, "300,000 yuan × 2/10,000 × 15 days = 900 yuan"),
        ([(date(2024, 9, 10), 10_000_000)], 70_000, "200,000 yuan × 2/10,000 × 10 days = 400 yuan"),
    ],
)
def test_the_days_of_a_late_fee_are_counted_aloud(payments: list[tuple[date, int]], total: int, said: str) -> None:
    fee = late_fee(date(2024, 9, 5), 30_000_000, payments, date(2024, 9, 20), Decimal(2))
    found = fee_reckoned(fee.stretches, by_day=True)
    assert found.sum_minor == total
    assert said in _words(found)
    assert "2024-09-06: 300,000 yuan × 2/10,000 = 60 yuan" in _words(found)


@given(MONEY, MONEY)
def test_a_deposit_is_told_up_to_its_cap(paid: int, total: int) -> None:
    cap, binding = deposit_cap_reckoned(total), binding_reckoned(paid, total)
    assert _words(cap)
    assert _words(binding)
    assert cap.sum_minor == deposit_cap(total) == total // 5
    assert binding.sum_minor == split_deposit(paid, total)[0] == min(paid, total // 5)


def test_the_cap_of_a_deposit_is_a_fifth_of_the_price() -> None:
    found = deposit_cap_reckoned(53_950_000)
    assert found.sum_minor == 10_790_000
    assert "539,500 yuan × 20 % = 107,900 yuan" in _words(found)


@given(st.sampled_from(Outcome), MONEY, MONEY, MONEY, st.integers(0, 10**7))
def test_the_end_of_a_deal_is_told(outcome: Outcome, paid: int, deposit: int, total: int, fee: int) -> None:
    deposit = min(deposit, paid)
    try:
        end = end_money(outcome, paid, deposit, total, fee)
    except DeskError:
        return
    found = end_reckoned(outcome, paid, deposit, total, fee)
    assert _words(found.deposit)
    assert _words(found.left)
    assert found.left.sum_minor == end.refund_minor + end.offset_minor
    if outcome in {Outcome.FORFEIT, Outcome.DOUBLE}:
        assert found.deposit.sum_minor == end.forfeit_minor + end.compensation_minor


AREAS = st.builds(Areas, AREA, AREA)


CHOICE = st.none() | st.sampled_from(Choice)


@given(AREAS, st.none() | AREAS, st.integers(1, 10**8), st.sampled_from(Variant), PERCENT, CHOICE)
def test_a_settlement_is_told_with_its_case(
    areas: Areas, inner: Areas | None, price: int, variant: Variant, percent: Decimal, choice: Choice | None
) -> None:
    try:
        found = settle(areas, price, variant=variant, percent=percent, choice=choice, inner=inner)
    except DeskError:
        return
    assert _words(found.reckoning)
    assert found.reckoning.sum_minor == found.amount_minor == sum(each.amount_minor for each in found.lines)


@pytest.mark.parametrize(
    ("measured", "amount", "said"),
    [
        (10_250, 2_500_000, "no more than 3 %: it is paid as measured"),
        (10_500, 3_000_000, "more than 3 % larger: the buyer pays up to the limit"),
        (9_400, -9_000_000, "2 × 3.00 m² × 10,000 yuan = 60,000 yuan"),
    ],
)
def test_the_case_of_the_area_rule_is_named(measured: int, amount: int, said: str) -> None:
    found: Settlement = settle(Areas(10_000, measured), 1_000_000, choice=Choice.KEEP)
    assert found.amount_minor == amount
    assert said in _words(found.reckoning)
    assert "3 % × 100.00 m² = 3.00 m²" in _words(found.reckoning)


@given(MONEY, AREA)
def test_the_price_that_a_contract_settles_by_is_told(total: int, area: int) -> None:
    found = contract_price_reckoned(total, area)
    assert _words(found)
    assert found.sum_minor == contract_unit_price(total, area)


@given(st.lists(st.tuples(DAY, MONEY), max_size=4), DAY, PERCENT)
def test_what_goes_back_on_a_withdrawal_is_told(payments: list[tuple[date, int]], on: date, percent: Decimal) -> None:
    found = refund_on_withdrawal(payments, on, percent)
    assert _words(found.reckoning)
    assert found.reckoning.sum_minor == found.total_minor
    exact = sum(Fraction(paid) * max(0, (on - day).days) for day, paid in payments) * Fraction(percent) / 36_500
    assert abs(found.interest_minor - exact) <= Fraction(1, 2)


@given(MONEY, MONEY, MONEY)
def test_a_concession_is_told(before: int, asked: int, listed: int) -> None:
    found = concession_reckoned(before, asked, listed)
    assert _words(found)
    assert found.sum_minor == concession(before, asked, listed).minor


def test_a_concession_is_told_in_yuan_and_in_percent() -> None:
    found = concession_reckoned(579_180_000, 573_270_000, 591_000_000)
    assert found.sum_minor == 5_910_000
    assert "59,100 yuan / 5,910,000 yuan = 1 %" in _words(found)


@given(
    st.decimals(50, 200, places=1), st.integers(-500, 5_000), st.integers(-2, 40), st.booleans(),
    st.integers(100_000, 10**8), AREA, ROUNDING,
)  # fmt: skip
def test_a_price_by_rule_is_told(
    percent: Decimal, per_floor: int, floor: int, per_unit: bool, today: int, area: int, rounding: Rounding
) -> None:
    rule = PriceRule(percent, per_floor, 1, (("south", 500), ("north", -5)), (("park {view}", 700),), per_unit)
    unit = Priced("3-1-3101", floor, "south", "park {view}", area, today, total_price(today, area, rounding))
    try:
        new = price_by_rule(rule, unit, rounding)
    except DeskError:
        return
    each, whole = rule_reckoned(rule, unit, rounding)
    assert _words(each)
    assert _words(whole)
    assert (each.sum_minor, whole.sum_minor) == (new.unit_price_minor, new.list_price_minor)
