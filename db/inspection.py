"""What a doctor asks a database: is it durable, whole and guarded, and do its tables agree with each other."""

from collections.abc import Iterator

from sqlalchemy import Select, and_, exists, func, not_, or_, select, text

from db import events
from db.deals import allotment, deal, line
from db.discounts import quote
from db.engine import Tx
from db.guards import guards_on, sqlite_ddl
from db.money import receipt
from db.references import REFERENCES, trigger_names
from db.tables.money import Receipt
from db.tables.office import Project, Register
from db.tables.schema import table_of
from db.units import claim, unit
from salesdesk.domain.claims import ClaimKind
from salesdesk.domain.events import Link, first_broken
from salesdesk.domain.receipts import Use, receipt_number
from salesdesk.domain.units import CLAIMED, UnitState

_project = table_of(Project)
_register = table_of(Register)
LIVE_CLAIM_INDEX = "uq_claim_live"
FEW = 5


def not_durable(tx: Tx) -> list[str]:
    """Name the settings under which an answered command could be lost in a power cut."""
    wanted = (
        {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply", "remote_write"}}
        if tx.is_postgres
        else {"journal_mode": {"wal"}, "synchronous": {"2"}}
    )
    found = {name: _setting(tx, name) for name in wanted}
    return [f"{name} = {found[name]}" for name, good in wanted.items() if found[name] not in good]


def _setting(tx: Tx, name: str) -> str:
    ask = "SHOW" if tx.is_postgres else "PRAGMA"
    return str(tx.conn.execute(text(f"{ask} {name}")).scalar())


def broken_references(tx: Tx) -> list[str]:
    """Name the tables with rows that point to nothing, or say that nothing would stop one."""
    if tx.is_postgres:
        return sorted(
            {
                f"{table} → {to}"
                for table, columns in REFERENCES.items()
                for column, to in columns.items()
                if _leads_nowhere(tx, table, column, to)
            }
        )
    if _setting(tx, "foreign_keys") != "1":
        return ["foreign_keys = 0"]
    rows = tx.conn.execute(text("PRAGMA foreign_key_check")).all()
    return sorted({f"{row[0]} → {row[2]}" for row in rows})


def _leads_nowhere(tx: Tx, table: str, column: str, to: str) -> bool:
    asked = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL EXCEPT SELECT id FROM {to} LIMIT 1"
    return tx.conn.execute(text(asked)).first() is not None


def damage(tx: Tx) -> list[str]:
    """Give what the database itself finds damaged (SQLite; a PostgreSQL server checks its own pages)."""
    if tx.is_postgres:
        return []
    rows = tx.conn.execute(text(f"PRAGMA integrity_check({FEW})")).scalars()
    return [str(row) for row in rows if row != "ok"]


def missing_guards(tx: Tx) -> list[str]:
    """Name the guards that are not in place, or (SQLite) are not what they should be."""
    if tx.is_postgres:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        there = set(tx.conn.execute(text(query)).scalars())
        wanted = [*(guard.name for guard in guards_on("postgresql")), *trigger_names()]
        return [name for name in wanted if name not in there]
    rows = tx.conn.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    written = {str(name): str(sql) for name, sql in rows}
    return [guard.name for guard in guards_on("sqlite") if written.get(guard.name) != sqlite_ddl(guard)[0]]


def has_one_claim_index(tx: Tx) -> bool:
    """Tell whether the index is in place that lets a unit have one live claim."""
    query = (
        "SELECT indexdef FROM pg_indexes WHERE indexname = :name"
        if tx.is_postgres
        else "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = :name"
    )
    found = str(tx.conn.execute(text(query), {"name": LIVE_CLAIM_INDEX}).scalar() or "").upper()
    return "UNIQUE" in found and "(UNIT_ID)" in found.replace("( ", "(") and "WHERE" in found


def misclaimed(tx: Tx) -> list[str]:
    """Name units whose state and live claim do not belong together."""
    held = and_(claim.c.unit_id == unit.c.id, claim.c.live, claim.c.kind == ClaimKind.HOLD)
    sold = and_(claim.c.unit_id == unit.c.id, claim.c.live, claim.c.kind == ClaimKind.DEAL)
    is_held, is_sold = unit.c.state == UnitState.HELD, unit.c.state.in_(CLAIMED - {UnitState.HELD})
    wrong = or_(
        and_(is_held, not_(exists().where(held))),
        and_(not_(is_held), exists().where(held)),
        and_(is_sold, not_(exists().where(sold))),
        and_(not_(is_sold), exists().where(sold)),
    )
    return _texts(tx, select(unit.c.code).where(wrong).order_by(unit.c.code))


def gaps(tx: Tx) -> list[str]:
    """Name the registers whose numbers do not run from 1 to the last one given out."""
    found = []
    for name, table in (("receipt", receipt), ("deal", deal)):
        last = and_(_register.c.project_id == _project.c.id, _register.c.name == name)
        query = (
            select(
                _project.c.code,
                func.count(table.c.id),
                func.coalesce(func.max(table.c.number), 0),
                func.coalesce(func.max(_register.c.last), 0),
            )
            .outerjoin(table, table.c.project_id == _project.c.id)
            .outerjoin(_register, last)
            .group_by(_project.c.id, _project.c.code)
        )
        for code, count, highest, given in tx.conn.execute(query):
            if not count == highest == given:
                found.append(f"{code}: {count} {name}s, highest {highest}, last given {given}")
    return found


def misallotted(tx: Tx) -> list[str]:
    """Name the receipts whose allotments do not add up to their amount."""
    parts = func.coalesce(func.sum(allotment.c.amount_minor), 0)
    query = (
        select(receipt.c.number)
        .outerjoin(allotment, allotment.c.receipt_id == receipt.c.id)
        .group_by(receipt.c.id, receipt.c.number, receipt.c.amount_minor)
        .having(parts != receipt.c.amount_minor)
    )
    return _texts(tx, query.order_by(receipt.c.number))


def overpaid(tx: Tx) -> list[str]:
    """Name the deals with a payment on which more was paid than is due, or less than nothing."""
    paid = func.coalesce(func.sum(allotment.c.amount_minor), 0)
    query = (
        select(deal.c.number)
        .select_from(line)
        .join(deal, deal.c.id == line.c.deal_id)
        .outerjoin(allotment, allotment.c.line_id == line.c.id)
        .group_by(line.c.id, deal.c.number, line.c.amount_minor)
        .having(or_(paid < 0, paid > line.c.amount_minor))
    )
    return sorted(set(_texts(tx, query.order_by(deal.c.number))))


def overdrawn(tx: Tx) -> list[str]:
    """Name the deals from whose account more was taken than stood on it, or whose lines others' money pays.

    Receipts that came for no deal are named too if more was taken than they brought, and holds on which money lies
    that are over.
    """
    sums = (
        select(deal.c.number)
        .join(allotment, allotment.c.deal_id == deal.c.id)
        .where(allotment.c.use.in_((Use.UNALLOCATED, Use.FORFEITED, Use.FEE)))
        .group_by(deal.c.id, deal.c.number, allotment.c.use)
        .having(func.sum(allotment.c.amount_minor) < 0)
    )
    strange = (
        select(deal.c.number)
        .join(allotment, allotment.c.deal_id == deal.c.id)
        .join(line, line.c.id == allotment.c.line_id)
        .where(line.c.deal_id != deal.c.id)
    )
    own = table_of(Receipt).alias("own")
    loose = (
        select(own.c.number)
        .join(receipt, func.coalesce(receipt.c.reverses_id, receipt.c.refunds_id, receipt.c.id) == own.c.id)
        .join(allotment, and_(allotment.c.receipt_id == receipt.c.id, allotment.c.deal_id.is_(None)))
        .group_by(own.c.id, own.c.number)
        .having(func.sum(allotment.c.amount_minor) < 0)
    )
    there = func.sum(allotment.c.amount_minor)
    on_hold = (
        select(claim.c.id)
        .join(allotment, allotment.c.claim_id == claim.c.id)
        .group_by(claim.c.id, claim.c.live)
        .having(or_(there < 0, and_(~claim.c.live, there != 0)))
    )
    holds = [f"hold {each}" for each in _texts(tx, on_hold)]
    too_much = [receipt_number(int(each)) for each in _texts(tx, loose)]
    return sorted({*_texts(tx, sums), *_texts(tx, strange), *too_much, *holds})


def misscheduled(tx: Tx) -> list[str]:
    """Name the deals whose payments do not add up to the price of their frozen quote."""
    current = and_(line.c.deal_id == deal.c.id, line.c.version == deal.c.plan_version)
    query = (
        select(deal.c.number)
        .join(quote, quote.c.id == deal.c.quote_id)
        .outerjoin(line, current)
        .group_by(deal.c.id, deal.c.number, quote.c.total_minor)
        .having(func.coalesce(func.sum(line.c.amount_minor), 0) != quote.c.total_minor)
    )
    return _texts(tx, query.order_by(deal.c.number))


def _texts(tx: Tx, query: Select[tuple[object]]) -> list[str]:
    return [str(each) for each in tx.conn.execute(query).scalars()]


def broken_logs(tx: Tx) -> list[str]:
    """Name the projects whose chain of events is broken, and the first event that is not as it was written."""
    found = []
    for number, code in tx.conn.execute(select(_project.c.id, _project.c.code)).all():
        broken = first_broken(_links(tx, int(number)), events.head(tx, int(number)))
        if broken is not None:
            found.append(f"{code}: {broken}")
    return found


def _links(tx: Tx, project_id: int) -> Iterator[Link]:
    for row in events.chain(tx, project_id):
        yield Link(row.seq, row.prev_hash, row.hash, events.hashed_of(row))
