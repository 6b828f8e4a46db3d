"""Area settlements: what is due when the measured area of a unit differs from the area of its contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.errors import DeskError
from salesdesk.domain.money import format_minor, ratio_half_up

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
    if variant is Variant.PER_UNIT:
        return Settlement(Case.NO_MONEY, areas, percent)
    if any(each.is_beyond(percent) for each in (areas, inner) if each is not None):
        if choice is None:
            return Settlement(Case.WAITS, areas, percent)
        if choice is Choice.WITHDRAW:
            return Settlement(Case.WITHDRAWN, areas, percent)
    elif choice is Choice.WITHDRAW:
        raise NoWithdrawal(percent=_plain(percent))
    case, products = _products(areas, percent)
    lines = _lines(products, unit_price_minor)
    return Settlement(case, areas, percent, sum(line.amount_minor for line in lines), lines)


def contract_unit_price(total_minor: int, area: int) -> int:
    """Give the price per m² that a contract settles by, in minor units, rounded half up: its sum by its area."""
    return ratio_half_up(total_minor * 100, area)


def _products(areas: Areas, percent: Decimal) -> tuple[Case, list[_Product]]:
    limit = areas.contract * Fraction(percent) / 100
    size, sign = Fraction(abs(areas.difference)), 1 if areas.difference >= 0 else -1
    within = f"{_plain(percent)} % of {_square_metres(Fraction(areas.contract))} m²"
    if not areas.is_beyond(percent):
        return Case.WITHIN, [_Product("difference", sign, size)]
    if sign > 0:
        return Case.LARGER, [_Product(within, 1, limit)]
    return Case.SMALLER, [_Product(within, -1, limit), _Product("beyond it, twice", -1, size - limit, 2)]


def _lines(products: Sequence[_Product], unit_price_minor: int) -> tuple[SettlementLine, ...]:
    """Round the sum once; each line shows what it adds to the rounded sum so far."""
    lines: list[SettlementLine] = []
    exact, before = Fraction(0), 0
    for product in products:
        exact += product.exact(unit_price_minor)
        after = ratio_half_up(exact.numerator, exact.denominator)
        lines.append(SettlementLine(product.label, product.factor(unit_price_minor), after - before))
        before = after
    return tuple(lines)


def _square_metres(area: Fraction) -> str:
    exact = Decimal(area.numerator) / area.denominator / 100
    return f"{exact:,.2f}" if exact == round(exact, 2) else f"{exact.normalize():,f}"


def _plain(percent: Decimal) -> str:
    return f"{percent.normalize():f}"


def check_chosen(settlement: Settlement) -> None:
    """Refuse to close a settlement that waits for the buyer.

    Raises:
        ChoiceNeeded: the difference is beyond the limit and the buyer has not chosen.
    """
    if settlement.case is Case.WAITS:
        raise ChoiceNeeded(percent=_plain(settlement.percent))


@dataclass(frozen=True, slots=True)
class Refund:
    """What a buyer who withdraws gets back, and by when; minor units."""

    paid_minor: int
    interest_minor: int
    due: date

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
    days = sum(paid * max(0, (withdrawn_on - day).days) for day, paid in payments)
    exact = days * Fraction(yearly_percent) / 100 / DAYS_OF_A_YEAR
    interest = ratio_half_up(exact.numerator, exact.denominator)
    return Refund(sum(paid for _, paid in payments), interest, withdrawn_on + timedelta(days=REFUND_DAYS))
