"""A list of units on its way in: kept in temporary tables of the import's own, compared and written from there."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from db.columns import add_columns
from db.engine import Tx
from db.given_numbers import last_number, numbers_given
from db.imports import is_open, request
from db.staging import Staging, checked_at_once, work_in_files
from db.statements import run
from db.told_blocks import Blocks, can_be_told_otherwise, is_told_otherwise
from db.units import RECORD_COLUMNS, UnitRow, claim, expired_at, unit
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.units import UNSAID, kind_or_flat

SET_AT_ONCE = 500
KEPT_KIB = 2_048
"""How much of its temporary tables a list keeps in memory: with more of them nothing was faster."""

_TEMPORARY = MetaData()
_PLAIN = ("project_id", "state", "batch_id", "withheld_reason")
staged = Table(
    "staged_unit",
    _TEMPORARY,
    Column("code", Text, primary_key=True),
    Column("line", Integer),
    *(Column(name, unit.c[name].type) for name in RECORD_COLUMNS if name != "code"),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
changed = Table(
    "staged_change",
    _TEMPORARY,
    Column("unit_id", Integer, primary_key=True, autoincrement=False),
    Column("code", Text),
    Column("repriced", Boolean),
    prefixes=["TEMPORARY"],
)
apart = Table("staged_apart", _TEMPORARY, Column("code", Text, primary_key=True), prefixes=["TEMPORARY"])
_STAGING = Staging(staged, ("line", *RECORD_COLUMNS), key="code")
_first = select(staged.c.code, func.min(staged.c.line).label("line")).group_by(staged.c.code).subquery("first")
_ROW_NAMES = tuple(each.name for each in fields(UnitRow))
_WORDS = ("kind", "layout", "orientation")
_KIND_IF_UNSAID = kind_or_flat(UNSAID).value


@dataclass(frozen=True, slots=True)
class Meeting:
    """How a list meets the units that are there: its rows, those of units that are there, the sum of list prices.

    It is the first if there are no units.
    """

    is_first: bool
    rows: int
    there: int
    list_total_minor: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of the list that says something else than the unit has; `told` are its values, in the columns' order."""

    line: int
    told: tuple[Any, ...]
    unit: UnitRow
    claimed: bool


def open_list(tx: Tx) -> None:
    """Make the temporary tables, in a connection that is the import's alone."""
    work_in_files(tx, KEPT_KIB)
    _TEMPORARY.create_all(tx.conn)
    if tx.is_postgres:
        tx.conn.exec_driver_sql(f"ALTER TABLE {staged.name} DROP CONSTRAINT {staged.name}_pkey")


def stage(tx: Tx, columns: Sequence[Sequence[Any]]) -> list[tuple[int, str, int]]:
    """Add rows, given as columns: the line, then the columns of a list of units; of one code the first row counts.

    Gives the rows that repeat a code: line, code, and the line that has it. On PostgreSQL that is found out when all
    rows are there (`repeats`).
    """
    lines, codes = columns[:2]
    if _STAGING.bring_columns(tx, columns) == len(lines):
        return []
    first = _lines_of(tx, set(codes))
    return [(line, code, first[code]) for line, code in zip(lines, codes, strict=True) if first[code] != line]


def _lines_of(tx: Tx, codes: Collection[str]) -> dict[str, int]:
    query = select(staged.c.code, staged.c.line).where(staged.c.code.in_(codes))
    return {str(code): int(line) for code, line in tx.conn.execute(query)}


def end_of_list(tx: Tx) -> Iterator[tuple[int, str, int]]:
    """Say that all rows are there; gives the rows that repeat a code and were not named before, in their order."""
    if not tx.is_postgres:
        return
    key = f"CREATE UNIQUE INDEX ON {staged.name} (code)"
    try:
        with tx.conn.begin_nested():
            tx.conn.exec_driver_sql(key)  # the server counts the rows while it makes an index, for its planner
    except IntegrityError:
        yield from _repeats(tx)
        run(tx, delete(staged).where(staged.c.line != _first.c.line, staged.c.code == _first.c.code))
        tx.conn.exec_driver_sql(key)


def _repeats(tx: Tx) -> Iterator[tuple[int, str, int]]:
    query = select(staged.c.line, staged.c.code, _first.c.line).where(
        staged.c.code == _first.c.code, staged.c.line != _first.c.line
    )
    for line, code, first in tx.conn.execute(query.order_by(staged.c.line), execution_options={"stream_results": True}):
        yield int(line), str(code), int(first)


