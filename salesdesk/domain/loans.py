"""Loans: how much a bank lends on a price, and what is paid back month by month."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesdesk.domain.errors import BadValue
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.money import format_minor, ratio_half_up
from salesdesk.domain.phrases import Phrase

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
    return loan_reckoned(total_minor, ltv_percent, step_minor).sum_minor


def loan_reckoned(total_minor: int, ltv_percent: Decimal, step_minor: int) -> Reckoning:
    """Work out a loan as `loan_of` gives it, line by line."""
    tally = _share_of(N_("loan"), total_minor, ltv_percent)
    return _rounded_down(tally, step_minor).done()


def combined_loan(
    total_minor: int, ltv_percent: Decimal, step_minor: int, fund_limit_minor: int | None
) -> CombinedLoan:
    """Split a loan: the fund lends up to its limit (the smaller of quota and city cap), the bank the rest.

    Each part is rounded down to whole steps; without a limit the fund lends all of it. Minor units.
    """
    fund, bank = combined_reckoned(total_minor, ltv_percent, step_minor, fund_limit_minor)
    return CombinedLoan(fund.sum_minor, bank.sum_minor)


def combined_reckoned(
    total_minor: int, ltv_percent: Decimal, step_minor: int, fund_limit_minor: int | None
) -> tuple[Reckoning, Reckoning]:
    """Work out the parts of the fund and of the bank as `combined_loan` gives them, line by line."""
    fund = _share_of(N_("provident fund loan"), total_minor, ltv_percent)
    if fund_limit_minor is not None and fund_limit_minor < fund.exact:
        limit = N_("the fund lends at most {limit} {currency}: the smaller of the quota and the city's cap")
        fund.to(fund_limit_minor, N_("limit"), limit, limit_minor=fund_limit_minor)
    _rounded_down(fund, step_minor)
    bank = _share_of(N_("loan"), total_minor, ltv_percent)
    bank.add(
        -fund.exact, N_("provident fund loan"), N_("the fund lends {fund} {currency} of it"), fund_minor=fund.exact
    )
    return fund.done(), _rounded_down(bank, step_minor).done()


def _share_of(label: str, total_minor: int, ltv_percent: Decimal) -> Tally:
    exact = total_minor * Fraction(ltv_percent) / 100
    share = N_("{total} {currency} × {ltv} % = {exact} {currency}")
    return Tally(label).add(
        exact, N_("share of the price"), share, total_minor=total_minor, ltv_percent=ltv_percent, exact_minor=exact
    )


def _rounded_down(tally: Tally, step_minor: int) -> Tally:
    down = _down(tally.exact, step_minor)
    if down == tally.exact:
        return tally
    return tally.to(down, N_("rounding"), N_("down to whole {step} {currency}"), step_minor=step_minor)


def _down(exact: Fraction, step_minor: int) -> int:
    return exact // step_minor * step_minor


def _monthly(yearly_percent: Decimal) -> Fraction:
    return Fraction(yearly_percent) / 1200


def _check(loan_minor: int, yearly_percent: Decimal, months: int) -> None:
    if not 1 <= months <= MOST_MONTHS:
        raise BadValue(
            what="term", value=str(months), why=Phrase("a loan runs from 1 to {most} months", most=MOST_MONTHS)
        )
    if not 0 <= yearly_percent <= 100:
        raise BadValue(what="rate", value=str(yearly_percent), why="it lies between 0 and 100 % a year")
    if loan_minor < 0:
        raise BadValue(what="loan", value=format_minor(loan_minor), why="it is not negative")


def _round(exact: Fraction) -> int:
    return ratio_half_up(exact.numerator, exact.denominator)


def level_instalment_minor(loan_minor: int, yearly_percent: Decimal, months: int) -> int:
    """Give the level monthly instalment P·r(1+r)ⁿ/((1+r)ⁿ−1), r = yearly/12, or P/n without interest; minor units.

    Raises:
        BadValue: the term, the rate or the loan is none.
    """
    return level_instalment_reckoned(loan_minor, yearly_percent, months).sum_minor


def level_instalment_reckoned(loan_minor: int, yearly_percent: Decimal, months: int) -> Reckoning:
    """Work out the level instalment as `level_instalment_minor` gives it, with its formula.

    Raises:
        BadValue: the term, the rate or the loan is none.
    """
    _check(loan_minor, yearly_percent, months)
    rate, tally = _monthly(yearly_percent), Tally(N_("monthly instalment"))
    if rate == 0:
        one, several = N_("{loan} {currency} / {months} month"), N_("{loan} {currency} / {months} months")
        whole = one if months == 1 else several
        return tally.add(
            Fraction(loan_minor, months), N_("loan without interest"), whole, loan_minor=loan_minor, months=months
        ).done()
    growth = (1 + rate) ** months
    exact = loan_minor * rate * growth / (growth - 1)
    tally.note(N_("P, the loan"), N_("{loan} {currency}"), loan_minor=loan_minor)
    tally.note(N_("r, the rate of a month"), N_("{yearly} % / 12"), yearly_percent=yearly_percent)
    tally.note(N_("n, the months"), "{months}", months=months)
    formula = N_("P·r(1+r)ⁿ/((1+r)ⁿ−1) = {exact} {currency}, to the {coin}")
    return tally.add(exact, N_("level instalment"), formula, exact_minor=exact).done()


def repayment_reckoned(month: Repayment, yearly_percent: Decimal) -> Reckoning:
    """Tell of one month of a loan which part is interest and which is principal."""
    before = month.balance_minor + month.principal_minor
    interest = N_("{balance} {currency} still owed × {yearly} % / 12, to the {coin}")
    tally = Tally(N_("month {number}"), number=month.number)
    tally.add(month.interest_minor, N_("interest"), interest, balance_minor=before, yearly_percent=yearly_percent)
    left = N_("{balance} {currency} are still owed after it")
    return tally.add(month.principal_minor, N_("principal"), left, balance_minor=month.balance_minor).done()


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
