"""The units that a project has: which of them a row of a list means, however the list tells it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from salesdesk.domain.inventory import CODE_TEMPLATE, unit_code
from salesdesk.domain.units import UnitKind
from salesdesk.importing.places import Place, whole_place
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.units import place_field, read_place
from salesdesk.importing.words import simplified
from salesdesk.language import N_

UNKNOWN = Reason("unknown_unit", N_("{column}: there is no such unit"), N_("a unit that is in the project"))
IN_SEVERAL_BLOCKS = Reason(
    "in_several_blocks",
    N_("{column}: {value!r} can be any of {codes}"),
    N_("the block, too, in a column of its own or in the place (3-1-3101)"),
)
MOST_NAMED = 4
_N = "(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
_PLACE_IN_TEXT = re.compile(
    rf"(?<![0-9A-Za-z-])(?:{_N}期|(?:[A-Za-z]|[东西南北中])区)*[A-Za-z]?{_N}(?:号楼|#楼|#|栋|幢|座)[\s-]*"
    rf"(?:(?:{_N}|[甲乙丙丁])(?:单元|-)[\s-]*)?(?:[0-9]{{1,2}}(?:层|楼)[\s-]*)?"
    r"[A-Za-z]?[0-9]{3,4}+[A-Za-z]?+(?:室|号房|号|房)?+(?![0-9A-Za-z.元万-]|\s*[、,，和及&/]\s*[0-9]{3})"
)
"""A whole place among other words: `3栋1单元3101室首付`; not of several rooms (`3栋101、102`), nor before a sum."""


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """What a project knows of a unit before a list is read: its place, its kind, and its areas in 0.01 m²."""

    building: str
    block: str
    room: str
    kind: UnitKind
    built_area: int
    inner_area: int | None


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """The units of a project by code, and the codes of those in blocks by building and room."""

    by_code: Mapping[str, KnownUnit]
    template: str
    in_blocks: Mapping[tuple[str, str], list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Iterable[tuple[str, KnownUnit]], template: str = CODE_TEMPLATE) -> Self:
        """Make them of the units that there are, each with its code."""
        by_code = dict(units)
        in_blocks = dict[tuple[str, str], list[str]]()
        for code, unit in by_code.items():
            if unit.block:
                in_blocks.setdefault((unit.building, unit.room), []).append(code)
        return cls(by_code, template, in_blocks)

    def find(self, reading: RowReading) -> tuple[str, KnownUnit] | None:
        """Find the unit that a row means, by its code or its place; `None` if none, which is then among the problems.

        A code that neither is known nor tells a place is another system's, where building and room stand beside it.
        A list that is silent about blocks means the one unit of that room in its building.
        """
        told = reading.text("code")
        if told in self.by_code:
            return told, self.by_code[told]
        place = _whole(told)
        field = "code" if place else place_field(reading.columns)
        if told and place is None and field == "code":
            reading.refuse(field, UNKNOWN)
            return None
        place = place or read_place(reading)
        if place is None:
            return None
        codes = self._codes(place, told, is_silent=field == "code" or "block" not in reading.columns.columns)
        known = self.by_code.get(codes[0])
        if len(codes) > 1:
            reading.refuse(field, IN_SEVERAL_BLOCKS, codes=_listed(codes))
        elif known is None:
            reading.refuse(field, UNKNOWN)
        else:
            return codes[0], known
        return None

    def called(self, text: str) -> str:
        """Give the code of the unit that a text names, by its code or as a whole place; empty if none or several."""
        if text in self.by_code:
            return text
        codes = self.could_be(text)
        return codes[0] if len(codes) == 1 and codes[0] in self.by_code else ""

    def could_be(self, text: str) -> list[str]:
        """Give the codes that the unit of a whole place can have; several where the text is silent about blocks."""
        place = _whole(text)
        return [] if place is None else self._codes(place, text, is_silent=True)

    def may_be(self, text: str) -> bool:
        """Tell whether a text is a unit's code or tells a whole place, be it of a unit or not."""
        return text in self.by_code or _whole(text) is not None

    def room_of(self, code: str) -> str:
        """Give the room of a unit, empty for one that is not known."""
        return self.by_code[code].room if code in self.by_code else ""

    def named_in(self, text: str) -> set[str]:
        """Give the codes of the units whose whole places stand among other words; none if one of these is not sure."""
        plain = simplified(unicodedata.normalize("NFKC", text))
        codes = set(map(self.called, _PLACE_IN_TEXT.findall(plain)))
        return set() if "" in codes else codes

    def _codes(self, place: Place, told: str, *, is_silent: bool) -> list[str]:
        """Give the codes that a place can have; where a list is silent about blocks, those in any of them."""
        code = unit_code(place.building, place.block, place.room[0], self.template)
        if code in self.by_code or code == told or place.block or not is_silent:
            return [code]
        return self.in_blocks.get((place.building, place.room[0]), [code])


def _whole(text: str) -> Place | None:
    try:
        return whole_place(text)
    except ValueError:
        return None


def _listed(codes: list[str]) -> str:
    return ", ".join(codes[:MOST_NAMED]) + (" …" if len(codes) > MOST_NAMED else "")
