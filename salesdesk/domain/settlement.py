"""Area settlements: what is due when the measured area of a unit differs from the area of its contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial

from salesdesk.domain.errors import DeskError
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.money import format_minor

LEGAL_PERCENT = Decimal(3)
REFUND_DAYS = 30
DAYS_OF_A_YEAR = 365


class Variant(StrEnum):
    """Which area a contract settles by."""

    BUILT = "built"
    INNER = "inner"
    PER_UNIT = "per_unit"


class Choice(StrEnum):
    """What the buyer decides when the difference is beyond the limit."""

    KEEP = "keep"
    WITHDRAW = "withdraw"


class Case(StrEnum):
    """Which rule a settlement follows."""

    NO_MONEY = "no_money"
    WITHIN = "within"
    LARGER = "larger"
    SMALLER = "smaller"
    WAITS = "waits"
    WITHDRAWN = "withdrawn"


class ChoiceNeeded(DeskError):
    """The area differs by more than {percent} %: the buyer keeps the unit or withdraws. Ask before settling."""


class NoWithdrawal(DeskError):
    """The area differs by no more than {percent} %: the buyer cannot withdraw because of it."""


@dataclass(frozen=True, slots=True)
class Areas:
    """An area as the contract has it and as it was measured; 0.01 m²."""

    contract: int
    measured: int

    @property
    def difference(self) -> int:
        """How much larger the unit is than its contract says, in 0.01 m²."""
        return self.measured - self.contract

    def is_beyond(self, percent: Decimal) -> bool:
        """Tell whether the difference is beyond the limit; the limit itself is inside."""
        return 100 * abs(self.difference) > Fraction(percent) * self.contract


_TITLE = N_("area settlement")


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """One product of a settlement: what it stands for, its arithmetic, and what it comes to in minor units."""

    label: str
    factor: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an area difference comes to: the buyer pays a positive amount and gets a negative one back; minor units."""

    case: Case
    areas: Areas
    percent: Decimal
    amount_minor: int = 0
    lines: tuple[SettlementLine, ...] = ()
    reckoning: Reckoning = field(default=Reckoning(_TITLE, 0), compare=False)


@dataclass(frozen=True, slots=True)
class _Product:
    """So many times an area (0.01 m², exact) at the unit price; `sign` says who pays."""

    label: str
    sign: int
    area: Fraction
    times: int = 1

    def exact(self, unit_price_minor: int) -> Fraction:
        return self.sign * self.times * self.area * unit_price_minor / 100

    def factor(self, unit_price_minor: int) -> str:
        times = f"{self.times} × " if self.times > 1 else ""
        return f"{times}{_square_metres(self.area)} m² × {format_minor(unit_price_minor)}"


def settle(
    areas: Areas,
    unit_price_minor: int,
    *,
    variant: Variant = Variant.BUILT,
    percent: Decimal = LEGAL_PERCENT,
    choice: Choice | None = None,
    inner: Areas | None = None,
) -> Settlement:
    """Settle an area difference: D = measured − contract, L = the limit (3 % of the contract area), p = unit price.

    Up to L the difference is paid as measured. Beyond it the buyer may withdraw, or keeps the unit: what is larger
    than L is the seller's loss, what is smaller comes back twice. Without a choice the case waits and no money is
    due. `areas` and the unit price (minor units per m²) are those that the contract settles by; a contract by built
    area may also name its `inner` areas, and an error beyond the limit in either gives the choice.

    Source: Measures for the Administration of the Sale of Commodity Houses (PRC, 2001), article 20, where the
    contract says nothing else.

    Raises:
        NoWithdrawal: the buyer wants to withdraw, but the difference is within the limit.
    """
    told = partial(_told, areas, percent, inner)
    if variant is Variant.PER_UNIT:
        return Settlement(Case.NO_MONEY, areas, percent, reckoning=told(Case.NO_MONEY).done())
    if any(each.is_beyond(percent) for each in (areas, inner) if each is not None):
        if choice is None:
            return Settlement(Case.WAITS, areas, percent, reckoning=told(Case.WAITS).done())
        if choice is Choice.WITHDRAW:
            return Settlement(Case.WITHDRAWN, areas, percent, reckoning=told(Case.WITHDRAWN).done())
    elif choice is Choice.WITHDRAW:
        raise NoWithdrawal(percent=plain_percent(percent))
    case, products = _products(areas, percent)
    tally = told(case)
    lines = _lines(products, unit_price_minor, tally)
    return Settlement(case, areas, percent, tally.sum_minor, lines, tally.done())


def contract_unit_price(total_minor: int, area: int) -> int:
    """Give the price per m² that a contract settles by, in minor units, rounded half up: its sum by its area."""
    return contract_price_reckoned(total_minor, area).sum_minor


def contract_price_reckoned(total_minor: int, area: int) -> Reckoning:
    """Work out the price per m² as `contract_unit_price` gives it."""
    exact = Fraction(total_minor * 100, area)
    share = N_("{total} {currency} / {contract} m² = {exact} {currency} a m², to the {coin}")
    tally = Tally(N_("price per m² by the contract"))
    return tally.add(
        exact, N_("contract sum by area"), share, total_minor=total_minor, contract_area=area, exact_minor=exact
    ).done()


def _products(areas: Areas, percent: Decimal) -> tuple[Case, list[_Product]]:
    limit = areas.contract * Fraction(percent) / 100
    size, sign = Fraction(abs(areas.difference)), 1 if areas.difference >= 0 else -1
    if not areas.is_beyond(percent):
        return Case.WITHIN, [_Product(N_("difference"), sign, size)]
    up_to = N_("up to the limit")
    if sign > 0:
        return Case.LARGER, [_Product(up_to, 1, limit)]
    beyond = _Product(N_("beyond the limit, twice"), -1, size - limit, 2)
    return Case.SMALLER, [_Product(up_to, -1, limit), beyond]


