"""Price lists: the price of each unit by a rule, and what a list comes to beside today's prices."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.money import Rounding, format_minor, parse_minor, ratio_half_up
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.pricing import Basis, round_fraction, total_reckoned

HIGHEST_PERCENT = Decimal(1000)


class PriceNotPositive(DeskError):
    """The rule leaves {unit} at {list}; a price is above zero."""


_SHARE = re.compile(r"(?a:\d{1,4}(?:\.\d{1,6})?)")


def parse_share(text: str) -> Decimal:
    """Read what today's price becomes, in percent of it: 102 means × 102 %.

    Raises:
        ValueError: it is no such number.
    """
    if not _SHARE.fullmatch(text.strip()):
        raise ValueError(N_("102 means × 102 %"))
    return Decimal(text.strip())


class ListState(StrEnum):
    """How far a price list is."""

    DRAFT = "draft"
    PLANNED = "planned"
    IN_FORCE = "in_force"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class PriceRule:
    """How a list is made of today's: × percent, plus amounts in minor units of one m², or of the whole unit.

    The amount for a floor is multiplied by its place among the floors, counted from the first one.
    """

    percent: Decimal = Decimal(100)
    per_floor_minor: int = 0
    first_floor: int = 1
    orientations: tuple[tuple[str, int], ...] = ()
    layouts: tuple[tuple[str, int], ...] = ()
    per_unit: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.percent <= HIGHEST_PERCENT:
            raise BadValue(what="percent", value=str(self.percent), why="it lies above 0 and at most at 1000")

    def text(self) -> str:
        """Tell the rule in one line, as it is kept beside the list."""
        per = "a unit" if self.per_unit else "m²"
        said = [f"{self.percent.normalize():f} %"]
        if self.per_floor_minor:
            said.append(f"{_signed(self.per_floor_minor)} / {per} for each floor above {self.first_floor}")
        said += [f"{name} {_signed(minor)} / {per}" for name, minor in (*self.orientations, *self.layouts)]
        return ", ".join(said)


_SIGNED = re.compile(
    r"(?:(?P<name>.+) )?(?P<sign>[+-])(?P<amount>[\d,]+(?:\.\d\d)?) / (?P<per>a unit|m²)"
    r"(?: for each floor above (?P<first>-?\d+))?"
)


_TOLD = {
    ("m²", True): N_("{amount} / m² for each floor above {first}"),
    ("a unit", True): N_("{amount} / unit for each floor above {first}"),
    ("m²", False): N_("{name} {amount} / m²"),
    ("a unit", False): N_("{name} {amount} / unit"),
}
"""How a part of a rule is told: by what it is counted, and whether floor by floor."""


def rule_phrases(text: str) -> list[str]:
    """Take the line in which a rule is kept apart, into phrases for any language; what is no rule stays as it is."""
    return [_phrase(part) for part in text.split(", ")]


def _phrase(part: str) -> str:
    found = _SIGNED.fullmatch(part)
    if found is None:
        return part
    amount = found["sign"] + found["amount"]
    template = _TOLD[found["per"], found["first"] is not None]
    return Phrase(template, amount=amount, name=found["name"], first=found["first"])


def read_rule(text: str, unit: "Priced") -> PriceRule | None:
    """Read a rule back from the line it is kept in, for one unit; `None` where a name tears the line apart."""
    percent, *parts = text.split(", ")
    found = PriceRule(Decimal(percent.removesuffix(" %")))
    for part in parts:
        match = _SIGNED.fullmatch(part)
        if match is None:
            return None
        found = _with_part(found, match, unit)
    return found


def _with_part(rule: PriceRule, part: re.Match[str], unit: "Priced") -> PriceRule:
    minor = parse_minor(part["amount"]) * (-1 if part["sign"] == "-" else 1)
    said = replace(rule, per_unit=part["per"] == "a unit")
    if part["first"] is not None:
        return replace(said, per_floor_minor=minor, first_floor=int(part["first"]))
    if part["name"] == unit.orientation:
        return replace(said, orientations=(*rule.orientations, (part["name"], minor)))
    return replace(said, layouts=(*rule.layouts, (part["name"], minor)))


@dataclass(frozen=True, slots=True)
class Priced:
    """A unit and what it costs: of one m² of the area that it is priced by, and of the whole; the area in 0.01 m²."""

    code: str
    floor: int
    orientation: str
    layout: str
    area: int
    unit_price_minor: int
    list_price_minor: int
    basis: Basis = Basis.BUILT


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What a unit is to cost: of one m², and of the whole; minor units."""

    unit_price_minor: int
    list_price_minor: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How many prices there are, the lowest, the average (half up), the highest and the sum; minor units."""

    count: int
    min_minor: int
    average_minor: int
    max_minor: int
    total_minor: int


def price_by_rule(rule: PriceRule, unit: Priced, rounding: Rounding) -> NewPrice:
    """Work out what a rule makes of a unit's price; the whole is rounded once, by the project's rule.

    Raises:
        PriceNotPositive: nothing would be left of it.
    """
    each, whole = rule_reckoned(rule, unit, rounding)
    new = NewPrice(each.sum_minor, whole.sum_minor)
    if new.list_price_minor <= 0 or new.unit_price_minor <= 0:
        raise PriceNotPositive(unit=unit.code, list_minor=new.list_price_minor)
    return new


def rule_reckoned(rule: PriceRule, unit: Priced, rounding: Rounding) -> tuple[Reckoning, Reckoning]:
    """Work out the price of one m² and of the whole unit as `price_by_rule` gives them, line by line.

    What a rule adds to one m² is added to a unit that is priced as a whole for each m² of its area.
    """
    if not (rule.per_unit or unit.basis is Basis.PER_UNIT):
        each = _by_rule(Tally(N_("price per m² of {unit}"), unit=unit.code), rule, unit, unit.unit_price_minor)
        return each.done(), total_reckoned(
            N_("price of {unit}"), each.sum_minor, unit.area, rounding, unit.basis, unit=unit.code
        )
    whole = Tally(N_("price of {unit}"), lambda exact: round_fraction(exact, rounding), unit=unit.code)
    _by_rule(whole, rule, unit, unit.list_price_minor, Fraction(1) if rule.per_unit else Fraction(unit.area, 100))
    return _of_one(whole.sum_minor, unit), whole.done()


def _of_one(whole_minor: int, unit: Priced) -> Reckoning:
    if unit.basis is Basis.PER_UNIT:
        return Tally(N_("price of {unit}"), unit=unit.code).add(whole_minor, N_("price of the unit")).done()
    tally = Tally(N_("price per m² of {unit}"), unit=unit.code)
    if not unit.area:
        return tally.add(whole_minor, N_("price of the unit")).done()
    exact, share = (
        Fraction(whole_minor * 100, unit.area),
        N_("{whole} {currency} / {size} m² = {exact} {currency} a m²"),
    )
    return tally.add(
        exact, N_("price of the unit"), share, whole_minor=whole_minor, size_area=unit.area, exact_minor=exact
    ).done()


def _by_rule(tally: Tally, rule: PriceRule, unit: Priced, today_minor: int, times: Fraction = Fraction(1)) -> Tally:
    """Begin with today's price, then the percentage, then what floor, orientation and layout add, so many times."""
    tally.add(today_minor, N_("price today"), N_("{today} {currency}"), today_minor=today_minor)
    if rule.percent != 100:
        exact = today_minor * Fraction(rule.percent) / 100
        share = N_("{today} {currency} × {share} % = {exact} {currency}")
        tally.to(exact, N_("percentage"), share, today_minor=today_minor, share_percent=rule.percent, exact_minor=exact)
    floors = unit.floor - rule.first_floor
    if rule.per_floor_minor and floors:
        each = N_("{floors} × {each} {currency}, counted from floor {first}")
        of_one = rule.per_floor_minor * times
        tally.add(of_one * floors, N_("floor"), each, floors=floors, first=rule.first_floor, each_minor=of_one)
    for name, minor in _facing(rule, unit):
        tally.add(
            minor * times, "{name}", "{each}" if times == 1 else N_("{each} × {size} m²"), **_each(name, minor, unit)
        )
    return tally


def _each(name: str, minor: int, unit: Priced) -> dict[str, object]:
    return {"name": name, "each": _signed(minor), "size_area": unit.area}


def _facing(rule: PriceRule, unit: Priced) -> list[tuple[str, int]]:
    of_orientation = [each for each in rule.orientations if each[0] == unit.orientation]
    return of_orientation + [each for each in rule.layouts if each[0] == unit.layout]


def spread(prices: Sequence[int]) -> Spread:
    """Give count, lowest, average, highest and sum of prices; of none, everything is zero."""
    total = sum(prices)
    if not prices:
        return Spread(0, 0, 0, 0, 0)
    return Spread(len(prices), min(prices), ratio_half_up(total, len(prices)), max(prices), total)


def difference_percent(before_minor: int, after_minor: int) -> Decimal:
    """Tell by how many percent a sum rises or falls, to a hundredth; of nothing, by none."""
    if not before_minor:
        return Decimal(0)
    share = Decimal(after_minor - before_minor) * 100 / before_minor
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _signed(minor: int) -> str:
    return ("+" if minor >= 0 else "") + format_minor(minor)
