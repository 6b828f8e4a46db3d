"""Mortgage cases and their papers, and the schedule that an approval below the loan makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, select, update

from db.deals import deal, line
from db.engine import Tx
from db.statements import add, add_all, many, one, run
from db.tables.mortgages import MortgageCase, MortgagePaper
from db.tables.schema import table_of
from db.units import customer, staff, unit

case = table_of(MortgageCase)
paper = table_of(MortgagePaper)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A mortgage case with the names a list shows; minor units."""

    id: int
    deal_id: int
    deal: int
    unit: str
    customer: str
    line_id: int | None
    lender: str
    bank: str
    state: str
    asked_minor: int
    opened_at: datetime
    staff: str
    submitted_on: date | None
    approved_on: date | None
    approved_minor: int | None
    paid_out_on: date | None
    ended_on: date | None
    ended_reason: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a case, and when it came in."""

    name: str
    received_on: date | None


def _cases() -> Select[Any]:
    own = (
        "id deal_id line_id lender bank state asked_minor opened_at submitted_on approved_on approved_minor "
        "paid_out_on ended_on ended_reason"
    )
    return (
        select(
            *(case.c[name] for name in own.split()),
            deal.c.number.label("deal"),
            unit.c.code.label("unit"),
            customer.c.name.label("customer"),
            staff.c.name.label("staff"),
        )
        .join(deal, deal.c.id == case.c.deal_id)
        .join(unit, unit.c.id == deal.c.unit_id)
        .join(customer, customer.c.id == deal.c.customer_id)
        .join(staff, staff.c.id == case.c.staff_id)
    )


def case_by_id(tx: Tx, project_id: int, case_id: int) -> CaseRow | None:
    """Find a case."""
    return one(tx, _cases().where(case.c.project_id == project_id, case.c.id == case_id), CaseRow)


def cases_of(tx: Tx, deal_id: int) -> list[CaseRow]:
    """Give the cases of a deal, in the order in which they were opened."""
    return many(tx, _cases().where(case.c.deal_id == deal_id).order_by(case.c.id), CaseRow)


def cases(tx: Tx, project_id: int, *, owner: int | None = None, live: bool = False) -> list[CaseRow]:
    """List cases of a project, or those of one rep's deals; `live` leaves out those of deals that have ended."""
    query = _cases().where(case.c.project_id == project_id)
    if owner is not None:
        query = query.where(deal.c.staff_id == owner)
    if live:
        query = query.where(deal.c.live)
    return many(tx, query.order_by(case.c.id.desc()), CaseRow)


def papers_of(tx: Tx, case_id: int) -> list[PaperRow]:
    """Give the papers that a case needs, in order."""
    query = select(paper.c.name, paper.c.received_on).where(paper.c.case_id == case_id)
    return many(tx, query.order_by(paper.c.place), PaperRow)


def add_case(tx: Tx, values: Mapping[str, object], papers: Sequence[str]) -> int:
    """Open a case with the papers that it needs."""
    number = add(tx, case, **values, opened_at=tx.now)
    add_all(tx, paper, [{"case_id": number, "name": name, "place": place} for place, name in enumerate(papers, 1)])
    return number


def note_paper(tx: Tx, case_id: int, name: str, received_on: date | None, staff_id: int) -> None:
    """Note that a paper came in, or that it did not after all."""
    here = and_(paper.c.case_id == case_id, paper.c.name == name)
    run(tx, update(paper).where(here).values(received_on=received_on, staff_id=staff_id))


def note_case(tx: Tx, case_id: int, values: Mapping[str, object]) -> None:
    """Write how far a case has come."""
    run(tx, update(case).where(case.c.id == case_id).values(**values))


def next_version(tx: Tx, deal_id: int, version: int, rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Write a schedule under the next version, which now holds, and give its lines' numbers; the old one stays."""
    numbers = [
        add(tx, line, deal_id=deal_id, version=version + 1, place=place, **row) for place, row in enumerate(rows, 1)
    ]
    run(tx, update(deal).where(deal.c.id == deal_id).values(plan_version=version + 1))
    return numbers
