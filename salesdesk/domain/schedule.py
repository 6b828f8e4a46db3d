"""Payment schedules: dated rows that always add up to the total."""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from salesdesk.domain.deal import WITHOUT_LOAN, PlanKind, RowKind
from salesdesk.domain.errors import DeskError
from salesdesk.domain.money import half_up

TEN_THOUSAND_YUAN = 1_000_000
THOUSAND_YUAN = 100_000


class DepositTooLarge(DeskError):
    """The deposit {deposit} is more than the first payment {first}. Agree on a smaller deposit."""


@dataclass(frozen=True, slots=True)
class Part:
    """One share of the buyer's own money: percent of the total or an amount, due days after the order or on a date."""

    label: str
    percent: Decimal | None = None
    amount_minor: int | None = None
    days: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """A way of paying with its terms; `ltv` is the loan's share in percent."""

    kind: PlanKind
    parts: tuple[Part, ...]
    ltv: Decimal = Decimal(0)
    loan_days: int = 60
    loan_step_minor: int = TEN_THOUSAND_YUAN


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One payment that is due; minor units."""

    kind: RowKind
    label: str
    due: date
    amount_minor: int


STANDARD_PLANS: Mapping[PlanKind, PaymentPlan] = {
    PlanKind.ONE_SUM: PaymentPlan(PlanKind.ONE_SUM, (Part("first payment", Decimal(100), days=15),)),
    PlanKind.INSTALMENTS: PaymentPlan(
        PlanKind.INSTALMENTS,
        (
            Part("first payment", Decimal(30), days=5),
            Part("instalment 2", Decimal(40), days=60),
            Part("instalment 3", Decimal(30), days=120),
        ),
    ),
    PlanKind.MORTGAGE: PaymentPlan(
        PlanKind.MORTGAGE, (Part("first payment", None, days=5),), ltv=Decimal(70), loan_days=60
    ),
}
"""The plans that a project offers unless it says otherwise."""


def as_is(day: date) -> date:
    """Leave a due date where it falls."""
    return day


def loan_of(total_minor: int, ltv_percent: Decimal, step_minor: int) -> int:
    """Give the loan: the share of the total, rounded down to whole steps (10,000 or 1,000 yuan); minor units."""
    exact = Decimal(total_minor) * ltv_percent / 100
    return int((exact / step_minor).to_integral_value(ROUND_FLOOR)) * step_minor


def plan_rows(
    total_minor: int,
    plan: PaymentPlan,
    *,
    ordered_on: date,
    deposit_minor: int,
    working_day: Callable[[date], date] = as_is,
) -> tuple[ScheduleRow, ...]:
    """Date and split a total; the deposit counts toward the first payment and the last row takes the remainder.

    Raises:
        DepositTooLarge: the deposit is more than the first payment.
    """
    loan = 0 if plan.kind in WITHOUT_LOAN else loan_of(total_minor, plan.ltv, plan.loan_step_minor)
    own = _own_rows(total_minor, total_minor - loan, plan.parts, ordered_on, working_day)
    rows = [*_with_deposit(own, deposit_minor, ordered_on)]
    if loan:
        due = working_day(ordered_on + timedelta(days=plan.loan_days))
        rows.append(ScheduleRow(RowKind.LOAN, "loan payout", due, loan))
    return tuple(rows)


def _own_rows(
    total_minor: int,
    own_minor: int,
    parts: Sequence[Part],
    ordered_on: date,
    working_day: Callable[[date], date],
) -> list[ScheduleRow]:
    rows, left = [], own_minor
    for place, part in enumerate(parts):
        amount = left if place == len(parts) - 1 else min(left, _share(total_minor, part))
        left -= amount
        kind = RowKind.INSTALMENT if place else RowKind.FIRST_PAYMENT
        due = working_day(part.on or ordered_on + timedelta(days=part.days))
        rows.append(ScheduleRow(kind, part.label, due, amount))
    return rows


def _share(total_minor: int, part: Part) -> int:
    if part.amount_minor is not None:
        return part.amount_minor
    return half_up(Decimal(total_minor) * (part.percent or 0) / 100)


def _with_deposit(rows: Sequence[ScheduleRow], deposit_minor: int, ordered_on: date) -> list[ScheduleRow]:
    first, *rest = rows
    if deposit_minor > first.amount_minor:
        raise DepositTooLarge(deposit_minor=deposit_minor, first_minor=first.amount_minor)
    paid = [ScheduleRow(RowKind.DEPOSIT, "deposit", ordered_on, deposit_minor)] if deposit_minor else []
    left = first.amount_minor - deposit_minor
    first_row = [ScheduleRow(first.kind, first.label, first.due, left)] if left or not paid else []
    return [*paid, *first_row, *rest]


def months_later(day: date, months: int) -> date:
    """Give the same day some months later, clipped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
