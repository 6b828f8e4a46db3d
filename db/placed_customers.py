"""What a list of customers comes to: whom it makes, what it adds to those who are there, and the writing of both."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    Subquery,
    Table,
    Text,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    true,
    union_all,
    update,
)

from db.columns import Columns
from db.customer_meetings import is_any_met, met
from db.customers import appointment, phone
from db.engine import Tx
from db.given_numbers import GivenNumbers, last_number, next_number
from db.staged_customers import as_phone, lines_in_a_row, staged, staged_phone, staged_visit, told
from db.staging import Staging, indexed_afterwards, number_ranges
from db.statements import run
from db.types import Moment
from db.units import customer

_TEMPORARY = MetaData()
KEEPING = 0x5A1E1159
"""A number by which PostgreSQL knows the one list of customers of a project that is being kept."""

_KEEP_ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(:keeping, :project)")
CAME = "came"
FILLED = ("id_number", "employer", "source", "needs", "note")
"""The columns of a customer that a file fills."""


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(name, _TEMPORARY, *columns, prefixes=["TEMPORARY"])


def _filled() -> list[Column[Any]]:
    return [Column(name, Text) for name in FILLED]


_made = _table("made_customer", Column("line", Integer, primary_key=True, autoincrement=False), *_filled())
_completed = _table(
    "completed_customer",
    Column("customer_id", Integer, primary_key=True, autoincrement=False),
    *_filled(),
    Column("said", Text),
)
_phone = _table(
    "placed_phone",
    Column("line", Integer),
    Column("customer_id", Integer),
    Column("place", Integer),
    Column("phone", BigInteger),
)
_visit = _table(
    "placed_visit",
    Column("line", Integer),
    Column("customer_id", Integer),
    Column("staff_id", Integer),
    Column("at", Moment),
    Column("note", Text),
)
_refused = _table(
    "refused_customer",
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("field", Text),
    Column("code", Text),
)
_number = _table(
    "customer_number",
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer),
)
_run = _table(
    "customer_run",
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer),
    Column("shift", Integer),
)
_RUNS = Staging(_run, _run.columns.keys())
_INTO = {each: Staging(each, each.columns.keys()) for each in (_made, _completed, _phone, _visit, _refused)}


@dataclass(frozen=True, slots=True)
class PlacedRows:
    """What some rows of a list came to, each as values of the table's columns in their order.

    made: line, then what is filled (`FILLED`); completed: the customer's number, what is filled, what the log
    shall say of it; phones: line or customer, place, figures; visits: line or customer, rep, when in ms, note; refused:
    line, field, and the reason's code.
    """

    made: Sequence[tuple[Any, ...]]
    completed: Sequence[tuple[Any, ...]]
    phones: Sequence[tuple[int | None, int | None, int, int]]
    visits: Sequence[tuple[int | None, int | None, int, int, str]]
    refused: Sequence[tuple[int, str, str]]


def open_places(tx: Tx) -> None:
    """Make the temporary tables."""
    _TEMPORARY.create_all(tx.conn)


def forget_places(tx: Tx) -> None:
    """Begin anew."""
    for table in _TEMPORARY.sorted_tables:
        run(tx, delete(table))


def note_places(tx: Tx, rows: PlacedRows) -> None:
    """Note what some rows of the list came to."""
    found = (rows.made, rows.completed, rows.phones, rows.visits, rows.refused)
    for staging, each in zip(_INTO.values(), found, strict=True):
        staging.bring(tx, each)


def note_visits(tx: Tx, visits: Columns) -> None:
    """Note visits of customers who have their number: no line, whose, rep, when in ms, note; column by column."""
    _INTO[_visit].bring_columns(tx, visits)


def refused_rows(tx: Tx) -> Iterator[tuple[int, str, str]]:
    """Give the rows that were refused, in order: line, field, the reason's code."""
    query = select(_refused.c.line, _refused.c.field, _refused.c.code).order_by(_refused.c.line)
    for row in tx.conn.execute(query, execution_options={"stream_results": True}):
        yield row[0], row[1], row[2]


def said_of_completed(tx: Tx) -> Iterator[str]:
    """Give what the log shall say of those who were there and get something, in the order of their numbers."""
    query = select(_completed.c.said).order_by(_completed.c.customer_id)
    return iter(tx.conn.execute(query, execution_options={"stream_results": True}).scalars())


