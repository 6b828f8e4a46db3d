"""What the books say, in the shape in which a replay of the log says it; and the log itself for auditors."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.engine import RowMapping

from db.accounts import loose
from db.changes import buyer, order
from db.deals import deal, settlement, step
from db.discounts import quote, request
from db.engine import Tx
from db.events import EventRow
from db.money import receipt, reversal
from db.mortgages import case
from db.standing_discounts import rule
from db.statements import many
from db.tables.office import Event, Staff
from db.tables.schema import table_of
from db.ticks import tick
from db.units import RECORD_COLUMNS, allotment, claim, lock, unit
from salesdesk.domain.claims import ClaimKind
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.receipts import ReceiptKind
from salesdesk.domain.replay import Facts, Key, plain_percent

_event = table_of(Event)
_staff = table_of(Staff)
_ENDED = (RequestState.VOID, RequestState.EXPIRED)


def books(tx: Tx, project_id: int) -> dict[Key, Facts]:
    """Give everything in a project's tables that its log also speaks of."""
    found: dict[Key, Facts] = {}
    sold = (_holds, _deals, _buyers, _changes, _steps, _receipts, _loose, _on_holds, _settlements, _cases, _ticks)
    for read in (_units, _locks, *sold, _requests, _rules, _people):
        found.update(read(tx, project_id))
    return found


def _rows(tx: Tx, query: Select[Any]) -> Iterator[RowMapping]:
    yield from tx.conn.execute(query).mappings()


