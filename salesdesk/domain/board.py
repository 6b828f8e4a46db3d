"""The board of units: one tile for each unit, floors as rows and rooms as columns."""

from dataclasses import dataclass

from salesdesk.domain.units import UnitState


@dataclass(frozen=True, slots=True)
class Tile:
    """One unit on the board; `minutes_left` counts down a hold, `mine` is true for the viewer's own claims."""

    unit_id: int
    code: str
    building: str
    block: str
    floor: str
    floor_sort: int
    room: str
    column: str
    state: UnitState
    locked: bool = False
    mine: bool = False
    minutes_left: int | None = None
    list_price_minor: int | None = None