def keep_one_by_one(tx: Tx, project_id: int) -> None:
    """Let lists of customers of a project be kept one after the other, so that each knows those before it.

    It goes before rows that a list holds, and lasts to the end of the transaction. SQLite lets but one write anyway.
    """
    if tx.is_postgres:
        tx.conn.execute(_KEEP_ONE_BY_ONE, {"keeping": KEEPING, "project": project_id})


def hold_completed(tx: Tx) -> None:
    """Keep the rows of those who get something until the transaction ends (PostgreSQL)."""
    if tx.is_postgres:
        theirs = customer.c.id.in_(select(_completed.c.customer_id))
        tx.conn.execute(select(customer.c.id).where(theirs).order_by(customer.c.id).with_for_update())


_Choice = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Says of a line whether it is chosen."""


def _unmet(line: ColumnElement[int]) -> ColumnElement[bool]:
    return line.not_in(select(met.c.line))


def _all(_: ColumnElement[int]) -> ColumnElement[bool]:
    return true()


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of the customers whom a list makes: as a table says for each line, or (SQLite) for lines in a row.

    Of lines in a row those are found that a query has, or the query goes `through` all of them.
    """

    ranges: list[list[int]]
    by_run: bool = False
    through: bool = False

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(last - first + 1 for first, last in self.ranges)

    def of(self, line: ColumnElement[int]) -> ColumnElement[int]:
        """Give the number for a line."""
        if not self.by_run:
            return _number.c.number
        its_run = select(_run.c.shift).where(_run.c.first <= line).order_by(_run.c.first.desc()).limit(1)
        return line + (_run.c.shift if self.through else its_run.scalar_subquery())

    def beside(self, query: Select[Any], line: ColumnElement[int]) -> Select[Any]:
        """Put the numbers beside a query that has lines."""
        if not self.by_run:
            return query.where(_number.c.line == line).order_by(line)
        if not self.through:
            return query.order_by(line)
        # so that SQLite can but go through the runs, and of each through its lines
        return query.where(line.between(_run.c.first + 0, _run.c.last + 0)).order_by(_run.c.first, line)


def give_numbers(tx: Tx, spare: GivenNumbers) -> Numbers:
    """Number the customers whom the list makes, in its order; first by numbers that are spare (PostgreSQL)."""
    lines = union_all(select(staged.c.line).where(_unmet(staged.c.line)), select(_made.c.line)).subquery()
    if not tx.is_postgres:
        return _give_to_runs(tx, lines)
    place = func.row_number().over(order_by=lines.c.line).label("place")
    in_order = select(lines.c.line, place).order_by(lines.c.line).subquery()
    number = case((in_order.c.place <= spare.count, spare.after + in_order.c.place), else_=next_number(customer))
    numbered = select(in_order.c.line, number)
    run(tx, insert(_number).from_select(["line", "number"], numbered))
    return Numbers(number_ranges(tx, select(_number.c.number)))


def _give_to_runs(tx: Tx, lines: Subquery) -> Numbers:
    """Number lines that follow each other together: whoever writes to SQLite is alone, so it can be told beforehand."""
    runs = number_ranges(tx, select(lines.c.line)) if is_any_met(tx) else lines_in_a_row(tx)
    before = highest = last_number(tx, customer)
    shifts = []
    for first, last in runs:
        shifts.append(highest + 1 - first)
        highest += last - first + 1
    _RUNS.bring(tx, [(first, last, shift) for (first, last), shift in zip(runs, shifts, strict=True)])
    return Numbers([[before + 1, highest]] if runs else [], by_run=True)


def numbers_of(tx: Tx, numbers: Numbers, lines: Collection[int]) -> dict[int, int]:
    """Give the numbers of customers of some lines."""
    query = numbers.beside(select(staged.c.line, numbers.of(staged.c.line)), staged.c.line)
    query = query.where(staged.c.line.in_(lines))
    return {int(line): int(number) for line, number in tx.conn.execute(query)}


def add_new(tx: Tx, project_id: int, numbers: Numbers) -> None:
    """Add the customers whom the list makes, with their phones and visits."""
    is_met = is_any_met(tx)
    with indexed_afterwards(tx, (customer, phone, appointment), numbers.count):
        _add_unmet(tx, project_id, numbers, _unmet if is_met else _all)
        if is_met:
            _add_met(tx, project_id, numbers)


