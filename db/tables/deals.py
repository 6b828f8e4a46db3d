"""Deals: the frozen order sheet, the steps, the schedule, and the discounts behind the price."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.types import Moment, not_negative, one_of, unique_where
from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind, RowKind, Step
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.pricing import Condition, ItemKind


class StandingRule(SQLModel, table=True):
    """A discount published to all: everybody who meets its condition gets it."""

    __tablename__ = "standing_rule"
    __table_args__ = (UniqueConstraint("project_id", "name", "valid_from"), one_of("condition", Condition))
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    name: str
    kind: str
    percent: str
    plan: str | None = None
    condition: str = Condition.EVERYBODY
    min_years: int = 0
    valid_from: date
    valid_to: date | None = None
    place: int = 0


class Quote(SQLModel, table=True):
    """The price sheet of an order; never changed once written. Amounts in minor units, areas in 0.01 m²."""

    __table_args__ = (not_negative("total_minor"),)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    plan: str
    basis: str
    area: int = Field(sa_type=BigInteger)
    unit_price_minor: int = Field(sa_type=BigInteger)
    list_price_minor: int = Field(sa_type=BigInteger)
    total_minor: int = Field(sa_type=BigInteger)
    deposit_minor: int = Field(sa_type=BigInteger)
    request_id: int | None = Field(default=None, foreign_key="discount_request.id")
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)


class QuoteLine(SQLModel, table=True):
    """One line of a price sheet."""

    __tablename__ = "quote_line"
    __table_args__ = (PrimaryKeyConstraint("quote_id", "place"),)
    quote_id: int = Field(foreign_key="quote.id")
    place: int
    label: str
    factor: str
    amount_minor: int = Field(sa_type=BigInteger)
    after_minor: int = Field(sa_type=BigInteger)


class Deal(SQLModel, table=True):
    """An order that was written, and how far it has come."""

    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        one_of("plan", PlanKind),
        one_of("outcome", Outcome),
        Index("ix_deal_unit", "unit_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    number: int
    unit_id: int = Field(foreign_key="unit.id")
    customer_id: int = Field(foreign_key="customer.id", index=True)
    claim_id: int = Field(foreign_key="claim.id", unique=True)
    quote_id: int = Field(foreign_key="quote.id", unique=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    plan: str
    plan_version: int = 1
    ordered_at: datetime = Field(sa_type=Moment)
    ordered_on: date
    sign_by: date
    filing_no: str = ""
    filed_on: date | None = None
    live: bool = Field(sa_type=Boolean)
    ended_on: date | None = None
    outcome: str | None = None
    from_deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)


class DealStep(SQLModel, table=True):
    """A step that was done; undoing it marks the row, a new doing is a new row."""

    __tablename__ = "deal_step"
    __table_args__ = (
        one_of("step", Step),
        unique_where("uq_deal_step_done", "deal_id", "step", where="undone_at IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id", index=True)
    step: str
    done_on: date
    at: datetime = Field(sa_type=Moment)
    staff_id: int = Field(foreign_key="staff.id")
    note: str = ""
    undone_at: datetime | None = Field(default=None, sa_type=Moment)
    undone_by: int | None = Field(default=None, foreign_key="staff.id")
    undone_reason: str = ""


class ScheduleLine(SQLModel, table=True):
    """One payment that is due; a new plan is new lines under the next version."""

    __tablename__ = "schedule_line"
    __table_args__ = (
        UniqueConstraint("deal_id", "version", "place"),
        one_of("kind", RowKind),
        not_negative("amount_minor"),
        Index("ix_schedule_line_due", "due"),
    )
    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id")
    version: int
    place: int
    kind: str
    label: str
    due: date
    amount_minor: int = Field(sa_type=BigInteger)


class DiscountRequest(SQLModel, table=True):
    """A price below the published one, asked for and decided on; bound to unit, buyer, plan, price and expiry."""

    __tablename__ = "discount_request"
    __table_args__ = (
        one_of("state", RequestState),
        one_of("plan", PlanKind),
        Index("ix_discount_request_state", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    plan: str
    percent: str | None = None
    list_price_minor: int = Field(sa_type=BigInteger)
    before_minor: int = Field(sa_type=BigInteger)
    asked_minor: int = Field(sa_type=BigInteger)
    reason: str
    needed_role: str
    state: str
    asked_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    binding: str
    decided_by: int | None = Field(default=None, foreign_key="staff.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_reason: str = ""
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class RequestPlan(SQLModel, table=True):
    """The named plan, with its terms in JSON, for which a discount was asked; never changed once written."""

    __tablename__ = "request_plan"
    request_id: int = Field(foreign_key="discount_request.id", primary_key=True)
    name: str
    terms: str


class RequestItem(SQLModel, table=True):
    """An extra or a rebate of the sale for which a discount was asked; never changed once written. Minor units."""

    __tablename__ = "request_item"
    __table_args__ = (PrimaryKeyConstraint("request_id", "place"), one_of("kind", ItemKind))
    request_id: int = Field(foreign_key="discount_request.id")
    place: int
    kind: str
    name: str
    amount_minor: int = Field(sa_type=BigInteger)
