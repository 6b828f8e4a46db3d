"""The prices that a list gives for a unit: list, filed and floor price, per square metre or as a total."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial

from salesdesk.domain.area_prices import per_square_metre, tolerance
from salesdesk.domain.money import Rounding, parse_minor, round_total
from salesdesk.domain.pricing import Basis
from salesdesk.importing.currencies import PRICE_CURRENCY, is_in_project_money
from salesdesk.importing.mapping import per_of
from salesdesk.importing.measures import ONE, Per, Sort, Told, parse_in
from salesdesk.importing.number_forms import has_more_decimals
from salesdesk.importing.price_columns import HIGHEST_PER_M2, SELDOM_PER_M2
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.language import N_

LOWEST_PER_M2 = 10_000
"""What one square metre costs at least, in fen: less is nearly always a column in 万 that does not say so."""

HALF_AREA = Decimal("0.005")
"""How far an area may be from the truth where it was rounded, as from square feet; m²."""

COARSE = 50
"""How far a total that was rounded to the yuan may be from the truth; fen."""
LIST_PRICES = frozenset({"list_unit_price", "list_inner_unit_price", "list_total"})
_SIGNS = re.compile(r"^(?:[¥￥$]|CNY|RMB|USD)?\s*(.*?)\s*元?$", re.IGNORECASE)
_LONG = re.compile(r"(?a:(?:\d{1,3}(?:,\d{3})+|\d{1,15})\.\d{3,20})")

AMOUNT = Reason(
    "not_an_amount",
    N_("{column}: {value!r} is not an amount"),
    N_("an amount with at most two decimals, such as 52229.87 or 52,229.87"),
)
ZERO = Reason("zero_price", N_("{column} is zero"), N_("an amount above zero, or an empty cell"))
TOO_HIGH = Reason(
    "implausible_price",
    N_("{column}: {value!r} is too much for one square metre"),
    N_("the price of one square metre; map a column of totals to a total, such as --map list_total=COLUMN"),
)
COULD_BE_TOTAL = Reason(
    "implausible_price",
    N_("{column}: {value!r} could be the price of one square metre or of the whole unit"),
    N_("which it is, such as --map list_unit_price=COLUMN:元/㎡ or --map list_total=COLUMN"),
)
TOO_LOW = Reason(
    "implausible_price",
    N_("{column}: {value!r} is too little for so many square metres"),
    N_("the full amount; say what a column in 万元 or 千元 is in, such as --map list_total=COLUMN:万元"),
)
_PRODUCT = N_("the product, rounded to a whole amount or finer")
DISAGREES = {
    Basis.BUILT: Reason(
        "total_disagrees",
        N_("{column}: {value!r} is not the price of one square metre times the built area"),
        _PRODUCT,
    ),
    Basis.INNER: Reason(
        "total_disagrees",
        N_("{column}: {value!r} is not the price of one square metre times the inner area"),
        _PRODUCT,
    ),
    Basis.PER_UNIT: Reason(
        "total_disagrees",
        N_("{column}: {value!r} is not the price of the unit, which is priced as a whole"),
        N_("the price of the unit, rounded to a whole amount or finer"),
    ),
}
NO_INNER_AREA = Reason(
    "no_inner_area",
    N_("{column}: this is a price by inner area, and the inner area is not given"),
    N_("the inner area beside it, or a total"),
)
QUOTIENT = Reason(
    "not_an_amount",
    N_("{column}: {value!r} has more than two decimals, and the price of the whole unit is not given"),
    N_("at most two decimals, or the price of the whole unit in a column beside it"),
)
NO_TOTAL = Reason(
    "no_total",
    N_("{column}: this is not a price of one m², and what it comes to is rounded"),
    N_("the price of the whole unit in a column beside it"),
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


@dataclass(frozen=True, slots=True)
class UnitAreas:
    """The areas of a unit in 0.01 m², as far as a row gives them."""

    built: int | None
    inner: int | None

    def on(self, basis: Basis) -> int | None:
        """Give the area that a price on a basis is multiplied by; per unit it is the built one."""
        return self.inner if basis is Basis.INNER else self.built


def read_prices(
    reading: RowReading, areas: UnitAreas, rounding: Rounding, basis: Basis = Basis.BUILT, *, lists: bool = True
) -> UnitPrices:
    """Read a row's prices, which are on the basis given; a column of prices by inner area is read as such.

    Without list prices a list of units starts at the filed ones, unless `lists` is false.
    """
    told = reading.columns.columns.keys()
    filed = _price(reading, "filed", areas, rounding, basis)
    floor = _price(reading, "floor", areas, rounding, basis)
    listed = filed if lists else Price()
    if LIST_PRICES & told:
        listed = _price(reading, "list", areas, rounding, basis)
    if _above(listed, filed):
        reading.refuse(column_of(reading, "list"), ABOVE_FILED)
    if _above(floor, listed):
        reading.refuse(column_of(reading, "floor"), FLOOR_ABOVE_LIST)
    return UnitPrices(listed, filed, floor)


def _price(reading: RowReading, which: str, areas: UnitAreas, rounding: Rounding, basis: Basis) -> Price:
    price = _given_price(reading, which, areas, rounding, basis)
    if price.total_minor and areas.built and is_too_little(price.total_minor, areas.built):
        reading.refuse(column_of(reading, which), TOO_LOW)
    return price


def _given_price(reading: RowReading, which: str, areas: UnitAreas, rounding: Rounding, basis: Basis) -> Price:
    by, field = _basis_of_column(reading, which, basis)
    unit, area = _unit_price(reading, field, by), areas.on(by)
    if unit is not None and by is Basis.INNER and area is None and areas.built is not None:
        reading.refuse(field, NO_INNER_AREA)
    total = f"{which}_total"
    by_other_area = field in reading.columns.by_other_area
    rounded = by_other_area or _is_quotient(reading, field)
    if unit is not None and rounded and not reading.text(total):
        reading.refuse(field, NO_TOTAL if by_other_area else QUOTIENT)
        return Price()
    if unit is None or (area is None and by is not Basis.PER_UNIT):
        given = told_amount(reading, total)
        return _on_basis(None, None if given is None else given.value, areas, basis)
    of = Decimal(1) if by is Basis.PER_UNIT else Decimal(area or 0) / 100
    found = _total(reading, total, unit, of, rounding, by)
    return Price(unit.value, found) if by is basis and not rounded else _on_basis(None, found, areas, basis)


def is_too_little(total_minor: int, area: int) -> bool:
    """Tell whether so many fen cannot be the price of an area in 0.01 m²."""
    return total_minor * 100 < LOWEST_PER_M2 * area


def _basis_of_column(reading: RowReading, which: str, basis: Basis) -> tuple[Basis, str]:
    """Choose the column of unit prices: that by inner area where the unit is sold so, or the plain one is empty."""
    plain, inner = f"{which}_unit_price", f"{which}_inner_unit_price"
    if reading.text(inner) and (basis is Basis.INNER or not reading.text(plain)):
        return Basis.INNER, inner
    return basis, plain


def _unit_price(reading: RowReading, field: str, by: Basis) -> Told | None:
    unit = told_amount(reading, field)
    if unit is not None and by is not Basis.PER_UNIT and unit.value > HIGHEST_PER_M2:
        reading.refuse(field, TOO_HIGH)
        return None
    if unit is not None and by is not Basis.PER_UNIT and unit.value > SELDOM_PER_M2 and _could_be_total(reading, field):
        reading.refuse(field, COULD_BE_TOTAL)
        return None
    return unit


def _could_be_total(reading: RowReading, field: str) -> bool:
    return field in reading.columns.unsaid and not reading.text(field.removesuffix("_unit_price") + "_total")


def _total(reading: RowReading, field: str, unit: Told, of: Decimal, rounding: Rounding, by: Basis) -> int:
    """Give the price of the whole, which is so many times that of one m² as the area has; fen.

    A total that was rounded coarser than to the yuan, as one in 万元, gives way to the product that it was made of.
    """
    exact = unit.value * of
    computed = round_total(exact, rounding)
    if _is_unrounded(reading.text(field), exact):
        return computed
    given = told_amount(reading, field)
    if given is None:
        return computed
    rounded = Decimal(tolerance(0 if by is Basis.PER_UNIT else int(of * 100)))
    area_too = HALF_AREA * unit.value if unit.within else 0
    if abs(given.value - exact) > max(rounded, given.within + unit.within * of + area_too):
        reading.refuse(field, DISAGREES[by])
    return computed if given.within > COARSE >= unit.within * of else given.value


def _on_basis(unit: int | None, total: int | None, areas: UnitAreas, basis: Basis) -> Price:
    """Show what a total comes to on a basis, where the list does not say it; the total is what counts."""
    area = areas.on(basis)
    if total is not None and basis is Basis.PER_UNIT:
        return Price(total, total)
    return Price(per_square_metre(total, area) if total is not None and area else unit, total)


def told_amount(reading: RowReading, field: str) -> Told | None:
    """Read an amount above zero in the unit of its column, or in one that stands in the cell; a fault is noted."""
    if not is_in_project_money(reading, field, PRICE_CURRENCY):
        return None
    factor = reading.columns.factors.get(field, ONE)
    told = partial(_told_price, factor=factor, per=per_of(field), quotient=_is_quotient(reading, field))
    amount = reading.parsed(field, told, AMOUNT)
    if amount is not None and amount.value == 0:
        reading.refuse(field, ZERO)
        return None
    return amount


def _is_quotient(reading: RowReading, field: str) -> bool:
    """Tell whether a price of one m² has all the decimals that a sheet got when it divided a total by an area."""
    in_yuan = per_of(field) is Per.SQUARE_METRE and field not in reading.columns.factors
    return in_yuan and has_more_decimals(reading.text(field))


def _told_price(text: str, factor: Decimal, per: Per | None, *, quotient: bool) -> Told:
    try:
        if factor == ONE:
            return Told(parse_price(text))
    except ValueError:
        pass
    return parse_in(text, Sort.MONEY, factor, per, quotient=quotient)


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


def column_of(reading: RowReading, which: str) -> str:
    """Name the column in which a row has a price: of the whole unit, else of one m²."""
    fields = (f"{which}_total", f"{which}_unit_price", f"{which}_inner_unit_price")
    return next((each for each in fields if reading.text(each)), fields[1])
