"""The payment bench: what a down payment, a term, a rate and a split between fund and bank come to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest

from salesdesk.domain.calendar_dates import as_is
from salesdesk.domain.deal import PlanKind, RowKind
from salesdesk.domain.errors import BadValue
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.loans import (
    MOST_MONTHS,
    Repayment,
    Repayments,
    combined_reckoned,
    level_instalment_reckoned,
    level_instalments,
    level_principal,
)
from salesdesk.domain.money import format_minor
from salesdesk.domain.mortgages import FUND_LOAN
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.schedule import STANDARD_PLANS, PaymentPlan, ReckonedRow, ScheduleRow, plan_reckoned, plan_rows

MOST_YEARS = MOST_MONTHS // 12
LOAN_PAYOUT = "loan payout"
"""What the payment of a bank's loan is called in a schedule."""


class Way(StrEnum):
    """How a loan is paid back."""

    INSTALMENT = "level_instalment"
    PRINCIPAL = "level_principal"


@dataclass(frozen=True, slots=True)
class BenchTerms:
    """What is tried on the bench: a price and a wish for the fund in minor units, yearly rates in percent.

    Raises:
        BadValue: a value lies outside of what can be.
    """

    price_minor: int
    down_percent: Decimal
    years: int
    rate_percent: Decimal
    fund_rate_percent: Decimal
    fund_minor: int = 0
    loan_step_minor: int = 1_000_000

    def __post_init__(self) -> None:
        if self.price_minor <= 0:
            raise BadValue(what="price", value=format_minor(self.price_minor), why="it is above nothing")
        if not 0 <= self.down_percent <= 100:
            raise BadValue(what="down payment", value=f"{self.down_percent} %", why="it lies between 0 and 100 %")
        if not 1 <= self.years <= MOST_YEARS:
            raise BadValue(
                what="term", value=str(self.years), why=Phrase("a loan runs from 1 to {most} years", most=MOST_YEARS)
            )
        if self.fund_minor < 0:
            raise BadValue(what="fund", value=format_minor(self.fund_minor), why="it is not negative")
        for rate in (self.rate_percent, self.fund_rate_percent):
            if not 0 <= rate <= 100:
                raise BadValue(what="rate", value=str(rate), why="it lies between 0 and 100 % a year")


@dataclass(frozen=True, slots=True)
class BenchLoan:
    """One loan of the bench, and both ways of paying it back."""

    reckoning: Reckoning
    rate_percent: Decimal
    instalment: Reckoning
    by_way: dict[Way, Repayments]

    @property
    def loan_minor(self) -> int:
        """What is lent, in minor units."""
        return self.reckoning.sum_minor


@dataclass(frozen=True, slots=True)
class Burden:
    """What all loans together take month by month; minor units."""

    months: tuple[Repayment, ...]

    @property
    def first_minor(self) -> int:
        """The sum of the first month."""
        return self.months[0].amount_minor

    @property
    def last_minor(self) -> int:
        """The sum of the last month."""
        return self.months[-1].amount_minor

    @property
    def interest_minor(self) -> int:
        """What the loans cost."""
        return sum(month.interest_minor for month in self.months)


@dataclass(frozen=True, slots=True)
class Bench:
    """What the terms come to; minor units."""

    terms: BenchTerms
    fund: BenchLoan
    bank: BenchLoan
    burdens: dict[Way, Burden]

    @property
    def loan_minor(self) -> int:
        """Both loans together."""
        return self.fund.loan_minor + self.bank.loan_minor

    @property
    def first_minor(self) -> int:
        """The first money: what the buyer pays of the price without a loan."""
        return self.terms.price_minor - self.loan_minor

    @property
    def named(self) -> tuple[tuple[str, BenchLoan], ...]:
        """The loans that are more than nothing with the names of their payments, the fund's first."""
        both = ((FUND_LOAN, self.fund), (LOAN_PAYOUT, self.bank))
        return tuple((name, each) for name, each in both if each.loan_minor)

    @property
    def loans(self) -> tuple[BenchLoan, ...]:
        """The loans that are more than nothing, the fund's first."""
        return tuple(each for _, each in self.named)


