"""Prices: a total from unit price and area, and the sheet that leads from the list price to what is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.area import format_area
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import DeskError
from salesdesk.domain.money import Rounding, format_minor, round_total


class Basis(StrEnum):
    """What the unit price is multiplied by."""

    BUILT = "built"
    INNER = "inner"
    PER_UNIT = "per_unit"


class DiscountOrder(StrEnum):
    """Where the percentages apply when there are extras and rebates."""

    A = "A"
    B = "B"
    C = "C"


class Combine(StrEnum):
    """How several percentages become one."""

    MULTIPLY = "multiply"
    ADD = "add"


class AboveFiled(DeskError):
    """The price {total} is above the filed price {filed}; selling above it is unlawful for everybody."""


class BelowBand(DeskError):
    """The price {total} is below {low}, the lowest price that the authority allows."""


class BelowFloor(DeskError):
    """The price {total} is below what the company sells at; only the general manager may approve it."""


@dataclass(frozen=True, slots=True)
class StandingDiscount:
    """A discount published to all; `percent` is what the price becomes (98 means × 98 %)."""

    name: str
    kind: str
    percent: Decimal
    plan: PlanKind | None = None
    valid_from: date = date.min
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ExtraDiscount:
    """A discount that somebody of rank authorised: an amount that comes off, in minor units."""

    amount_minor: int
    label: str = "authorised discount"


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of a price sheet: what it adds or takes, and the price after it; minor units."""

    label: str
    factor: str
    amount_minor: int
    after_minor: int


@dataclass(frozen=True, slots=True)
class PriceSheet:
    """From the list price, line by line, to the total; the amounts of the lines add up to the total."""

    lines: tuple[PriceLine, ...]
    list_price_minor: int
    total_minor: int


def total_price(unit_price_minor: int, area: int, rounding: Rounding, basis: Basis = Basis.BUILT) -> int:
    """Multiply a unit price (minor units per m²) by an area (0.01 m²), rounded once by the project's rule."""
    exact = Decimal(unit_price_minor) if basis is Basis.PER_UNIT else Decimal(unit_price_minor * area) / 100
    return round_total(exact, rounding)


def combined_factor(discounts: Sequence[StandingDiscount], combine: Combine) -> Fraction:
    """Make one factor of several percentages: multiplied, or their concessions added."""
    factor = Fraction(1)
    for each in discounts:
        share = Fraction(each.percent) / 100
        factor = factor * share if combine is Combine.MULTIPLY else factor - (1 - share)
    return factor


def price_sheet(
    *,
    list_price_minor: int,
    unit_price_minor: int,
    area: int,
    discounts: Sequence[StandingDiscount] = (),
    extras_minor: int = 0,
    rebate_minor: int = 0,
    extra: ExtraDiscount | None = None,
    order: DiscountOrder = DiscountOrder.A,
    combine: Combine = Combine.MULTIPLY,
    rounding: Rounding = Rounding.FEN,
) -> PriceSheet:
    """Work out what is paid, with a line for each step on the way.

    With base b, extras e, rebate r and factor d: order A is (b + e − r) × d, B is b × d + e − r, C is (b − r) × d + e.
    Everything is exact until the total, which is rounded once; the lines show the rounded price after each step.
    """
    steps = _Steps(list_price_minor, rounding)
    steps.begin(f"{format_minor(unit_price_minor)} × {format_area(area)} m²")
    plain = {"extras": extras_minor, "rebate": -rebate_minor}
    before = {DiscountOrder.A: ("extras", "rebate"), DiscountOrder.B: (), DiscountOrder.C: ("rebate",)}[order]
    for name in before:
        steps.add(name, plain[name])
    steps.discount(discounts, combine)
    for name in plain:
        if name not in before:
            steps.add(name, plain[name])
    if extra is not None:
        steps.add(extra.label, -extra.amount_minor)
    return steps.sheet()


class _Steps:
    """The way from the list price to the total: an exact price, and a line for each step."""

    def __init__(self, list_price_minor: int, rounding: Rounding) -> None:
        self.list_price_minor = list_price_minor
        self.rounding = rounding
        self.exact = Fraction(list_price_minor)
        self.lines: list[PriceLine] = []

    def begin(self, factor: str) -> None:
        self.lines.append(PriceLine("list price", factor, self.list_price_minor, self.list_price_minor))

    def add(self, label: str, amount_minor: int) -> None:
        if amount_minor:
            self._to(label, "", self.exact + amount_minor)

    def discount(self, discounts: Sequence[StandingDiscount], combine: Combine) -> None:
        start = self.exact
        for count, each in enumerate(discounts, 1):
            self._to(
                each.name,
                f"× {each.percent.normalize():f} %",
                start * combined_factor(discounts[:count], combine),
            )

    def _to(self, label: str, factor: str, exact: Fraction) -> None:
        after = _rounded(exact, self.rounding)
        self.exact = exact
        self.lines.append(PriceLine(label, factor, after - self.lines[-1].after_minor, after))

    def sheet(self) -> PriceSheet:
        return PriceSheet(tuple(self.lines), self.list_price_minor, self.lines[-1].after_minor)


def _rounded(exact: Fraction, rounding: Rounding) -> int:
    """Round an exact fraction of a minor unit once, half up or down, by the project's rule."""
    unit = 1 if rounding is Rounding.FEN else 100
    scaled = exact / unit
    if rounding is Rounding.YUAN_DOWN:
        return (scaled.numerator // scaled.denominator) * unit
    return ((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)) * unit


def check_price(
    total_minor: int,
    *,
    filed_minor: int | None,
    band_low_minor: int | None,
    floor_minor: int | None,
    top_rank: bool,
) -> None:
    """Refuse a price that nobody, or not this rank, may sell at.

    Raises:
        AboveFiled: above the filed price, for everybody.
        BelowBand: below the legal band, if one is set, for everybody.
        BelowFloor: below the company's floor price without the top rank's approval; the floor is not told.
    """
    if filed_minor is not None and total_minor > filed_minor:
        raise AboveFiled(total_minor=total_minor, filed_minor=filed_minor)
    if band_low_minor is not None and total_minor < band_low_minor:
        raise BelowBand(total_minor=total_minor, low_minor=band_low_minor)
    if floor_minor is not None and total_minor < floor_minor and not top_rank:
        raise BelowFloor(total_minor=total_minor)
