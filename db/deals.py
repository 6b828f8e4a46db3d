"""Deals: the frozen price sheet, the schedule with what was paid on it, the steps that were done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, cast, func, select, update

from db.columns import add_columns
from db.engine import Tx
from db.prepared import Prepared
from db.statements import add, add_all, many, one, run
from db.tables.deals import Deal, DealStep, Quote, QuoteLine, ScheduleLine
from db.tables.money import Allotment
from db.tables.schema import table_of
from db.tables.settlements import AreaSettlement, ContractTerms, RescissionTerms
from db.types import to_millis
from db.units import customer, staff, unit
from salesdesk.domain.receipts import Use
from salesdesk.domain.settlement import Case

deal = table_of(Deal)
quote = table_of(Quote)
quote_line = table_of(QuoteLine)
step = table_of(DealStep)
line = table_of(ScheduleLine)
allotment = table_of(Allotment)
settlement = table_of(AreaSettlement)
terms = table_of(ContractTerms)
rescission = table_of(RescissionTerms)
HELD_AT_ONCE = 1_000
# PostgreSQL adds whole numbers up to a numeric, which would come back as a Decimal.
_paid_back = (
    select(cast(-func.coalesce(func.sum(allotment.c.amount_minor), 0), BigInteger))
    .where(allotment.c.deal_id == deal.c.id, allotment.c.use == Use.SETTLEMENT)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal with the names a list shows; the total in minor units."""

    id: int
    project_id: int
    number: int
    unit_id: int
    unit: str
    customer_id: int
    customer: str
    claim_id: int
    quote_id: int
    staff_id: int
    staff: str
    plan: str
    plan_version: int
    ordered_at: datetime
    ordered_on: date
    sign_by: date
    filing_no: str
    filed_on: date | None
    live: bool
    ended_on: date | None
    outcome: str | None
    from_deal_id: int | None
    total_minor: int
    deposit_minor: int
    unit_state: str
    measured_area: int | None
    settled_by: str | None
    settled_case: str | None
    settled_on: date | None
    settled_minor: int
    settled_back_minor: int
    rescission_days: int | None
    rescind_until: date | None

    @property
    def is_paid_on(self) -> bool:
        """Whether its payments are due: it lives, and its buyer does not withdraw because of the area."""
        return self.live and self.settled_case != Case.WITHDRAWN


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """The head of a frozen price sheet; amounts in minor units, the area in 0.01 m²."""

    id: int
    unit_id: int
    customer_id: int
    plan: str
    basis: str
    area: int
    unit_price_minor: int
    list_price_minor: int
    total_minor: int
    deposit_minor: int
    request_id: int | None


