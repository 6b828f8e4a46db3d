"""Prices: a total from unit price and area, and the sheet that leads from the list price to what is paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.area import format_area
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.money import Rounding, format_minor


class Basis(StrEnum):
    """What the unit price is multiplied by."""

    BUILT = "built"
    INNER = "inner"
    PER_UNIT = "per_unit"


class DiscountOrder(StrEnum):
    """Where the percentages apply when there are extras e and a rebate r on a base b, with a factor d."""

    A = "A"
    """(b + e − r) × d"""
    B = "B"
    """b × d + e − r"""
    C = "C"
    """(b − r) × d + e"""


class Combine(StrEnum):
    """How several percentages become one."""

    MULTIPLY = "multiply"
    ADD = "add"


class ItemKind(StrEnum):
    """What stands beside the base of a price: an extra adds to it, a rebate takes off."""

    EXTRA = "extra"
    REBATE = "rebate"


@dataclass(frozen=True, slots=True)
class PriceItem:
    """An extra or a rebate that an order names; minor units, always positive."""

    kind: ItemKind
    name: str
    amount_minor: int

    @property
    def signed_minor(self) -> int:
        """What it adds to the price: an extra is positive, a rebate negative."""
        return self.amount_minor if self.kind is ItemKind.EXTRA else -self.amount_minor


class Condition(StrEnum):
    """Whom a standing discount is for."""

    EVERYBODY = "everybody"
    MEMBER = "member"
    EARLIER_BUYER = "earlier_buyer"
    REFERRAL = "referral"


class AboveFiled(DeskError):
    """The price {total} is above the filed price {filed}; selling above it is unlawful for everybody."""


class BelowBand(DeskError):
    """The price {total} is below {low}, the lowest price that the authority allows."""


class BelowFloor(DeskError):
    """The price {total} is below what the company sells at; only the general manager may approve it."""


class PriceMoved(DeskError):
    """The price is {total} now, not {shown} as it was shown. Look at the order sheet again."""


class NothingLeft(DeskError):
    """The discounts and rebates take all of the list price {list}: nothing would be left to pay."""


@dataclass(frozen=True, slots=True)
class Entitled:
    """What a buyer's record says that a standing discount may ask for."""

    member_since: date | None = None
    bought_before: bool = False
    referred: bool = False

    def meets(self, condition: Condition, min_years: int, day: date) -> bool:
        """Tell whether the buyer meets a condition on a day; years of membership are whole ones, counted to the day."""
        if condition is Condition.MEMBER:
            return self.member_since is not None and _years(self.member_since, day) >= min_years
        if condition is Condition.EARLIER_BUYER:
            return self.bought_before
        return condition is Condition.EVERYBODY or self.referred


NOBODY_SPECIAL = Entitled()


def _years(since: date, day: date) -> int:
    """Count whole years; who begins on 29 February has a year on 1 March. A day before the beginning has -1."""
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


@dataclass(frozen=True, slots=True)
class StandingDiscount:
    """A discount published to all; `percent` is what the price becomes (98 means × 98 %)."""

    name: str
    kind: str
    percent: Decimal
    plan: PlanKind | None = None
    valid_from: date = date.min
    valid_to: date | None = None
    condition: Condition = Condition.EVERYBODY
    min_years: int = 0

    def is_for(self, plan: PlanKind, day: date, buyer: Entitled = NOBODY_SPECIAL) -> bool:
        """Tell whether a sale that is paid this way on this day to this buyer gets it; the last day counts."""
        ends = self.valid_to or date.max
        fits = self.plan in (None, plan) and self.valid_from <= day <= ends
        return fits and buyer.meets(self.condition, self.min_years, day)


