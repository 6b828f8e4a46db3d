"""Units as an office lists them: what a price filing says of each, and how its code is made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

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


def unit_codes(
    buildings: Iterable[str], blocks: Iterable[str], rooms: Iterable[str], template: str = CODE_TEMPLATE
) -> Iterable[str]:
    """Make the codes of many units: each as `unit_code` makes it, at a third of the time."""
    pattern, order = _pattern(template)
    if not pattern:
        return [unit_code(*place, template) for place in zip(buildings, blocks, rooms, strict=True)]
    columns = {"building": buildings, "block": (each or NO_BLOCK for each in blocks), "room": rooms}
    return map(pattern.__mod__, zip(*(columns[name] for name in order), strict=True))


@lru_cache(maxsize=8)
def _pattern(template: str) -> tuple[str, Sequence[str]]:
    """Turn a template into one that takes its parts in order; nothing for one that does more than name each once."""
    parts = list(Formatter().parse(template))
    named = [part for part in parts if part[1] is not None]
    order = [str(name) for _, name, _, _ in named]
    if any(spec or conversion for _, _, spec, conversion in named) or len(set(order)) < len(order):
        return "", ()
    pattern = "".join(text.replace("%", "%%") + ("" if name is None else "%s") for text, name, _, _ in parts)
    return (pattern, order) if set(order) <= {"building", "block", "room"} else ("", ())
