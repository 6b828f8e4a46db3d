"""Units as an office lists them: what a price filing says of each, and how its code is made."""

from dataclasses import dataclass

from salesdesk.domain.units import UnitKind

CODE_TEMPLATE = "{building}-{block}-{room}"
NO_BLOCK = "0"


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """One unit of a list of units; areas in 0.01 m², prices in minor units, `None` where the list is silent.

    `line` is the 1-based line of the file; `room` is the whole room number (3101), `column` its place on the
    floor (01).
    """

    line: int
    code: str
    building: str
    block: str
    floor: str
    floor_sort: int
    room: str
    column: str
    kind: UnitKind
    built_area: int
    inner_area: int | None
    unit_price_minor: int | None
    list_price_minor: int | None
    filed_price_minor: int | None
    floor_price_minor: int | None
    layout: str
    orientation: str


def unit_code(building: str, block: str, room: str, template: str = CODE_TEMPLATE) -> str:
    """Make a unit's code by the project's template; an absent block becomes `0`."""
    return template.format(building=building, block=block or NO_BLOCK, room=room)