@dataclass(frozen=True, slots=True)
class ExtraDiscount:
    """A discount that somebody of rank authorised: minor units that come off, or what the price becomes in percent.

    Raises:
        BadValue: neither or both are given.
    """

    amount_minor: int | None = None
    percent: Decimal | None = None
    label: str = "authorised discount"

    def __post_init__(self) -> None:
        if (self.amount_minor is None) == (self.percent is None):
            raise BadValue(what="discount", value=self.label, why="it is either an amount or a percentage")


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
    """Multiply a unit price (minor units per m²) by an area (0.01 m²), rounded once by the project's rule.

    On the basis *per unit* the unit price is the price of the whole unit.
    """
    return total_reckoned(N_("list price"), unit_price_minor, area, rounding, basis).sum_minor


def total_reckoned(
    label: str, unit_price_minor: int, area: int, rounding: Rounding, basis: Basis = Basis.BUILT, **details: object
) -> Reckoning:
    """Work out a total as `total_price` gives it, under a label with its details."""
    tally = Tally(label, **details)
    if basis is Basis.PER_UNIT:
        exact = Fraction(unit_price_minor)
        tally.add(exact, N_("price of the unit"))
    else:
        exact = Fraction(unit_price_minor * area, 100)
        product = N_("{price} {currency} a m² × {size} m² = {exact} {currency}")
        tally.add(
            exact, N_("price per m² × area"), product,
            price_minor=unit_price_minor, size_area=area, exact_minor=exact,
        )  # fmt: skip
    return rounded_reckoned(tally, rounding).done()


def rounded_reckoned(tally: Tally, rounding: Rounding) -> Tally:
    """Round what was added up so far by a project's rule, with a line of its own where that changes anything."""
    after = round_fraction(tally.exact, rounding)
    if after != tally.sum_minor:
        tally.to(after, N_("rounding"), ROUNDED[rounding])
    return tally


ROUNDED = {
    Rounding.FEN: N_("half up to the {coin}"),
    Rounding.YUAN_HALF_UP: N_("half up to whole {currency}"),
    Rounding.YUAN_DOWN: N_("down to whole {currency}"),
}


def standing_for(
    discounts: Iterable[StandingDiscount], plan: PlanKind, day: date, buyer: Entitled = NOBODY_SPECIAL
) -> tuple[StandingDiscount, ...]:
    """Pick the published discounts that a sale gets, in the order given."""
    return tuple(each for each in discounts if each.is_for(plan, day, buyer))


def combined_factor(discounts: Iterable[StandingDiscount], combine: Combine) -> Fraction:
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
    items: Sequence[PriceItem] = (),
    discounts: Sequence[StandingDiscount] = (),
    extra: ExtraDiscount | None = None,
    order: DiscountOrder = DiscountOrder.A,
    combine: Combine = Combine.MULTIPLY,
    rounding: Rounding = Rounding.FEN,
    basis: Basis = Basis.BUILT,
) -> PriceSheet:
    """Work out what is paid, with a line for each step on the way; amounts in minor units, the area in 0.01 m².

    Extras and rebates stand before or behind the percentages, as the order of the project has it, each on its line.

    Everything is exact until the total, which is rounded once; the lines show the rounded price after each step, so
    the last one takes the remainder. An authorised discount comes off last.

    Raises:
        NothingLeft: the rebates, or all that comes off, take the whole price.
    """
    left = list_price_minor - sum(each.amount_minor for each in items if each.kind is ItemKind.REBATE)
    if left <= 0:
        raise NothingLeft(list_minor=list_price_minor, total_minor=left)
    steps = _Steps(list_price_minor, rounding, combine)
    factor = f"{format_minor(unit_price_minor)} × {format_area(area)} m²"
    steps.begin("" if basis is Basis.PER_UNIT else factor)
    before = {DiscountOrder.A: tuple(ItemKind), DiscountOrder.B: (), DiscountOrder.C: (ItemKind.REBATE,)}[order]
    steps.add_items([each for each in items if each.kind in before])
    steps.discount(discounts)
    steps.add_items([each for each in items if each.kind not in before])
    steps.authorise(extra)
    return steps.sheet()