@dataclass(frozen=True, slots=True)
class QuoteLineRow:
    """One line of a frozen price sheet."""

    place: int
    label: str
    factor: str
    amount_minor: int
    after_minor: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """One payment that is due, and what has been paid on it; minor units."""

    id: int
    deal_id: int
    place: int
    kind: str
    label: str
    due: date
    amount_minor: int
    paid_minor: int

    @property
    def open_minor(self) -> int:
        """What is still to be paid."""
        return self.amount_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that was done and not undone."""

    id: int
    step: str
    done_on: date
    at: datetime
    staff: str
    note: str


def add_quote(tx: Tx, values: Mapping[str, object], lines: Sequence[Mapping[str, object]]) -> int:
    """Write a price sheet; from now on the database refuses to change it."""
    number = add(tx, quote, **values, at=tx.now)
    add_all(tx, quote_line, [{"quote_id": number, "place": place, **each} for place, each in enumerate(lines, 1)])
    return number


def add_deal(tx: Tx, values: Mapping[str, object]) -> int:
    """Write a deal."""
    return add(tx, deal, **values, ordered_at=tx.now, plan_version=1, live=True)


def add_schedule(tx: Tx, deal_id: int, version: int, rows: Sequence[Mapping[str, object]]) -> None:
    """Write the payments that are due, as one version of the plan."""
    add_all(
        tx,
        line,
        [{"deal_id": deal_id, "version": version, "place": place, **row} for place, row in enumerate(rows, 1)],
    )


def _deals() -> Select[Any]:
    own = (
        "id project_id number unit_id customer_id claim_id quote_id staff_id plan plan_version ordered_at ordered_on "
        "sign_by filing_no filed_on live ended_on outcome from_deal_id"
    )
    return (
        select(
            *(deal.c[name] for name in own.split()),
            unit.c.code.label("unit"),
            unit.c.state.label("unit_state"),
            unit.c.measured_built_area.label("measured_area"),
            terms.c.variant.label("settled_by"),
            settlement.c.area_case.label("settled_case"),
            settlement.c.settled_on,
            func.coalesce(settlement.c.amount_minor, 0).label("settled_minor"),
            _paid_back.label("settled_back_minor"),
            rescission.c.days.label("rescission_days"),
            rescission.c.last_day.label("rescind_until"),
            customer.c.name.label("customer"),
            staff.c.name.label("staff"),
            quote.c.total_minor,
            quote.c.deposit_minor,
        )
        .join(unit, unit.c.id == deal.c.unit_id)
        .join(customer, customer.c.id == deal.c.customer_id)
        .join(staff, staff.c.id == deal.c.staff_id)
        .join(quote, quote.c.id == deal.c.quote_id)
        .outerjoin(settlement, and_(settlement.c.deal_id == deal.c.id, settlement.c.undone_at.is_(None)))
        .outerjoin(terms, terms.c.deal_id == deal.c.id)
        .outerjoin(rescission, rescission.c.deal_id == deal.c.id)
    )


def _by_number() -> Select[Any]:
    return _deals().where(deal.c.project_id == bindparam("project"), deal.c.number == bindparam("deal_number"))


_FOUND, _HELD = Prepared(_by_number), Prepared(lambda: _by_number().with_for_update(of=deal))


def deal_by_number(tx: Tx, project_id: int, number: int, *, hold: bool = False) -> DealRow | None:
    """Find a deal by its number; `hold` keeps its row until the transaction ends (PostgreSQL)."""
    return (_HELD if hold else _FOUND).one(tx, DealRow, project=project_id, deal_number=number)


def hold_deals(tx: Tx, deal_ids: Iterable[int]) -> None:
    """Keep the rows of many deals until the transaction ends, in the order of their keys (PostgreSQL)."""
    keys = sorted(deal_ids) if tx.is_postgres else []
    for at in range(0, len(keys), HELD_AT_ONCE):
        query = select(deal.c.id).where(deal.c.id.in_(keys[at : at + HELD_AT_ONCE])).order_by(deal.c.id)
        tx.conn.execute(query.with_for_update()).all()


def deal_by_id(tx: Tx, deal_id: int) -> DealRow | None:
    """Find a deal."""
    return one(tx, _deals().where(deal.c.id == deal_id), DealRow)


def some_deals(tx: Tx, deal_ids: Collection[int]) -> list[DealRow]:
    """Give some deals."""
    return many(tx, _deals().where(deal.c.id.in_(deal_ids)), DealRow) if deal_ids else []


def deal_on_unit(tx: Tx, unit_id: int) -> DealRow | None:
    """Find the live deal on a unit."""
    return one(tx, _deals().where(deal.c.unit_id == unit_id, deal.c.live), DealRow)


def deals(tx: Tx, project_id: int, *, owner: int | None = None, live: bool | None = None) -> list[DealRow]:
    """List deals, latest first."""
    query = _deals().where(deal.c.project_id == project_id)
    if owner is not None:
        query = query.where(deal.c.staff_id == owner)
    if live is not None:
        query = query.where(deal.c.live == live)
    return many(tx, query.order_by(deal.c.number.desc()), DealRow)


def quote_of(tx: Tx, quote_id: int) -> tuple[QuoteRow, list[QuoteLineRow]]:
    """Give a price sheet and its lines."""
    plain = (
        "id unit_id customer_id plan basis area unit_price_minor list_price_minor total_minor deposit_minor request_id"
    )
    head = one(tx, select(*(quote.c[name] for name in plain.split())).where(quote.c.id == quote_id), QuoteRow)
    assert head is not None
    names = ("place", "label", "factor", "amount_minor", "after_minor")
    query = select(*(quote_line.c[name] for name in names)).where(quote_line.c.quote_id == quote_id)
    return head, many(tx, query.order_by(quote_line.c.place), QuoteLineRow)


def _lines() -> Select[Any]:
    current = and_(line.c.deal_id == deal.c.id, line.c.version == deal.c.plan_version)
    return _any_lines().join(deal, current)


def _any_lines() -> Select[Any]:
    # PostgreSQL adds whole numbers up to a numeric, which would come back as a Decimal.
    paid = (
        select(cast(func.coalesce(func.sum(allotment.c.amount_minor), 0), BigInteger))
        .where(allotment.c.line_id == line.c.id)
        .scalar_subquery()
    )
    plain = (line.c[name] for name in ("id", "deal_id", "place", "kind", "label", "due", "amount_minor"))
    return select(*plain, paid.label("paid_minor"))


_SCHEDULE = Prepared(lambda: _lines().where(line.c.deal_id == bindparam("deal")).order_by(line.c.place))


def schedule_of(tx: Tx, deal_id: int) -> list[LineRow]:
    """Give a deal's payments in order, with what has been paid on each."""
    return _SCHEDULE.many(tx, LineRow, deal=deal_id)


