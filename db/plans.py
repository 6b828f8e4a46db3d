"""Payment plans: the templates of a project, the plan of each deal by version, and that of a discount request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update

from db.engine import Tx
from db.statements import add, many, run, upsert
from db.tables.changes import DealPlan, PlanTemplate
from db.tables.deals import Deal, RequestPlan
from db.tables.office import Holiday
from db.tables.schema import table_of
from db.units import staff
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.plan_terms import NamedPlan, plan_text, read_plan

template = table_of(PlanTemplate)
deal_plan = table_of(DealPlan)
request_plan = table_of(RequestPlan)
holiday = table_of(Holiday)
deal = table_of(Deal)


@dataclass(frozen=True, slots=True)
class DealPlanRow:
    """A version of a deal's payment plan, and why it is so."""

    version: int
    named: NamedPlan
    quote_id: int
    reason: str
    staff: str
    at: datetime


def add_template(tx: Tx, project_id: int, staff_id: int, named: NamedPlan) -> int:
    """Offer a plan; its name is free."""
    values = {"name": named.name, "plan": named.kind.value, "terms": plan_text(named)}
    return add(tx, template, project_id=project_id, staff_id=staff_id, made_at=tx.now, **values)


def templates(tx: Tx, project_id: int) -> list[NamedPlan]:
    """Give the plans that a project offers of its own, by name."""
    query = select(template.c.terms).where(template.c.project_id == project_id, template.c.retired_at.is_(None))
    return [read_plan(text) for text in tx.conn.execute(query.order_by(template.c.name)).scalars()]


def retire_template(tx: Tx, project_id: int, name: str) -> bool:
    """Offer a plan no more; tells whether there was one."""
    here = (template.c.project_id == project_id) & (template.c.name == name) & template.c.retired_at.is_(None)
    return run(tx, update(template).where(here).values(retired_at=tx.now)) > 0


def add_deal_plan(
    tx: Tx, deal_id: int, version: int, named: NamedPlan, quote_id: int, reason: str, staff_id: int
) -> None:
    """Write a version of a deal's plan; it is never changed again."""
    values = {"deal_id": deal_id, "version": version, "plan": named.kind.value, "terms": plan_text(named)}
    add(tx, deal_plan, **values, quote_id=quote_id, reason=reason, staff_id=staff_id, at=tx.now)


def set_plan(tx: Tx, deal_id: int, kind: PlanKind, quote_id: int) -> None:
    """Let a deal be paid by the version of its plan that holds now, at the price of another sheet."""
    run(tx, update(deal).where(deal.c.id == deal_id).values(plan=kind, quote_id=quote_id))


def plans_of(tx: Tx, deal_id: int) -> list[DealPlanRow]:
    """Give the versions of a deal's plan, the first one first; deals of before plans had names have none."""
    names = ("version", "terms", "quote_id", "reason", "at")
    query = (
        select(*(deal_plan.c[name] for name in names), staff.c.name.label("staff"))
        .join(staff, staff.c.id == deal_plan.c.staff_id)
        .where(deal_plan.c.deal_id == deal_id)
        .order_by(deal_plan.c.version)
    )
    rows = tx.conn.execute(query).mappings()
    return [
        DealPlanRow(row["version"], read_plan(row["terms"]), row["quote_id"], row["reason"], row["staff"], row["at"])
        for row in rows
    ]


def add_request_plan(tx: Tx, request_id: int, named: NamedPlan) -> None:
    """Write the plan for which a discount was asked."""
    add(tx, request_plan, request_id=request_id, name=named.name, terms=plan_text(named))


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day on which nobody works, or a weekend day on which everybody does."""

    day: date
    name: str
    works: bool


def holidays(tx: Tx, project_id: int) -> list[HolidayRow]:
    """Give a project's holidays and working weekend days, in order."""
    query = select(holiday.c.day, holiday.c.name, holiday.c.works).where(holiday.c.project_id == project_id)
    return many(tx, query.order_by(holiday.c.day), HolidayRow)


def set_holidays(tx: Tx, project_id: int, rows: Sequence[HolidayRow]) -> None:
    """Write some days, in place of what was said of them before."""
    for row in rows:
        values = {"project_id": project_id, "day": row.day, "name": row.name, "works": row.works}
        upsert(tx, holiday, ("project_id", "day"), values)


def forget_holiday(tx: Tx, project_id: int, day: date) -> bool:
    """Let a day be like any other again; tells whether it was not."""
    return run(tx, delete(holiday).where(holiday.c.project_id == project_id, holiday.c.day == day)) > 0