class _Steps:
    """The way from the list price to the total: an exact price, and a line for each step."""

    def __init__(self, list_price_minor: int, rounding: Rounding, combine: Combine) -> None:
        self.list_price_minor = list_price_minor
        self.rounding = rounding
        self.combine = combine
        self.exact = Fraction(list_price_minor)
        self.lines: list[PriceLine] = []

    def begin(self, factor: str) -> None:
        self.lines.append(PriceLine("list price", factor, self.list_price_minor, self.list_price_minor))

    def add(self, label: str, amount_minor: int) -> None:
        if amount_minor:
            self._to(label, "", self.exact + amount_minor)

    def add_items(self, items: Sequence[PriceItem]) -> None:
        for each in items:
            self.add(each.name, each.signed_minor)

    def discount(self, discounts: Sequence[StandingDiscount]) -> None:
        start = self.exact
        for count, each in enumerate(discounts, 1):
            factor = combined_factor(discounts[:count], self.combine)
            self._to(each.name, _factor_text(each.percent, self.combine), start * factor)

    def authorise(self, extra: ExtraDiscount | None) -> None:
        if extra is None:
            return
        if extra.percent is None:
            self.add(extra.label, -(extra.amount_minor or 0))
        else:
            share = Fraction(extra.percent) / 100
            self._to(extra.label, _factor_text(extra.percent, Combine.MULTIPLY), self.exact * share)

    def _to(self, label: str, factor: str, exact: Fraction) -> None:
        after = round_fraction(exact, self.rounding)
        self.exact = exact
        self.lines.append(PriceLine(label, factor, after - self.lines[-1].after_minor, after))

    def sheet(self) -> PriceSheet:
        if round_fraction(self.exact, self.rounding) != self.lines[-1].after_minor:
            self._to("rounding", "", self.exact)
        total = self.lines[-1].after_minor
        if total <= 0:
            raise NothingLeft(list_minor=self.list_price_minor, total_minor=total)
        return PriceSheet(tuple(self.lines), self.list_price_minor, total)


def _factor_text(percent: Decimal, combine: Combine) -> str:
    sign, shown = ("×", percent) if combine is Combine.MULTIPLY else ("-", 100 - percent)
    return f"{sign} {shown.normalize():f} %"


def round_fraction(exact: Fraction, rounding: Rounding) -> int:
    """Round an exact fraction of a minor unit once: half up to the fen or the yuan, or down to the yuan."""
    unit = 1 if rounding is Rounding.FEN else 100
    scaled = exact / unit
    if rounding is Rounding.YUAN_DOWN:
        return (scaled.numerator // scaled.denominator) * unit
    return ((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)) * unit


def check_shown(total_minor: int, shown_minor: int | None) -> None:
    """Refuse to sell at another price than the buyer was shown; `None` where nobody said what was shown.

    Raises:
        PriceMoved: naming both.
    """
    if shown_minor is not None and shown_minor != total_minor:
        raise PriceMoved(total_minor=total_minor, shown_minor=shown_minor)


def lowest_of_band(filed_minor: int | None, percent: Decimal) -> int:
    """Give the lowest price that the authority allows beside a filed price, in minor units; 0 where it sets none."""
    return -int(-Fraction(percent) * (filed_minor or 0) // 100)


def check_price(
    total_minor: int,
    *,
    filed_minor: int | None,
    band_low_minor: int | None,
    floor_minor: int | None,
    top_rank: bool,
    extras_minor: int = 0,
) -> None:
    """Refuse a price that nobody, or not this rank, may sell at; checked at the order and again at signing.

    All that is sold counts against the filed price; band and floor are those of the unit, without its extras.

    Raises:
        AboveFiled: above the filed price, for everybody.
        BelowBand: below the legal band, if one is set, for everybody.
        BelowFloor: below the company's floor price without the top rank's approval; the floor is not told.
    """
    if filed_minor is not None and total_minor > filed_minor:
        raise AboveFiled(total_minor=total_minor, filed_minor=filed_minor)
    own = total_minor - extras_minor
    if band_low_minor is not None and own < band_low_minor:
        raise BelowBand(total_minor=own, low_minor=band_low_minor)
    if floor_minor is not None and own < floor_minor and not top_rank:
        raise BelowFloor(total_minor=own)
