"""A unit's list price explained: price by area, on the basis on which the unit is sold."""

from db.units import UnitRow
from salesdesk.domain.area_prices import area_price
from salesdesk.domain.price_reckoning import list_price_reckoned
from salesdesk.domain.roles import Right
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained
from salesdesk.services.finding import unit_called


@sees(Right.SEE_PRICES)
def explain_unit(look: Look, unit: str) -> list[Explained]:
    """Explain the list price of a unit; nothing where it has none.

    Raises:
        NotFound: there is no such unit.
    """
    return list_price_sums(look, unit_called(look, unit))


def list_price_sums(look: Look, row: UnitRow) -> list[Explained]:
    """Explain the list price of a unit as it stands; nothing where it has none."""
    made_of = area_price(row, look.settings.basis_for(row.kind))
    if made_of is None or row.list_price_minor is None:
        return []
    found = list_price_reckoned(
        made_of.unit_price_minor, made_of.area, row.list_price_minor, look.settings.rounding, made_of.basis
    )
    return [Explained("list_price", found)]
