"""Late fees: what a payment costs that comes after its due date, day by day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from salesdesk.domain.explain import N_, Reckoning, Tally

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Late days in a row, first and last included, on which the same balance was open; minor units."""

    first: date
    last: date
    balance_minor: int
    rate_per_10000: Decimal

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    @property
    def a_day(self) -> Decimal:
        """What one of the days costs, exactly, in minor units."""
        return self.balance_minor * self.rate_per_10000 / 10_000

    @property
    def exact(self) -> Decimal:
        """What the days cost together, exactly, in minor units."""
        return self.a_day * self.days


@dataclass(frozen=True, slots=True)
class DayLine:
    """One late day: the balance still open on it, and what the day costs, exactly; minor units."""

    day: date
    balance_minor: int
    fee: Decimal


@dataclass(frozen=True, slots=True)
class LateFee:
    """A late fee with the stretches of days it comes from; the total is rounded once, half up, in minor units."""

    total_minor: int
    stretches: tuple[Stretch, ...]

    @property
    def late_days(self) -> int:
        """On how many days something was open that should have been paid."""
        return sum(each.days for each in self.stretches)

    @property
    def days(self) -> tuple[DayLine, ...]:
        """The day-by-day sheet."""
        return tuple(
            DayLine(each.first + timedelta(days=count), each.balance_minor, each.a_day)
            for each in self.stretches
            for count in range(each.days)
        )


def late_fee(
    due: date,
    amount_minor: int,
    payments: Sequence[tuple[date, int]],
    on: date,
    rate_per_10000: Decimal,
) -> LateFee:
    """Charge the unpaid balance for each day after the due date, up to and including the day of payment or `on`.

    `payments` are (value date, minor units), in any order; a reversal is a negative one. The value date decides:
    what is paid on a day is still open on that day. The rate is in ten-thousandths a day.
    """
    stretches = tuple(_stretches(due, amount_minor, payments, on, rate_per_10000))
    return LateFee(fee_reckoned(stretches).sum_minor, stretches)


def fee_reckoned(stretches: Sequence[Stretch], *, by_day: bool = False) -> Reckoning:
    """Add up what the stretches cost, rounded once; with `by_day` each stretch is followed by its days."""
    tally = Tally(N_("late fee"))
    for each in stretches:
        _reckon(tally, each, by_day=by_day)
    return tally.done()


def _reckon(tally: Tally, each: Stretch, *, by_day: bool) -> None:
    rate = each.rate_per_10000
    rate_text = f"{rate.normalize():f}"
    one = N_("{balance} {currency} × {rate}/10,000 = {fee} {currency}")
    several = N_("{balance} {currency} × {rate}/10,000 × {days} days = {fee} {currency}")
    tally.add(
        each.exact, N_("{first} to {last}") if each.days > 1 else "{last}", several if each.days > 1 else one,
        first=each.first, last=each.last, balance_minor=each.balance_minor, rate=rate_text, days=each.days,
        fee_minor=each.exact,
    )  # fmt: skip
    for count in range(each.days if by_day and each.days > 1 else 0):
        day = each.first + timedelta(days=count)
        tally.note("{day}", one, day=day, balance_minor=each.balance_minor, rate=rate_text, fee_minor=each.a_day)


def _stretches(
    due: date, amount_minor: int, payments: Sequence[tuple[date, int]], on: date, rate: Decimal
) -> Iterator[Stretch]:
    first = due + ONE_DAY
    for last in _turns(due, payments, on):
        balance = amount_minor - sum(paid for day, paid in payments if day < first)
        if balance > 0:
            yield Stretch(first, last, balance, rate)
        first = last + ONE_DAY


def _turns(due: date, payments: Iterable[tuple[date, int]], on: date) -> list[date]:
    """Give the last day of each stretch: the late days on which something was paid, and the day of reckoning."""
    paid_on = {day for day, _ in payments if due < day < on}
    return sorted(paid_on | {on}) if on > due else []


def days_late(due: date, on: date) -> int:
    """Count the days that a payment still open is late."""
    return max(0, (on - due).days)