def own_money_reckoned(found: Bench) -> Reckoning:
    """Work out the first money as `Bench.first_minor` is: the price without the loans."""
    tally = Tally(N_("own money")).add(found.terms.price_minor, N_("price"))
    for name, loan in found.named:
        tally.add(-loan.loan_minor, "{name}", name=name)
    return tally.done()


def interest_reckoned(found: Bench, way: Way) -> Reckoning:
    """Work out what the loans cost: all their months without what was lent."""
    tally = Tally(N_("interest in all"))
    for name, loan in found.named:
        months = loan.by_way[way].months
        paid = sum(month.amount_minor for month in months)
        tally.add(paid, "{name}", N_("{months} months together"), name=name, months=len(months))
        tally.add(-loan.loan_minor, N_("what was lent"))
    return tally.done()


def month_reckoned(found: Bench, way: Way, number: int) -> Reckoning:
    """Work out a month of all loans together: of each its interest and its principal."""
    tally = Tally(N_("month {number}"), number=number)
    for name, loan in found.named:
        month = loan.by_way[way].months[number - 1]
        tally.add(month.interest_minor, "{name}", N_("interest"), name=name)
        tally.add(month.principal_minor, "{name}", N_("principal"), name=name)
    return tally.done()


def bench(terms: BenchTerms) -> Bench:
    """Work out the first money, the loans and their months; the loans are rounded down to the project's step."""
    ltv = 100 - terms.down_percent
    of_fund, of_bank = combined_reckoned(terms.price_minor, ltv, terms.loan_step_minor, terms.fund_minor)
    fund = _loan(of_fund, terms.fund_rate_percent, terms.years * 12)
    bank = _loan(of_bank, terms.rate_percent, terms.years * 12)
    return Bench(terms, fund, bank, {way: _together(fund.by_way[way], bank.by_way[way]) for way in Way})


def bench_rows(
    terms: BenchTerms, ordered_on: date, deposit_minor: int, working_day: Callable[[date], date] = as_is
) -> tuple[ScheduleRow, ...]:
    """Date the payments of the bench, as an order of that day would; the deposit is no more than the first money."""
    return tuple(each.row for each in bench_rows_reckoned(terms, ordered_on, deposit_minor, working_day))


def bench_rows_reckoned(
    terms: BenchTerms, ordered_on: date, deposit_minor: int, working_day: Callable[[date], date] = as_is
) -> tuple[ReckonedRow, ...]:
    """Work out the payments of the bench as `bench_rows` gives them."""
    usual = STANDARD_PLANS[PlanKind.COMBINED]
    tried = PaymentPlan(
        PlanKind.COMBINED, usual.parts[-1:], ltv=100 - terms.down_percent, loan_days=usual.loan_days,
        loan_step_minor=terms.loan_step_minor, fund_limit_minor=terms.fund_minor,
    )  # fmt: skip
    whole = plan_rows(terms.price_minor, tried, ordered_on=ordered_on, deposit_minor=0)
    own = sum(row.amount_minor for row in whole if row.kind is not RowKind.LOAN)
    deposit = min(deposit_minor, own)
    return plan_reckoned(
        terms.price_minor, tried, ordered_on=ordered_on, deposit_minor=deposit, working_day=working_day
    )


def _loan(reckoning: Reckoning, yearly_percent: Decimal, months: int) -> BenchLoan:
    minor = reckoning.sum_minor
    ways = {
        Way.INSTALMENT: level_instalments(minor, yearly_percent, months),
        Way.PRINCIPAL: level_principal(minor, yearly_percent, months),
    }
    return BenchLoan(reckoning, yearly_percent, level_instalment_reckoned(minor, yearly_percent, months), ways)


def _together(fund: Repayments, bank: Repayments) -> Burden:
    return Burden(tuple(_sum(one, other) for one, other in zip_longest(fund.months, bank.months)))


def _sum(one: Repayment, other: Repayment) -> Repayment:
    return Repayment(
        one.number,
        one.amount_minor + other.amount_minor,
        one.principal_minor + other.principal_minor,
        one.interest_minor + other.interest_minor,
        one.balance_minor + other.balance_minor,
    )
