"""Payment schedules: dated rows that always add up to the total."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.calendar_dates import as_is, months_later
from salesdesk.domain.deal import STEP_OF_ROW, WITHOUT_LOAN, PlanKind, RowKind, Step
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.loans import combined_reckoned, loan_reckoned
from salesdesk.domain.money import format_minor
from salesdesk.domain.phrases import Phrase

TEN_THOUSAND_YUAN = 1_000_000
THOUSAND_YUAN = 100_000


class Base(StrEnum):
    """The event from which a due date is counted."""

    ORDER = "order"
    CONTRACT = "contract"
    PERMIT = "permit"


class DepositTooLarge(DeskError):
    """The deposit {deposit} is more than the first payment {first}. Agree on a smaller deposit."""


class PartsTooLarge(DeskError):
    """The parts of this plan come to more than the {own} there is to pay. Change the plan."""


class BaseUnknown(DeskError):
    """The plan counts days from the {base}, whose date is not known yet."""


@dataclass(frozen=True, slots=True)
class Part:
    """One share of the buyer's own money: percent of the total or minor units, due months and days after an event.

    A fixed date (`on`) goes before the counting. A part that says neither percent nor amount is the rest.
    """

    label: str
    percent: Decimal | None = None
    amount_minor: int | None = None
    days: int = 0
    on: date | None = None
    months: int = 0
    base: Base = Base.ORDER


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """A way of paying with its terms: `ltv` is the loan's share in percent, amounts in minor units.

    `fund_limit_minor` is what the provident fund lends at most (the smaller of the buyer's quota and the city's cap).

    Raises:
        BadValue: the terms contradict each other.
    """

    kind: PlanKind
    parts: tuple[Part, ...]
    ltv: Decimal = Decimal(0)
    loan_days: int = 60
    loan_step_minor: int = TEN_THOUSAND_YUAN
    fund_limit_minor: int | None = None

    def __post_init__(self) -> None:
        problem = next(_problems(self), None)
        if problem:
            raise BadValue(what="plan", value=self.kind.value, why=problem)

    @property
    def has_loan(self) -> bool:
        """Tell whether a loan pays part of the price."""
        return self.kind not in WITHOUT_LOAN


def _problems(plan: PaymentPlan) -> Iterator[str]:
    if not plan.parts:
        yield N_("it has no parts")
    if not all(_is_clear(part, part is plan.parts[-1]) for part in plan.parts):
        yield N_("each part is either a percentage or an amount, and only the last may be the rest")
    if plan.parts and not plan.has_loan and _percents(plan.parts) not in (None, 100):
        yield Phrase("its parts come to {percent} %, not to 100 %", percent=f"{_percents(plan.parts):f}")
    if not 0 <= plan.ltv <= 100:
        yield N_("the loan is between 0 and 100 % of the price")
    if plan.loan_step_minor <= 0:
        yield N_("the loan is rounded down to a sum above nothing")


def _is_clear(part: Part, is_last: bool) -> bool:
    said = (part.percent is not None) + (part.amount_minor is not None)
    return said == 1 or (is_last and said == 0)


def _percents(parts: Sequence[Part]) -> Decimal | None:
    """Add up the percentages of a plan that has nothing else."""
    percents = [part.percent for part in parts if part.percent is not None]
    return sum(percents, Decimal(0)) if len(percents) == len(parts) else None


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One payment that is due; minor units."""

    kind: RowKind
    label: str
    due: date
    amount_minor: int

    @property
    def step(self) -> Step | None:
        """The step that this payment does, if any."""
        return STEP_OF_ROW.get(self.kind)


@dataclass(frozen=True, slots=True)
class ReckonedRow:
    """A payment that is due, and the arithmetic of its amount."""

    row: ScheduleRow
    reckoning: Reckoning


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
    PlanKind.PROVIDENT_FUND: PaymentPlan(
        PlanKind.PROVIDENT_FUND, (Part("first payment", None, days=5),), ltv=Decimal(70), loan_days=60
    ),
    PlanKind.COMBINED: PaymentPlan(
        PlanKind.COMBINED, (Part("first payment", None, days=5),), ltv=Decimal(70), loan_days=60
    ),
}
"""The plans that a project offers unless it says otherwise."""


def plan_rows(
    total_minor: int,
    plan: PaymentPlan,
    *,
    ordered_on: date,
    deposit_minor: int,
    working_day: Callable[[date], date] = as_is,
    base_dates: Mapping[Base, date] | None = None,
) -> tuple[ScheduleRow, ...]:
    """Date and split a total; the rows add up to it, and a row of nothing is left out.

    The loan is rounded down and the last part of the buyer's own money takes the remainder; the deposit is due with
    the order and counts toward the first payment. `working_day` moves a due date off a day on which nobody works;
    `base_dates` are the dates of the contract and the permit, for plans that count from them. Minor units.

    Raises:
        DepositTooLarge: the deposit is more than the first payment.
        PartsTooLarge: the parts before the last take more than there is.
        BaseUnknown: a date to count from is missing.
        BadValue: the total or the deposit is negative.
    """
    found = plan_reckoned(
        total_minor, plan, ordered_on=ordered_on, deposit_minor=deposit_minor, working_day=working_day,
        base_dates=base_dates,
    )  # fmt: skip
    return tuple(each.row for each in found)