def _lines(products: Sequence[_Product], unit_price_minor: int, tally: Tally) -> tuple[SettlementLine, ...]:
    """Round the sum once; each line shows what it adds to the rounded sum so far."""
    lines: list[SettlementLine] = []
    for product in products:
        before = tally.sum_minor
        exact, size = product.exact(unit_price_minor), product.area
        whole = N_("{size} m² × {price} {currency} = {exact} {currency}")
        twice = N_("2 × {size} m² × {price} {currency} = {exact} {currency}")
        tally.add(
            exact, product.label, twice if product.times > 1 else whole,
            size_area=size, price_minor=unit_price_minor, exact_minor=abs(exact),
        )  # fmt: skip
        lines.append(SettlementLine(product.label, product.factor(unit_price_minor), tally.sum_minor - before))
    return tuple(lines)


def _told(areas: Areas, percent: Decimal, inner: Areas | None, case: Case) -> Tally:
    """Tell the areas, the limit and the rule that a case follows."""
    tally = Tally(_TITLE)
    _tell_areas(tally, N_("areas"), areas)
    if inner is not None:
        _tell_areas(tally, N_("inner areas"), inner)
    limit = N_("{percent} % × {contract} m² = {limit} m²; the limit itself is inside")
    if case is not Case.NO_MONEY:
        exact = areas.contract * Fraction(percent) / 100
        tally.note(N_("limit"), limit, percent=plain_percent(percent), contract_area=areas.contract, limit_area=exact)
    return tally.note(N_("rule"), RULES[case], percent=plain_percent(percent))


def _tell_areas(tally: Tally, label: str, areas: Areas) -> None:
    said = N_("contract {contract} m², measured {measured} m², difference {difference} m²")
    sizes = {"contract_area": areas.contract, "measured_area": areas.measured, "difference_area": areas.difference}
    tally.note(label, said, **sizes)


RULES: Mapping[Case, str] = {
    Case.NO_MONEY: N_("the unit was sold as a whole: its area makes no difference"),
    Case.WITHIN: N_("the difference is no more than {percent} %: it is paid as measured"),
    Case.LARGER: N_("the unit is more than {percent} % larger: the buyer pays up to the limit, the rest is given"),
    Case.SMALLER: N_("the unit is more than {percent} % smaller: the part beyond the limit is paid back twice"),
    Case.WAITS: N_("the difference is more than {percent} %: the buyer keeps the unit or withdraws"),
    Case.WITHDRAWN: N_("the difference is more than {percent} % and the buyer withdraws: everything is refunded"),
}
"""What each case says, with `{percent}` for the limit."""


def _square_metres(area: Fraction) -> str:
    exact = Decimal(area.numerator) / area.denominator / 100
    return f"{exact:,.2f}" if exact == round(exact, 2) else f"{exact.normalize():,f}"


def plain_percent(percent: Decimal) -> str:
    """Write a percentage in the one form in which two of them compare."""
    return f"{percent.normalize():f}"


def check_chosen(settlement: Settlement) -> None:
    """Refuse to close a settlement that waits for the buyer.

    Raises:
        ChoiceNeeded: the difference is beyond the limit and the buyer has not chosen.
    """
    if settlement.case is Case.WAITS:
        raise ChoiceNeeded(percent=plain_percent(settlement.percent))


@dataclass(frozen=True, slots=True)
class Refund:
    """What a buyer who withdraws gets back, and by when; minor units."""

    paid_minor: int
    interest_minor: int
    due: date
    reckoning: Reckoning = field(default=Reckoning(N_("refund"), 0), compare=False)

    @property
    def total_minor(self) -> int:
        """Both together."""
        return self.paid_minor + self.interest_minor


def refund_on_withdrawal(payments: Sequence[tuple[date, int]], withdrawn_on: date, yearly_percent: Decimal) -> Refund:
    """Give everything paid back within 30 days, with simple interest for each day since it was paid.

    `payments` are (value date, minor units), a reversal being negative; interest runs to the day of withdrawal on a
    year of 365 days and is rounded once.

    Source: Measures for the Administration of the Sale of Commodity Houses (PRC, 2001), article 20.
    """
    tally, by = Tally(N_("refund")), withdrawn_on + timedelta(days=REFUND_DAYS)
    for day, minor in payments:
        tally.add(minor, N_("paid on {day}"), day=day)
    paid = tally.sum_minor
    for day, minor in payments:
        _add_interest(tally, day, minor, (withdrawn_on - day).days, yearly_percent)
    tally.note(N_("to be paid back by"), "{day}", day=by)
    return Refund(paid, tally.sum_minor - paid, by, tally.done())


def _add_interest(tally: Tally, day: date, paid_minor: int, days: int, yearly_percent: Decimal) -> None:
    if days <= 0:
        return
    exact = paid_minor * days * Fraction(yearly_percent) / 100 / DAYS_OF_A_YEAR
    one = N_("{paid} {currency} × {yearly} % × {days} day / 365 = {exact} {currency}")
    several = N_("{paid} {currency} × {yearly} % × {days} days / 365 = {exact} {currency}")
    tally.add(
        exact, N_("interest since {day}"), one if days == 1 else several,
        day=day, paid_minor=paid_minor, yearly_percent=yearly_percent, days=days, exact_minor=exact,
    )  # fmt: skip
