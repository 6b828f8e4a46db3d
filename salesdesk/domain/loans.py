"""Loans: how much a bank lends on a price, and what is paid back month by month."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesdesk.domain.errors import BadValue
from salesdesk.domain.money import ratio_half_up

MOST_MONTHS = 600


@dataclass(frozen=True, slots=True)
class CombinedLoan:
    """A loan in two parts, from the provident fund and from a bank; minor units."""

    fund_minor: int
    commercial_minor: int

    @property
    def total_minor(self) -> int:
        """Both parts together."""
        return self.fund_minor + self.commercial_minor


@dataclass(frozen=True, slots=True)
class Repayment:
    """One month of a loan; minor units."""

    number: int
    amount_minor: int
    principal_minor: int
    interest_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Repayments:
    """All months of a loan; the parts of principal add up to the loan."""

    months: tuple[Repayment, ...]

    @property
    def total_minor(self) -> int:
        """What is paid back in all, in minor units."""
        return sum(month.amount_minor for month in self.months)

    @property
    def interest_minor(self) -> int:
        """What the loan costs, in minor units."""
        return sum(month.interest_minor for month in self.months)


def loan_of(total_minor: int, ltv_percent: Decimal, step_minor: int) -> int:
    """Give the loan: the share of the total, rounded down to whole steps (10,000 or 1,000 yuan); minor units."""
    return _down(total_minor * Fraction(ltv_percent) / 100, step_minor)


def combined_loan(
    total_minor: int, ltv_percent: Decimal, step_minor: int, fund_limit_minor: int | None
) -> CombinedLoan:
    """Split a loan: the fund lends up to its limit (the smaller of quota and city cap), the bank the rest.

    Each part is rounded down to whole steps; without a limit the fund lends all of it. Minor units.
    """
    whole = total_minor * Fraction(ltv_percent) / 100
    limited = whole if fund_limit_minor is None else min(whole, Fraction(fund_limit_minor))
    fund = _down(limited, step_minor)
    return CombinedLoan(fund, _down(whole - fund, step_minor))


def _down(exact: Fraction, step_minor: int) -> int:
    return exact // step_minor * step_minor


def _monthly(yearly_percent: Decimal) -> Fraction:
    return Fraction(yearly_percent) / 1200


def _check(loan_minor: int, yearly_percent: Decimal, months: int) -> None:
    if not 1 <= months <= MOST_MONTHS:
        raise BadValue(what="term", value=str(months), why=f"a loan runs from 1 to {MOST_MONTHS} months")
    if not 0 <= yearly_percent <= 100:
        raise BadValue(what="rate", value=str(yearly_percent), why="it lies between 0 and 100 % a year")
    if loan_minor < 0:
        raise BadValue(what="loan", value=str(loan_minor), why="it is not negative")


def _round(exact: Fraction) -> int:
    return ratio_half_up(exact.numerator, exact.denominator)


def level_instalment_minor(loan_minor: int, yearly_percent: Decimal, months: int) -> int:
    """Give the level monthly instalment P·r(1+r)ⁿ/((1+r)ⁿ−1), r = yearly/12, or P/n without interest; minor units.

    Raises:
        BadValue: the term, the rate or the loan is none.
    """
    _check(loan_minor, yearly_percent, months)
    rate = _monthly(yearly_percent)
    if rate == 0:
        return _round(Fraction(loan_minor, months))
    growth = (1 + rate) ** months
    return _round(loan_minor * rate * growth / (growth - 1))


def level_instalments(loan_minor: int, yearly_percent: Decimal, months: int) -> Repayments:
    """Pay a loan back in equal sums; the interest of each month is on the balance, the last sum takes the difference.

    Raises:
        BadValue: the term, the rate or the loan is none.
    """
    level, rate = level_instalment_minor(loan_minor, yearly_percent, months), _monthly(yearly_percent)
    rows: list[Repayment] = []
    balance = loan_minor
    for number in range(1, months + 1):
        interest = _round(balance * rate)
        principal = balance if number == months else min(balance, level - interest)
        balance -= principal
        rows.append(Repayment(number, principal + interest, principal, interest, balance))
    return Repayments(tuple(rows))


def level_principal(loan_minor: int, yearly_percent: Decimal, months: int) -> Repayments:
    """Pay a loan back in equal parts of principal, P/n, each with the interest on the balance.

    Raises:
        BadValue: the term, the rate or the loan is none.
    """
    _check(loan_minor, yearly_percent, months)
    rate = _monthly(yearly_percent)
    rows: list[Repayment] = []
    balance = loan_minor
    for number in range(1, months + 1):
        interest = _round(balance * rate)
        left = loan_minor - ratio_half_up(loan_minor * number, months)
        rows.append(Repayment(number, balance - left + interest, balance - left, interest, left))
        balance = left
    return Repayments(tuple(rows))