def _beside(project_id: int, *columns: Any) -> Select[Any]:
    """Put each row of the list beside the unit of its code; units that are not in the list are not looked at."""
    same = and_(unit.c.project_id == project_id, unit.c.code == staged.c.code)
    return select(*columns).select_from(staged.outerjoin(unit, same))


def meeting(tx: Tx, project_id: int) -> Meeting:
    """Count how the list meets the units of a project."""
    rows, prices = func.count(), func.coalesce(func.sum(staged.c.list_price_minor), 0)
    is_first = tx.conn.execute(select(unit.c.id).where(unit.c.project_id == project_id).limit(1)).first() is None
    if is_first:  # to look for each row in a project that has none takes its time
        met = select(rows, literal(0), prices).select_from(staged)
    else:
        met = _beside(project_id, rows, func.count(unit.c.id), prices)
    return Meeting(is_first, *map(int, tx.conn.execute(met).one()))


def differences(tx: Tx, project_id: int, told: Collection[str]) -> Iterator[Difference]:
    """Give the rows that would change a unit in one of the fields of which the list tells, in the list's order."""
    says = [and_(_said(name).is_not(None), _said(name).is_distinct_from(unit.c[name])) for name in sorted(told)]
    runs = and_(claim.c.unit_id == unit.c.id, claim.c.live, ~expired_at(tx.now))
    values = [_said(name).label(f"told_{name}") for name in RECORD_COLUMNS]
    query = (
        _beside(project_id, staged.c.line, exists().where(runs).label("claimed"), *values, *_unit_columns())
        .where(unit.c.id.is_not(None), or_(*says))
        .order_by(staged.c.line)
    )
    first = 2 + len(values)
    for row in tx.conn.execute(query, execution_options={"stream_results": True}):
        there = UnitRow(**dict(zip(_ROW_NAMES, row[first:], strict=True)))
        yield Difference(int(row[0]), tuple(row[2:first]), there, bool(row[1]))


def _said(name: str) -> ColumnElement[Any]:
    """Give what rows say in a column; a kind, a layout or an orientation that is blank is not said."""
    return func.nullif(staged.c[name], "") if name in _WORDS else staged.c[name]


def _unit_columns() -> list[ColumnElement[Any]]:
    return [unit.c[name] for name in _ROW_NAMES]


def set_apart(tx: Tx, project_id: int) -> Iterator[tuple[int, bool, int]]:
    """Set new rows apart that tell a unit of the project in other words: with a block where it has none, or without.

    The codes differ, but it is one room of one building and of one kind; where a list has both units they are two.
    Gives the lines, in their order, whether they tell a block, and the list prices.
    """
    run(tx, delete(apart))
    there = Blocks(unit.c.block, unit.c.project_id == project_id)
    if can_be_told_otherwise(tx, there, Blocks(staged.c.block, true())):
        rows = _told_otherwise(project_id)
        run(tx, insert(apart).from_select(["code"], rows, include_defaults=False))
    query = select(staged.c.line, staged.c.block != "", func.coalesce(staged.c.list_price_minor, 0))
    query = query.where(staged.c.code == apart.c.code).order_by(staged.c.line)
    for line, tells_block, price in tx.conn.execute(query, execution_options={"stream_results": True}):
        yield int(line), bool(tells_block), int(price)


def _told_otherwise(project_id: int) -> Select[Any]:
    """Give the codes of such rows; SQLite makes an index of the units' places only if they are looked up first."""
    names = ("code", "building", "room", "kind", "block")
    mine = select(*(unit.c[name] for name in names)).where(unit.c.project_id == project_id)
    there = mine.cte("there").prefix_with("MATERIALIZED")
    otherwise = is_told_otherwise(staged.c, there.c, func.coalesce(_said("kind"), _KIND_IF_UNSAID))
    is_there = exists().where(unit.c.project_id == project_id, unit.c.code == staged.c.code)
    listed = staged.alias("listed")
    return select(staged.c.code).distinct().where(otherwise, ~is_there, ~exists().where(listed.c.code == there.c.code))