def plan_reckoned(
    total_minor: int,
    plan: PaymentPlan,
    *,
    ordered_on: date,
    deposit_minor: int,
    working_day: Callable[[date], date] = as_is,
    base_dates: Mapping[Base, date] | None = None,
) -> tuple[ReckonedRow, ...]:
    """Work out the rows as `plan_rows` gives them, each with the arithmetic of its amount.

    Raises:
        DepositTooLarge: the deposit is more than the first payment.
        PartsTooLarge: the parts before the last take more than there is.
        BaseUnknown: a date to count from is missing.
        BadValue: the total or the deposit is negative.
    """
    if total_minor < 0 or deposit_minor < 0:
        raise BadValue(what="amount", value=format_minor(min(total_minor, deposit_minor)), why="it is not negative")
    dates = {**(base_dates or {}), Base.ORDER: ordered_on}
    loans = _loan_rows(total_minor, plan, working_day(ordered_on + timedelta(days=plan.loan_days)))
    own = _own_rows(plan.parts, _split(total_minor, loans, plan.parts), dates, working_day)
    rows = [*_with_deposit(own, deposit_minor, ordered_on), *loans]
    return tuple(each for each in rows if each.row.amount_minor)


def _reckoned(kind: RowKind, label: str, due: date, found: Reckoning) -> ReckonedRow:
    return ReckonedRow(ScheduleRow(kind, label, due, found.sum_minor), found)


def _own_rows(
    parts: Sequence[Part],
    tallies: Sequence[Tally],
    dates: Mapping[Base, date],
    working_day: Callable[[date], date],
) -> list[tuple[ScheduleRow, Tally]]:
    kinds = [RowKind.FIRST_PAYMENT] + [RowKind.INSTALMENT] * (len(parts) - 1)
    return [
        (ScheduleRow(kind, part.label, working_day(_due(part, dates)), tally.sum_minor), tally)
        for kind, part, tally in zip(kinds, parts, tallies, strict=True)
    ]


def _loan_rows(total_minor: int, plan: PaymentPlan, due: date) -> list[ReckonedRow]:
    if not plan.has_loan:
        return []
    if plan.kind is PlanKind.MORTGAGE:
        loan = loan_reckoned(total_minor, plan.ltv, plan.loan_step_minor)
        return [_reckoned(RowKind.LOAN, "loan payout", due, loan)]
    of_fund, of_bank = combined_reckoned(total_minor, plan.ltv, plan.loan_step_minor, plan.fund_limit_minor)
    fund = _reckoned(RowKind.LOAN, "provident fund loan", due, of_fund)
    bank = _reckoned(RowKind.LOAN, "loan payout", due, of_bank)
    return [fund, bank] if plan.kind is PlanKind.COMBINED else [fund]


def _split(total_minor: int, loans: Sequence[ReckonedRow], parts: Sequence[Part]) -> list[Tally]:
    """Split the buyer's own money; each part is rounded half up once, the last takes what is left."""
    own_minor = total_minor - sum(each.row.amount_minor for each in loans)
    if sum(_share(total_minor, part) for part in parts[:-1]) > own_minor:
        raise PartsTooLarge(own_minor=own_minor)
    tallies, left = [], own_minor
    for part in parts[:-1]:
        tallies.append(_of_part(total_minor, part, left))
        left -= tallies[-1].sum_minor
    before = [(each.row.label, each.row.amount_minor) for each in loans]
    before += [(part.label, tally.sum_minor) for part, tally in zip(parts, tallies, strict=False)]
    return [*tallies, _remainder(total_minor, parts[-1], before)]


def _of_part(total_minor: int, part: Part, left_minor: int) -> Tally:
    exact, tally = _share(total_minor, part), Tally("{name}", name=part.label)
    if part.amount_minor is not None:
        tally.add(exact, N_("amount agreed"))
    else:
        share, percent = (
            N_("{total} {currency} × {percent} % = {exact} {currency}, to the {coin}"),
            f"{part.percent or 0:f}",
        )
        tally.add(exact, N_("share of the price"), share, total_minor=total_minor, percent=percent, exact_minor=exact)
    # in a total of a few fen the parts, each rounded up, could come to more than there is
    return tally if tally.sum_minor <= left_minor else tally.to(left_minor, N_("rounding"), N_("no more is left"))


def _remainder(total_minor: int, part: Part, before: Sequence[tuple[str, int]]) -> Tally:
    tally = Tally("{name}", name=part.label).add(total_minor, N_("price"))
    for name, minor in before:
        tally.add(-minor, "{name}", name=name)
    return tally.note(N_("rule"), N_("the last payment takes what is left, so that the payments add up to the price"))


def _share(total_minor: int, part: Part) -> Fraction:
    if part.amount_minor is not None:
        return Fraction(part.amount_minor)
    return total_minor * Fraction(part.percent or 0) / 100


def _due(part: Part, dates: Mapping[Base, date]) -> date:
    """Give the day on which a part is due; nothing is due before there is an order, whatever it is counted from."""
    if part.on is None and part.base not in dates:
        raise BaseUnknown(base=part.base)
    counted = part.on or months_later(dates[part.base], part.months) + timedelta(days=part.days)
    return max(counted, dates[Base.ORDER])


def _with_deposit(rows: Sequence[tuple[ScheduleRow, Tally]], deposit_minor: int, ordered_on: date) -> list[ReckonedRow]:
    first, tally = rows[0]
    if deposit_minor > first.amount_minor:
        raise DepositTooLarge(deposit_minor=deposit_minor, first_minor=first.amount_minor)
    deposit = Tally("{name}", name="deposit").add(deposit_minor, N_("deposit of this order"))
    if deposit_minor:
        left_minor = first.amount_minor - deposit_minor  # the part was rounded before
        tally.to(left_minor, "{name}", N_("it counts toward the first payment"), name="deposit")
    found = [(row.kind, row.label, row.due, each) for row, each in rows]
    return [
        _reckoned(kind, label, due, each.done())
        for kind, label, due, each in [(RowKind.DEPOSIT, "deposit", ordered_on, deposit), *found]
    ]