def _units(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    names = (*RECORD_COLUMNS, "measured_built_area", "measured_inner_area", "state")
    for row in _rows(tx, select(*(unit.c[name] for name in names)).where(unit.c.project_id == project_id)):
        yield ("unit", row["code"]), dict(row)


def _locks(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    query = select(unit.c.code, lock.c.kind).join(unit, unit.c.id == lock.c.unit_id)
    for row in _rows(tx, query.where(unit.c.project_id == project_id, lock.c.lifted_at.is_(None))):
        yield ("lock", row["code"], row["kind"]), {}


def _holds(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    query = (
        select(claim.c.id, unit.c.code.label("unit"), claim.c.customer_id, claim.c.expires_at, claim.c.live)
        .join(unit, unit.c.id == claim.c.unit_id)
        .where(claim.c.project_id == project_id, claim.c.kind == ClaimKind.HOLD)
    )
    for row in _rows(tx, query):
        until = row["expires_at"].isoformat() if row["expires_at"] else None
        facts = {"unit": row["unit"], "customer": row["customer_id"], "until": until, "live": row["live"]}
        yield ("hold", row["id"]), facts


def _deals(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    query = (
        select(
            deal.c.number,
            unit.c.code.label("unit"),
            deal.c.customer_id.label("customer"),
            quote.c.total_minor,
            quote.c.id.label("quote"),
            quote.c.request_id.label("request"),
            deal.c.filing_no,
            deal.c.live,
            deal.c.outcome,
            deal.c.plan_version,
        )
        .join(unit, unit.c.id == deal.c.unit_id)
        .join(quote, quote.c.id == deal.c.quote_id)
        .where(deal.c.project_id == project_id)
    )
    for row in _rows(tx, query):
        yield ("deal", row["number"]), dict(row)


def _steps(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    query = (
        select(deal.c.number, step.c.step)
        .join(deal, deal.c.id == step.c.deal_id)
        .where(deal.c.project_id == project_id, step.c.undone_at.is_(None))
    )
    for row in _rows(tx, query):
        yield ("step", row["number"], row["step"]), {}


def _receipts(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    query = (
        select(
            receipt.c.number,
            deal.c.number.label("deal"),
            receipt.c.amount_minor,
            receipt.c.method,
            receipt.c.value_date,
            receipt.c.reference,
            reversal.c.number.label("reverses"),
        )
        .outerjoin(deal, deal.c.id == receipt.c.deal_id)
        .outerjoin(reversal, reversal.c.id == receipt.c.reverses_id)
        .where(receipt.c.project_id == project_id)
    )
    for row in _rows(tx, query):
        yield ("receipt", row["number"]), {**row, "value_date": row["value_date"].isoformat()}


def _loose(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    """Give what is left of each receipt that came for no deal, nothing too."""
    here = (receipt.c.project_id == project_id) & receipt.c.deal_id.is_(None) & (receipt.c.kind == ReceiptKind.RECEIPT)
    left = {each.number: each.amount_minor for each in loose(tx, project_id)}
    for number in tx.conn.execute(select(receipt.c.number).where(here)).scalars():
        yield ("loose", number), {"left_minor": left.get(number, 0)}


def _on_holds(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    """Give what lies on each hold that ever had money on it, nothing too."""
    total = cast(func.sum(allotment.c.amount_minor), BigInteger).label("amount_minor")
    query = select(claim.c.id, total).join(allotment, allotment.c.claim_id == claim.c.id).group_by(claim.c.id)
    for row in _rows(tx, query.where(claim.c.project_id == project_id)):
        yield ("on_hold", row["id"]), {"amount_minor": row["amount_minor"]}


def _settlements(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    query = (
        select(deal.c.number, settlement.c.amount_minor, settlement.c.area_case.label("case"))
        .join(deal, deal.c.id == settlement.c.deal_id)
        .where(deal.c.project_id == project_id, settlement.c.undone_at.is_(None))
    )
    for row in _rows(tx, query):
        yield ("settlement", row["number"]), dict(row)


def _cases(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    names = ("id", "bank", "lender", "asked_minor", "state", "approved_minor")
    query = select(*(case.c[name] for name in names), deal.c.number.label("deal")).join(
        deal, deal.c.id == case.c.deal_id
    )
    for row in _rows(tx, query.where(case.c.project_id == project_id)):
        yield ("case", row["id"]), dict(row)


def _ticks(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    query = select(deal.c.number, tick.c.item).join(deal, deal.c.id == tick.c.deal_id)
    for row in _rows(tx, query.where(deal.c.project_id == project_id)):
        yield ("tick", row["number"], row["item"]), {}


def _requests(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    names = ("id", "before_minor", "asked_minor", "state", "decided_by")
    query = (
        select(*(request.c[name] for name in names), unit.c.code, request.c.customer_id.label("customer"))
        .join(unit, unit.c.id == request.c.unit_id)
        .where(request.c.project_id == project_id)
    )
    for row in _rows(tx, query):
        facts = {**row, "unit": row["code"], "used": row["state"] == RequestState.USED}
        # Time and a new price end a request without a word in the log; that grants nothing to anybody.
        if row["state"] not in _ENDED:
            facts["granted"] = row["state"] in (RequestState.APPROVED, RequestState.USED)
        yield ("request", row["id"]), facts


def _buyers(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    query = (
        select(deal.c.number, buyer.c.customer_id, buyer.c.share)
        .join(deal, deal.c.id == buyer.c.deal_id)
        .where(deal.c.project_id == project_id, buyer.c.ended_at.is_(None))
    )
    for row in _rows(tx, query):
        yield ("buyer", row["number"], row["customer_id"]), {"share": row["share"]}


def _changes(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    names = ("number", "state", "fee_minor", "decided_by")
    query = (
        select(*(order.c[name] for name in names), order.c.kind.label("what"), order.c.needed_role.label("needs"))
        .add_columns(deal.c.number.label("deal"))
        .join(deal, deal.c.id == order.c.deal_id)
        .where(order.c.project_id == project_id)
    )
    for row in _rows(tx, query):
        yield ("change", row["number"]), dict(row)


def _rules(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    names = ("id", "name", "plan", "percent", "valid_from", "condition", "min_years")
    for row in _rows(tx, select(*(rule.c[name] for name in names)).where(rule.c.project_id == project_id)):
        facts: Mapping[str, object] = {
            **row,
            "percent": plain_percent(row["percent"]),
            "begins": row["valid_from"].isoformat(),
        }
        yield ("discount", row["id"]), facts


def _people(tx: Tx, project_id: int) -> Iterator[tuple[Key, Facts]]:
    for row in _rows(tx, select(_staff.c.id, _staff.c.name, _staff.c.role, _staff.c.disabled_at)):
        facts = {"name": row["name"], "role": row["role"], "disabled": row["disabled_at"] is not None}
        yield ("staff", row["id"]), facts


def staff_events(tx: Tx) -> list[EventRow]:
    """Give what all projects' logs say of the staff, who belong to no project, in the order in which it happened."""
    told = _event.c.kind.like("staff.%") | (_event.c.kind == "office.set_up")
    return many(tx, select(_event).where(told).order_by(_event.c.at, _event.c.project_id, _event.c.seq), EventRow)


def events_shown(
    tx: Tx, project_id: int, *, since: int, limit: int, unit_id: int | None, deal_id: int | None
) -> list[EventRow]:
    """Give a part of the log, oldest first: after a number, of one unit or deal if one is named."""
    query = (
        select(_event, _staff.c.name.label("staff"))
        .outerjoin(_staff, _staff.c.id == _event.c.staff_id)
        .where(_event.c.project_id == project_id, _event.c.seq > since)
    )
    if unit_id is not None:
        query = query.where(_event.c.unit_id == unit_id)
    if deal_id is not None:
        query = query.where(_event.c.deal_id == deal_id)
    return many(tx, query.order_by(_event.c.seq).limit(limit), EventRow)