def schedule_in(tx: Tx, deal_id: int, version: int) -> list[LineRow]:
    """Give a deal's payments as a version of its schedule had them, with the money that stands on them now."""
    query = _any_lines().where(line.c.deal_id == deal_id, line.c.version == version)
    return many(tx, query.order_by(line.c.place), LineRow)


def schedules(tx: Tx, project_id: int, only: Collection[int] | None = None) -> dict[int, list[LineRow]]:
    """Give the payments of every live deal of a project, or of some of them."""
    here = live_deals(project_id, only)
    query = _lines().where(here).order_by(line.c.deal_id, line.c.place)
    found: dict[int, list[LineRow]] = {}
    for row in many(tx, query, LineRow):
        found.setdefault(row.deal_id, []).append(row)
    return found


def _steps() -> Select[Any]:
    return (
        select(
            step.c.id,
            step.c.step,
            step.c.done_on,
            step.c.at,
            staff.c.name.label("staff"),
            step.c.note,
            step.c.deal_id,
        )
        .join(staff, staff.c.id == step.c.staff_id)
        .where(step.c.undone_at.is_(None))
    )


_DONE = Prepared(lambda: _steps().where(step.c.deal_id == bindparam("deal")).order_by(step.c.id))


def steps_of(tx: Tx, deal_id: int) -> list[StepRow]:
    """Give the steps of a deal that are done, in the order of doing."""
    return [StepRow(*row[:-1]) for row in _DONE.rows(tx, deal=deal_id)]


def live_deals(project_id: int, only: Collection[int] | None) -> ColumnElement[bool]:
    """Say that a deal is one of the live deals of a project, or one of some of them."""
    here = and_(deal.c.project_id == project_id, deal.c.live)
    return here if only is None else and_(here, deal.c.id.in_(only))


def all_steps(tx: Tx, project_id: int, only: Collection[int] | None = None) -> dict[int, list[StepRow]]:
    """Give the done steps of every live deal of a project, or of some of them."""
    query = _steps().join(deal, deal.c.id == step.c.deal_id).where(live_deals(project_id, only))
    return steps_by_deal(tx, query)


def steps_by_deal(tx: Tx, query: Select[Any]) -> dict[int, list[StepRow]]:
    """Sort done steps by their deals."""
    found: dict[int, list[StepRow]] = {}
    for row in tx.conn.execute(query.order_by(step.c.id)):
        found.setdefault(row.deal_id, []).append(StepRow(*row[:-1]))
    return found


def add_step(tx: Tx, deal_id: int, word: str, done_on: date, staff_id: int, note: str) -> None:
    """Note that a step was done."""
    add(tx, step, deal_id=deal_id, step=word, done_on=done_on, at=tx.now, staff_id=staff_id, note=note)


def add_steps(tx: Tx, done: Sequence[tuple[int, str, date]], staff_id: int) -> None:
    """Note of many deals that a step was done, and on which day."""
    if not done:
        return
    names = ["deal_id", "step", "done_on", "at", "staff_id", "note", "undone_reason"]
    rows = [(deal_id, word, day.isoformat(), to_millis(tx.now), staff_id, "", "") for deal_id, word, day in done]
    add_columns(tx, step.name, names, list(zip(*rows, strict=True)))


def note_filing(tx: Tx, deal_id: int, number: str, filed_on: date | None) -> None:
    """Note the number under which a contract was filed, or take it back."""
    run(tx, update(deal).where(deal.c.id == deal_id).values(filing_no=number, filed_on=filed_on))


def undo_step(tx: Tx, step_id: int, staff_id: int, reason: str) -> None:
    """Mark a done step as undone."""
    values = {"undone_at": tx.now, "undone_by": staff_id, "undone_reason": reason}
    run(tx, update(step).where(step.c.id == step_id, step.c.undone_at.is_(None)).values(**values))