def new_buildings(tx: Tx, project_id: int) -> list[tuple[str, int]]:
    """Give the buildings of the list of which the project has no unit, with how many units they get."""
    there = select(unit.c.building).where(unit.c.project_id == project_id)
    query = select(staged.c.building, func.count()).where(staged.c.building.not_in(there))
    found = tx.conn.execute(query.group_by(staged.c.building).order_by(staged.c.building))
    return [(str(building), int(count)) for building, count in found]


def forget_changes(tx: Tx) -> None:
    """Begin the list of changes anew."""
    run(tx, delete(changed))


def note_changes(tx: Tx, rows: Sequence[tuple[int, str, bool]]) -> None:
    """Note units that the list changes: number, code, and whether price or area are among what changes."""
    if rows:
        add_columns(tx, changed.name, ("unit_id", "code", "repriced"), list(zip(*rows, strict=True)))


def set_unit_prices(tx: Tx, prices: Iterable[tuple[str, int]]) -> None:
    """Let rows tell another price of one m² than they did, if any, by their codes; minor units."""
    rest = iter(prices)
    statement = update(staged).where(staged.c.code == bindparam("of")).values(unit_price_minor=bindparam("now"))
    while some := [{"of": code, "now": price} for code, price in islice(rest, SET_AT_ONCE)]:
        tx.conn.execute(statement, some)


def hold_changed(tx: Tx) -> None:
    """Keep the rows of units that the list changes until the transaction ends (PostgreSQL)."""
    if tx.is_postgres:
        mine = unit.c.id.in_(select(changed.c.unit_id))
        tx.conn.execute(select(unit.c.id).where(mine).order_by(unit.c.id).with_for_update())


def hold_listed(tx: Tx, project_id: int) -> None:
    """Keep the rows of all units that the list names until the transaction ends (PostgreSQL)."""
    if tx.is_postgres:
        mine = and_(unit.c.project_id == project_id, unit.c.code.in_(select(staged.c.code)))
        tx.conn.execute(select(unit.c.id).where(mine).order_by(unit.c.id).with_for_update())


def add_new(tx: Tx, project_id: int, state: str, batch_id: int | None, *, all_new: bool) -> list[list[int]]:
    """Add the units that are not there yet and not set apart, or all; gives their numbers as ranges, first and last."""
    values = zip(_PLAIN, (project_id, state, batch_id, ""), strict=True)
    plain = [literal(value, unit.c[name].type).label(name) for name, value in values]
    source = select(*plain, *(_of_new(name) for name in RECORD_COLUMNS))
    if not all_new:
        there = exists().where(unit.c.project_id == project_id, unit.c.code == staged.c.code)
        source = source.where(~there, ~exists().where(apart.c.code == staged.c.code))
    statement = insert(unit).from_select([*_PLAIN, *RECORD_COLUMNS], source, include_defaults=False)
    before = last_number(tx, unit)
    with nullcontext() if tx.is_postgres else checked_at_once(tx, unit, source):
        count = run(tx, statement)
    return numbers_given(tx, unit, before, count)


def _of_new(name: str) -> ColumnElement[Any]:
    """Give what a new unit has in a column: it is a flat if no kind is said."""
    return func.coalesce(_said(name), _KIND_IF_UNSAID).label(name) if name == "kind" else staged.c[name]


def write_changes(tx: Tx, fields: Collection[str]) -> None:
    """Write these fields of the units that the list changes; where a row is silent the unit keeps what it has.

    A field that changes nowhere is not named: its indexes would be written all the same.
    """
    values: dict[Any, Any] = {name: func.coalesce(_said(name), unit.c[name]) for name in sorted(fields)}
    here = and_(unit.c.id == changed.c.unit_id, staged.c.code == changed.c.code)
    run(tx, update(unit).where(here).values(values))


def open_requests(tx: Tx) -> list[int]:
    """Give the numbers of the open discount requests on units whose price or area the list changes."""
    query = select(request.c.id).where(_asked(tx)).order_by(request.c.id)
    return list(tx.conn.execute(query).scalars())


def void_requests(tx: Tx) -> None:
    """Make those requests void."""
    run(tx, update(request).where(_asked(tx)).values(state=RequestState.VOID.value))


def _asked(tx: Tx) -> ColumnElement[bool]:
    return and_(is_open(tx), request.c.unit_id.in_(select(changed.c.unit_id).where(changed.c.repriced)))
