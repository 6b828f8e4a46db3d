"""What is wrong with a unit's list price, so that it may not be sold at it."""

from collections.abc import Iterator
from dataclasses import dataclass

from db.units import UnitRow
from salesdesk.domain.area_prices import priced_area
from salesdesk.domain.roles import Right
from salesdesk.language import N_
from salesdesk.services.desk import Look
from salesdesk.services.order_sheets import lowest_by_band


@dataclass(frozen=True, slots=True)
class PriceFault:
    """A fault of a list price: the code, the sentence and what helps as templates, and who can do that."""

    code: str
    said: str
    hint: str
    right: Right


NO_PRICE = PriceFault(
    "no_price",
    N_("it has no list price"),
    N_("Import a list of units with its price: `salesdesk import units`."),
    Right.IMPORT,
)
NO_INNER_AREA = PriceFault(
    "no_inner_area",
    N_("it is priced by inner area, and its inner area is not known"),
    N_("Import a list of units with its inner area: `salesdesk import units`."),
    Right.IMPORT,
)
ABOVE_FILED = PriceFault(
    "above_filed",
    N_("its list price is above its filed price"),
    N_("Put a price list in force that is not: `salesdesk price`."),
    Right.SET_PRICES,
)
BELOW_FLOOR = PriceFault(
    "below_floor",
    N_("at its list price it may not be sold without an approval of the top rank"),
    N_("Put a higher list price in force: `salesdesk price`."),
    Right.SET_PRICES,
)
BELOW_BAND = PriceFault(
    "below_band",
    N_("its list price is below the lowest price that the authority allows"),
    N_("Put a price list in force that is not: `salesdesk price`."),
    Right.SET_PRICES,
)


def price_faults(look: Look, unit: UnitRow) -> Iterator[PriceFault]:
    """Name the faults because of which a unit may not be sold at its list price."""
    listed, filed = unit.list_price_minor, unit.filed_price_minor
    if listed is None:
        yield NO_PRICE
        return
    if priced_area(look.settings.basis_for(unit.kind), unit.built_area, unit.inner_area) is None:
        yield NO_INNER_AREA
    if filed is not None and listed > filed:
        yield ABOVE_FILED
    if listed < (lowest_by_band(look, unit) or 0):
        yield BELOW_BAND
    if listed < (unit.floor_price_minor or 0):
        yield BELOW_FLOOR
