"""Prices by area: which area of a unit its price is of, and what one m² of it costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat
from operator import mul, sub
from typing import Protocol

from salesdesk.domain.money import ratio_half_up
from salesdesk.domain.pricing import Basis

LEAST_TOLERANCE = 100
"""A total may be rounded to the yuan."""


class ListedUnit(Protocol):
    """A unit with its areas in 0.01 m² and its prices in minor units, as it is kept."""

    @property
    def built_area(self) -> int:
        """The built area."""

    @property
    def inner_area(self) -> int | None:
        """The inner area, where it is known."""

    @property
    def unit_price_minor(self) -> int | None:
        """The price of one m², as a list or a rule gave it."""

    @property
    def list_price_minor(self) -> int | None:
        """The price of the whole unit: what counts."""


@dataclass(frozen=True, slots=True)
class AreaPrice:
    """What a list price is made of: the area (0.01 m²) and the price of one m², or of the whole unit; minor units."""

    basis: Basis
    area: int
    unit_price_minor: int


def priced_area(basis: Basis, built_area: int, inner_area: int | None) -> int | None:
    """Give the area that a price is of, in 0.01 m²; `None` where it is not known. Per unit, the built one."""
    return inner_area if basis is Basis.INNER else built_area


def tolerance(area: int) -> int:
    """Give how far a total may be from price times area, in minor units: the price of one m² was rounded to the fen."""
    return max(LEAST_TOLERANCE, area // 200 + 1)


def leads_to(unit_price_minor: int, area: int, total_minor: int) -> bool:
    """Tell whether a price of one m², rounded to the fen, times the area is a total that may be rounded to the yuan."""
    apart = abs(total_minor * 100 - unit_price_minor * area)
    return apart <= 100 * LEAST_TOLERANCE or apart <= 100 * tolerance(area)


def far_from_totals(unit_prices_minor: Iterable[int], areas: Iterable[int], totals_minor: Iterable[int]) -> list[int]:
    """Name the places where a price of one m² may not lead to its total: it is farther off than any may be.

    Many at once cost a fifth of asking for each. Of a large area a total may be farther off and right (`leads_to`).
    """
    apart: list[int] = list(map(sub, map(mul, totals_minor, repeat(100)), map(mul, unit_prices_minor, areas)))
    most = 100 * LEAST_TOLERANCE
    if max(apart) <= most and min(apart) >= -most:
        return []
    return [at for at, each in enumerate(apart) if not -most <= each <= most]


def area_price(unit: ListedUnit, basis: Basis) -> AreaPrice | None:
    """Give what a unit's list price is made of on a basis; `None` without a list price or the area of the basis.

    The price of the whole unit is what counts: where the price of one m² that is kept does not lead to it (it is of
    another area, say), it is worked out from the whole, half up to the fen.
    """
    area, whole, kept = (
        priced_area(basis, unit.built_area, unit.inner_area),
        unit.list_price_minor,
        unit.unit_price_minor,
    )
    if whole is None or not area:
        return None
    if basis is Basis.PER_UNIT:
        return AreaPrice(basis, area, whole)
    if kept is not None and leads_to(kept, area, whole):
        return AreaPrice(basis, area, kept)
    return AreaPrice(basis, area, per_square_metre(whole, area))


def per_square_metre(total_minor: int, area: int) -> int:
    """Give what a total comes to for one m², half up to the fen; the area in 0.01 m²."""
    return ratio_half_up(total_minor * 100, area)
