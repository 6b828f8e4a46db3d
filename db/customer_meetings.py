"""Which rows of a list of customers may be somebody: a customer who is there, or another row of the list."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from itertools import islice, pairwise

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    union,
    update,
)

from db.customers import appointment, phone
from db.engine import Tx
from db.staged_customers import as_phone, staged, staged_phone, staged_visit, told
from db.staging import Staging, sorted_in_files
from db.statements import add_all, run
from db.units import customer

_TEMPORARY = MetaData()
meeting = Table(
    "customer_meeting",
    _TEMPORARY,
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("customer_id", Integer, primary_key=True, autoincrement=False),
    Index("meeting_by_customer", "customer_id", "line"),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
met = Table(
    "met_customer",
    _TEMPORARY,
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer),
    Index("met_by_part", "part", "line"),
    prefixes=["TEMPORARY"],
)
_shared = Table(
    "shared_by_customers",
    _TEMPORARY,
    Column("way", Integer),
    Column("shared", Text),
    Column("line", Integer),
    prefixes=["TEMPORARY"],
)
_known_work = Table(
    "known_work", _TEMPORARY, Column("work", BigInteger), Column("customer_id", Integer), prefixes=["TEMPORARY"]
)
_tie = Table("customer_tie", _TEMPORARY, Column("work", BigInteger), Column("line", Integer), prefixes=["TEMPORARY"])
_KNOWN_WORKS = Staging(_known_work, ("work", "customer_id"))
_TIES = Staging(_tie, ("work", "line"))
_WORDS = ("employer", "source", "needs")
AT_ONCE = 1_000
WorkNumber = Callable[[str, str], int]
"""Gives the number of a name (in its search form) and an employer, by which rows are staged."""


def open_meetings(tx: Tx) -> None:
    """Make the temporary tables."""
    _TEMPORARY.create_all(tx.conn)


def find_meetings(
    tx: Tx, project_id: int, work_number: WorkNumber, unlike: Container[str], gone: Collection[int] = ()
) -> None:
    """Note anew for each row whom of those who are there it may be: by phone, by id number, else by name and employer.

    All rows are met that may be somebody who is there or share something with another row, and those without a phone
    or with a rep who is `gone`.
    No two rows share a `phone` or a `work` where that is among what is `unlike` in all of them.
    """
    for table in (meeting, met, _known_work, _tie, _shared):
        run(tx, delete(table))
    if tx.conn.execute(select(customer.c.id).where(customer.c.project_id == project_id).limit(1)).first():
        _meet_by_key(tx, project_id)
        _meet_by_work(tx, project_id, work_number)
    with sorted_in_files(tx):
        _find_shared(tx, unlike)
    found = [select(meeting.c.line), select(_shared.c.line)]
    if not _all_have_phones(tx):
        found.append(select(staged.c.line).where(~exists().where(staged_phone.c.line == staged.c.line)))
    if gone:
        found.append(select(staged.c.line).where(staged.c.staff_id.in_(gone)))
    lines = union(*found).subquery()
    run(tx, insert(met).from_select(["line", "part"], select(lines.c.line, lines.c.line)))


def settle_same(tx: Tx, project_id: int, importer: int) -> int:
    """Take out of the parts, and count, the rows that say of one customer, of whom no other row speaks, what is known.

    It is the case when a file comes again. Whatever is said in other words is left to be placed, and so is who names
    another rep; rows without one name the `importer`.
    """
    if not _meets_anybody(tx):
        return 0
    lines, customers = meeting.c.line, meeting.c.customer_id
    several = select(meeting.c.line).group_by(meeting.c.line).having(func.count() > 1)
    alone = and_(lines.not_in(select(_shared.c.line)), lines.not_in(several))
    silent_or_same = (told(name).in_(("", customer.c[name])) for name in ("id_number", *_WORDS, "note"))
    own = staged_phone.c.line == lines
    theirs = and_(phone.c.customer_id == customers, phone.c.phone == as_phone(staged_phone.c.phone))
    has_it = exists().where(theirs).correlate(meeting, staged_phone)
    strange = exists().where(own, ~has_it).correlate(meeting)
    visit = and_(
        appointment.c.project_id == project_id,
        appointment.c.customer_id == customers,
        appointment.c.at == staged_visit.c.at,
    )
    noted = exists().where(visit).correlate(meeting, staged_visit)
    unknown = exists().where(staged_visit.c.line == lines, ~noted).correlate(meeting)
    same = (
        select(lines)
        .join(staged, staged.c.line == lines)
        .join(customer, customer.c.id == customers)
        .where(alone, customer.c.name == staged.c.name, *silent_or_same)
        .where(told("staff_id").in_((importer, customer.c.staff_id)))
        .where(exists().where(own).correlate(meeting), ~strange, ~unknown)
    )
    return run(tx, update(met).where(met.c.line.in_(same)).values(part=None))


def _meets_anybody(tx: Tx) -> bool:
    """Tell whether a row may be somebody who is there."""
    return tx.conn.execute(select(meeting.c.line).limit(1)).first() is not None


def _all_have_phones(tx: Tx) -> bool:
    rows, owners = select(func.count()).select_from(staged), select(func.count()).where(staged_phone.c.place == 0)
    return tx.conn.execute(rows).scalar() == tx.conn.execute(owners).scalar()


def _meet_by_key(tx: Tx, project_id: int) -> None:
    # asked number by number: SQLite would rather go through all phones of the project for each row
    theirs = and_(phone.c.project_id == project_id, phone.c.phone == as_phone(staged_phone.c.phone))
    owner = select(phone.c.customer_id).where(theirs).scalar_subquery().label("owner")
    asked = select(staged_phone.c.line, owner).subquery()
    known = [select(asked.c.line, asked.c.owner).where(asked.c.owner.is_not(None)).distinct()]
    papers = staged.c.id_number != ""
    if tx.conn.execute(select(staged.c.line).where(papers).limit(1)).first():
        same = and_(customer.c.project_id == project_id, customer.c.id_number == staged.c.id_number)
        known.append(select(staged.c.line, customer.c.id).join(customer, same).where(papers))
    run(tx, insert(meeting).from_select(["line", "customer_id"], union(*known)))


def _meet_by_work(tx: Tx, project_id: int, work_number: WorkNumber) -> None:
    free = staged.c.line.not_in(select(meeting.c.line))
    if tx.conn.execute(select(staged.c.line).where(staged.c.work.is_not(None), free).limit(1)).first() is None:
        return
    names = select(told("name_key")).where(staged.c.work.is_not(None), free)
    employed = select(customer.c.id, customer.c.name_key, customer.c.employer).where(
        customer.c.project_id == project_id, customer.c.employer != "", customer.c.name_key.in_(names)
    )
    rows = tx.conn.execute(employed, execution_options={"stream_results": True})
    for block in rows.partitions(AT_ONCE):
        _KNOWN_WORKS.bring(tx, [(work_number(key, employer), number) for number, key, employer in block])
    by_work = select(staged.c.line, _known_work.c.customer_id).join(staged, staged.c.work == _known_work.c.work)
    run(tx, insert(meeting).from_select(["line", "customer_id"], by_work.where(free)))


def _find_shared(tx: Tx, unlike: Container[str]) -> None:
    """Note which rows have a phone, an id number, name and employer, or somebody they may be, that another row has."""
    for way, (table, column, here) in enumerate(
        (
            (staged_phone, staged_phone.c.phone, true()),
            (staged, staged.c.id_number, staged.c.id_number != ""),
            (staged, staged.c.work, staged.c.work.is_not(None)),
            (meeting, meeting.c.customer_id, true()),
        )
    ):
        if column.name in unlike or (table is meeting and not _meets_anybody(tx)):
            continue
        often = select(column).where(here).group_by(column).having(func.count() > 1)
        query = select(literal(way), cast(column, Text), table.c.line).where(here, column.in_(often))
        run(tx, insert(_shared).from_select(["way", "shared", "line"], query))


def shared_lines(tx: Tx) -> Iterator[tuple[int, int]]:
    """Give pairs of lines that may be one person: they share a phone, a paper, a name and employer, or somebody met."""
    query = select(_shared.c.way, _shared.c.shared, _shared.c.line)
    query = query.order_by(_shared.c.way, _shared.c.shared, _shared.c.line)
    for first, second in pairwise(tx.conn.execute(query, execution_options={"stream_results": True})):
        if first[:2] == second[:2]:
            yield first[2], second[2]


def put_together(tx: Tx, parts: Iterable[tuple[int, int]]) -> None:
    """Say to which part lines belong: they are placed together, in their order."""
    statement = update(met).where(met.c.line == bindparam("at")).values(part=bindparam("whole"))
    rest = iter(parts)
    while rows := [{"at": line, "whole": part} for line, part in islice(rest, AT_ONCE)]:
        tx.conn.execute(statement, rows)


def count_met(tx: Tx) -> int:
    """Count the rows that may be somebody."""
    return int(tx.conn.execute(select(func.count()).select_from(met)).scalar_one())


def is_any_met(tx: Tx) -> bool:
    """Tell whether there is a row that may be somebody."""
    return tx.conn.execute(select(met.c.line).limit(1)).first() is not None


def pieces(tx: Tx, size: int) -> list[tuple[int, int]]:
    """Give ranges of parts, each of which has about so many rows."""
    query = select(met.c.part, func.count()).where(met.c.part.is_not(None)).group_by(met.c.part).order_by(met.c.part)
    found: list[tuple[int, int]] = []
    first, rows = None, 0
    for part, count in tx.conn.execute(query):
        first, rows = part if first is None else first, rows + count
        if rows >= size:
            found.append((first, part))
            first, rows = None, 0
    return [*found, (first, part)] if first is not None else found


def met_customers(first: int, last: int) -> Select[tuple[int]]:
    """Give the numbers of those whom the rows of some parts may be."""
    here = met.c.part.between(first, last)
    return select(meeting.c.customer_id).join(met, met.c.line == meeting.c.line).where(here)


def note_ties(tx: Tx, rows: Sequence[tuple[int, int]]) -> None:
    """Note that somebody has come to a name and employer that no row tells together: the number, and their line."""
    _TIES.bring(tx, rows)


def tied_lines(tx: Tx) -> list[tuple[int, int]]:
    """Give pairs of lines that belong together, as was seen only when others had been put together."""
    theirs, own = met.alias("theirs"), met.alias("own")
    apart = or_(own.c.line.is_(None), own.c.part != theirs.c.part)
    query = (
        select(_tie.c.line, staged.c.line)
        .join(staged, staged.c.work == _tie.c.work)
        .join(theirs, theirs.c.line == _tie.c.line)
        .outerjoin(own, own.c.line == staged.c.line)
        .where(apart)
        .distinct()
    )
    return [(int(line), int(other)) for line, other in tx.conn.execute(query)]


def forget_ties(tx: Tx) -> None:
    """Begin anew with what was noted of names and employers."""
    run(tx, delete(_tie))


def meet_all(tx: Tx, lines: Iterable[int]) -> None:
    """Count some rows among those that may be somebody, if they are not yet."""
    rest = iter(lines)
    while block := list(islice(rest, AT_ONCE)):
        there = set(tx.conn.execute(select(met.c.line).where(met.c.line.in_(block))).scalars())
        add_all(tx, met, [{"line": line, "part": line} for line in block if line not in there])


def meet_everybody(tx: Tx) -> None:
    """Let all rows be placed together."""
    run(tx, update(met).where(met.c.part.is_not(None)).values(part=0))
    others = select(staged.c.line, literal(0)).where(staged.c.line.not_in(select(met.c.line)))
    run(tx, insert(met).from_select(["line", "part"], others))