def _add_unmet(tx: Tx, project_id: int, numbers: Numbers, chosen: _Choice) -> None:
    """Add the customers whom the chosen rows make, each one of them."""
    through = replace(numbers, through=True)
    _add_customers(tx, project_id, through, staged, chosen(staged.c.line))
    phones = select(through.of(staged_phone.c.line), staged_phone.c.place, as_phone(staged_phone.c.phone))
    _add_phones(tx, project_id, through.beside(phones.where(chosen(staged_phone.c.line)), staged_phone.c.line))
    visits = select(numbers.of(staged_visit.c.line), staged.c.staff_id, staged_visit.c.at, told("visit_note"))
    visits = visits.where(chosen(staged_visit.c.line), staged.c.line == staged_visit.c.line)
    _add_visits(tx, project_id, numbers.beside(visits, staged_visit.c.line))


def _add_met(tx: Tx, project_id: int, numbers: Numbers) -> None:
    """Add customers who were placed, maybe from several rows."""
    _add_customers(tx, project_id, numbers, _made, _made.c.line == staged.c.line)
    phones = select(numbers.of(_phone.c.line), _phone.c.place, as_phone(_phone.c.phone))
    _add_phones(tx, project_id, numbers.beside(phones.where(_phone.c.line.is_not(None)), _phone.c.line))
    visits = select(numbers.of(_visit.c.line), _visit.c.staff_id, _visit.c.at, _visit.c.note)
    _add_visits(tx, project_id, numbers.beside(visits.where(_visit.c.line.is_not(None)), _visit.c.line))


def complete(tx: Tx, project_id: int) -> None:
    """Give those who are there what the list adds to them."""
    values: dict[Any, Any] = {name: _completed.c[name] for name in FILLED}
    differs = or_(*(customer.c[name] != _completed.c[name] for name in FILLED))
    run(tx, update(customer).where(customer.c.id == _completed.c.customer_id, differs).values(values))
    theirs = select(_phone.c.customer_id, _phone.c.place, as_phone(_phone.c.phone))
    _add_phones(tx, project_id, theirs.where(_phone.c.customer_id.is_not(None)))
    add_visits(tx, project_id)


def add_visits(tx: Tx, project_id: int) -> None:
    """Add the visits that were noted of customers who have their number."""
    visits = select(_visit.c.customer_id, _visit.c.staff_id, _visit.c.at, _visit.c.note)
    _add_visits(tx, project_id, visits.where(_visit.c.customer_id.is_not(None)))


def _add_customers(tx: Tx, project_id: int, numbers: Numbers, filled: Table, here: ColumnElement[bool]) -> None:
    known: dict[str, ColumnElement[Any]] = {name: staged.c[name] for name in ("name", "pinyin", "staff_id")}
    known["name_key"] = told("name_key")
    known |= {"project_id": literal(project_id), "created_at": literal(tx.now, Moment)}
    values = {"id": numbers.of(staged.c.line), **known, **{name: _filled_by(filled, name) for name in FILLED}}
    query = select(*(value.label(name) for name, value in values.items())).where(here)
    query = numbers.beside(query, staged.c.line)
    run(tx, insert(customer).from_select(list(values), query, include_defaults=False))


def _filled_by(source: Table, name: str) -> ColumnElement[str]:
    return told(name) if source is staged else source.c[name]


def _add_phones(tx: Tx, project_id: int, rows: Select[Any]) -> None:
    """Add phones: whose, at which place, the number."""
    names = ["customer_id", "place", "phone", "project_id"]
    query = rows.add_columns(literal(project_id))
    run(tx, insert(phone).from_select(names, query, include_defaults=False))


def _add_visits(tx: Tx, project_id: int, rows: Select[Any]) -> None:
    """Add visits: whose, the rep, when, the note; one that is not in the future has been."""
    at = rows.selected_columns[2]
    been = at <= literal(tx.now, Moment)
    query = rows.add_columns(case((been, at)), case((been, CAME), else_=""), literal(project_id))
    names = ["customer_id", "staff_id", "at", "note", "done_at", "outcome", "project_id"]
    run(tx, insert(appointment).from_select(names, query, include_defaults=False))
