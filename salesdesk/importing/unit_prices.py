"""The prices that a list gives for a unit: list, filed and floor price, per square metre or as a total."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from salesdesk.domain.money import Rounding, parse_minor, ratio_half_up, round_total
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.language import N_

HIGHEST_PER_M2 = 100_000_000
_SIGNS = re.compile(r"^(?:[¥￥$]|CNY|RMB|USD)?\s*(.*?)\s*元?$", re.IGNORECASE)
_LONG = re.compile(r"(?a:(?:\d{1,3}(?:,\d{3})+|\d{1,15})\.\d{3,20})")

AMOUNT = Reason(
    "not_an_amount",
    N_("{column}: {value!r} is not an amount"),
    N_("yuan with at most two decimals, such as 52229.87 or 52,229.87"),
)
ZERO = Reason("zero_price", N_("{column} is zero"), N_("an amount above zero, or an empty cell"))
TOO_HIGH = Reason(
    "implausible_price",
    N_("{column}: {value!r} is too much for one square metre"),
    N_("the price of one square metre; map a column of totals to a total, such as --map list_total=COLUMN"),
)
DISAGREES = Reason(
    "total_disagrees",
    N_("{column}: {value!r} is not the price of one square metre times the built area"),
    N_("the product, rounded to the yuan or finer"),
)
ABOVE_FILED = Reason(
    "above_filed",
    N_("{column}: {value!r} is above the filed price"),
    N_("at most the filed price of this unit"),
)
FLOOR_ABOVE_LIST = Reason(
    "floor_above_list",
    N_("{column}: {value!r} is above the list price"),
    N_("at most the list price of this unit"),
)


@dataclass(frozen=True, slots=True)
class Price:
    """A price in minor units: of one square metre, and of the whole unit; `None` where the list is silent."""

    unit_minor: int | None = None
    total_minor: int | None = None


@dataclass(frozen=True, slots=True)
class UnitPrices:
    """The three prices of a unit."""

    listed: Price
    filed: Price
    floor: Price


def read_prices(reading: RowReading, built_area: int | None, rounding: Rounding) -> UnitPrices:
    """Read a row's prices; the area is in 0.01 m². Without list prices a list starts at the filed ones."""
    filed = _price(reading, "filed", built_area, rounding)
    floor = _price(reading, "floor", built_area, rounding)
    if {"list_unit_price", "list_total"} & reading.columns.columns.keys():
        listed = _price(reading, "list", built_area, rounding)
    else:
        listed = filed
    if _above(listed, filed):
        reading.refuse(_column(reading, "list"), ABOVE_FILED)
    if _above(floor, listed):
        reading.refuse(_column(reading, "floor"), FLOOR_ABOVE_LIST)
    return UnitPrices(listed, filed, floor)


def _price(reading: RowReading, which: str, built_area: int | None, rounding: Rounding) -> Price:
    unit = _amount(reading, f"{which}_unit_price")
    if unit is not None and unit > HIGHEST_PER_M2:
        reading.refuse(f"{which}_unit_price", TOO_HIGH)
        unit = None
    exact = None if unit is None or built_area is None else Decimal(unit * built_area) / 100
    field = f"{which}_total"
    if exact is None:
        given = _amount(reading, field)
        return Price(_per_square_metre(given, built_area) if unit is None else unit, given)
    computed = round_total(exact, rounding)
    if _is_unrounded(reading.text(field), exact):
        return Price(unit, computed)
    given = _amount(reading, field)
    if given is not None and abs(given - exact) > max(100, built_area // 200 + 1 if built_area else 0):
        reading.refuse(field, DISAGREES)
    return Price(unit, computed if given is None else given)


def _per_square_metre(total_minor: int | None, built_area: int | None) -> int | None:
    """Show what a total comes to per square metre, where the list does not say it; the total is what counts."""
    return None if total_minor is None or built_area is None else ratio_half_up(total_minor * 100, built_area)


def _amount(reading: RowReading, field: str) -> int | None:
    amount = reading.parsed(field, parse_price, AMOUNT)
    if amount == 0:
        reading.refuse(field, ZERO)
        return None
    return amount


@lru_cache(maxsize=16384)
def parse_price(text: str) -> int:
    """Read an amount with or without the currency's sign as minor units.

    Raises:
        ValueError: it is no amount.
    """
    found = _SIGNS.match(text)
    return parse_minor(found[1] if found else text)


def _is_unrounded(text: str, exact: Decimal) -> bool:
    """Tell whether a total is the product itself with all its decimals, as a formula leaves it."""
    return bool(_LONG.fullmatch(text)) and abs(Decimal(text.replace(",", "")) * 100 - exact) < 1


def _above(price: Price, limit: Price) -> bool:
    return price.total_minor is not None and limit.total_minor is not None and price.total_minor > limit.total_minor


def _column(reading: RowReading, which: str) -> str:
    total = f"{which}_total"
    return total if reading.text(total) else f"{which}_unit_price"
