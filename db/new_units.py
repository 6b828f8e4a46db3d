"""A list of new units: its rows go to where they belong while others are still being checked.

What is not kept yet nobody sees or waits for, save who brings in the same units: two rows of one code, and one of a
unit that is there, are refused by the table's own key, and the list is then begun anew in the usual way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import and_, exists, func, select, text

from db.begun import Begun, Forestalled
from db.columns import copied, copy_rows
from db.engine import Tx
from db.given_numbers import last_number, numbers_given
from db.told_blocks import Blocks, can_be_told_otherwise, is_told_otherwise
from db.units import RECORD_COLUMNS, unit
from salesdesk.domain.units import UNSAID, kind_or_flat

GATE = 0x5A1E1157
"""A number by which PostgreSQL knows the one list of units that can be written ahead in a project at a time."""

_KIND, _OF_NEW = RECORD_COLUMNS.index("kind"), kind_or_flat(UNSAID).value
_OPEN = text("SELECT pg_try_advisory_xact_lock(:gate, :project)")


def open_list(tx: Tx, begun: Begun, project_id: int, state: str, batch_id: int | None) -> "NewUnits":
    """Open a list of new units of a project; they will have a state and, if one is given, a batch.

    Raises:
        Forestalled: somebody else is bringing in a list.
    """
    if not tx.conn.execute(_OPEN, {"project": project_id, "gate": GATE}).scalar_one():
        raise Forestalled
    same = {"project_id": project_id, "state": state, "batch_id": batch_id, "withheld_reason": ""}
    return NewUnits(tx, begun, same, last_number(tx, unit))


@dataclass
class NewUnits:
    """Units that are brought into the table in a change that was begun for them.

    `same` is what all of them have in common, `before` the last number that a unit had been given.
    """

    tx: Tx
    begun: Begun
    same: Mapping[str, Any]
    before: int
    rows: int = 0

    def bring(self, columns: Sequence[Sequence[Any]]) -> Callable[[], None]:
        """Write rows as they are brought in, given as columns: the line, which is not kept, then those of a list.

        A unit of which no kind is told is a flat.

        Gives the work that brings them in: the server does most of it, and other rows can be written meanwhile.
        """
        count = len(columns[0])
        self.rows += count
        told = list(columns[1:])
        told[_KIND] = [kind or _OF_NEW for kind in told[_KIND]]
        given = [*([value] * count for value in self.same.values()), *told]
        return partial(copy_rows, self.tx, unit.name, copied((*self.same, *RECORD_COLUMNS), given))

    def repeat_others(self) -> bool:
        """Tell whether one of them is a unit of the project that has a block there and none here, or the other way."""
        there = unit.alias("there")
        project_id = self.same["project_id"]
        mine = and_(unit.c.project_id == project_id, unit.c.id > self.before)
        others = and_(there.c.project_id == project_id, there.c.id <= self.before)
        if not can_be_told_otherwise(self.tx, Blocks(there.c.block, others), Blocks(unit.c.block, mine)):
            return False
        otherwise = is_told_otherwise(unit.c, there.c, unit.c.kind)
        return bool(self.tx.conn.execute(select(exists().where(mine, others, otherwise))).scalar_one())

    def new_buildings(self) -> list[tuple[str, int]]:
        """Give their buildings of which the project had no unit, with how many they get; none if it had none at all."""
        project_id = self.same["project_id"]
        there = select(unit.c.building).where(unit.c.project_id == project_id, unit.c.id <= self.before)
        if self.tx.conn.execute(there.limit(1)).first() is None:
            return []
        mine = and_(unit.c.project_id == project_id, unit.c.id > self.before, unit.c.building.not_in(there))
        query = select(unit.c.building, func.count()).where(mine).group_by(unit.c.building).order_by(unit.c.building)
        return [(str(building), int(count)) for building, count in self.tx.conn.execute(query)]

    def take_up(self) -> list[list[int]]:
        """Let the change keep the units; gives their numbers as ranges, first and last."""
        self.begun.taken_up = True
        return numbers_given(self.tx, unit, self.before, self.rows)
