"""A unit that is told twice, once with its block and once without: one room of one building, and of one kind."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, select

from db.engine import Tx


class Blocks(NamedTuple):
    """The column of blocks of some rows, and which rows they are."""

    column: ColumnElement[Any]
    whose: ColumnElement[bool]


def can_be_told_otherwise(tx: Tx, there: Blocks, told: Blocks) -> bool:
    """Tell cheaply whether some units that are there have a block and some that are told have none, or the reverse."""
    pairs = ((there.column == "", told.column != ""), (there.column != "", told.column == ""))
    asked = (select(exists().where(there.whose, one), exists().where(told.whose, other)) for one, other in pairs)
    return any(all(tx.conn.execute(each).one()) for each in asked)


def is_told_otherwise(told: Any, there: Any, kind: ColumnElement[Any]) -> ColumnElement[bool]:
    """Say that columns of what is told, which is of a kind, are those of a unit that is there, but for its block."""
    same = and_(told.building == there.building, told.room == there.room, kind == there.kind)
    return and_(same, (told.block == "") != (there.block == ""))
