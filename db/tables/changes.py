"""Changes of a deal that was ordered: asked for, approved by rank, carried out once; its buyers and its plans."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.types import Moment, not_negative, one_of, unique_where
from salesdesk.domain.changes import ChangeKind, ChangeState, Outcome
from salesdesk.domain.deal import PlanKind


class ChangeOrder(SQLModel, table=True):
    """A change of unit, buyer or plan, or a cancellation; `before` and `after` say in JSON what it does."""

    __tablename__ = "change_order"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        one_of("kind", ChangeKind),
        one_of("state", ChangeState),
        one_of("outcome", Outcome),
        not_negative("fee_minor"),
        Index("ix_change_order_state", "state"),
        unique_where("uq_change_order_waiting", "deal_id", where="state IN ('waiting', 'approved')"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    number: int
    deal_id: int = Field(foreign_key="deal.id", index=True)
    kind: str
    state: str
    reason: str
    fee_minor: int = Field(sa_type=BigInteger)
    outcome: str | None = None
    asked: str
    binding: str
    needed_role: str
    asked_by: int = Field(foreign_key="staff.id")
    asked_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    decided_by: int | None = Field(default=None, foreign_key="staff.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_reason: str = ""
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    before: str = ""
    after: str = ""
    new_deal_id: int | None = Field(default=None, foreign_key="deal.id")


class DealBuyer(SQLModel, table=True):
    """A buyer of a deal with a share in percent (an exact decimal as text); who left keeps the row, with its end."""

    __tablename__ = "deal_buyer"
    __table_args__ = (unique_where("uq_deal_buyer_live", "deal_id", "customer_id", where="ended_at IS NULL"),)
    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id", index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    share: str
    change_id: int | None = Field(default=None, foreign_key="change_order.id")
    at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class DealPlan(SQLModel, table=True):
    """A version of a deal's payment plan; `terms` are its parts in JSON. Never changed once written."""

    __tablename__ = "deal_plan"
    __table_args__ = (PrimaryKeyConstraint("deal_id", "version"), one_of("plan", PlanKind))
    deal_id: int = Field(foreign_key="deal.id")
    version: int
    plan: str
    terms: str
    quote_id: int = Field(foreign_key="quote.id")
    reason: str
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)


class PlanTemplate(SQLModel, table=True):
    """A way of paying that the project offers under a name; `terms` are its parts in JSON."""

    __tablename__ = "plan_template"
    __table_args__ = (
        one_of("plan", PlanKind),
        unique_where("uq_plan_template_name", "project_id", "name", where="retired_at IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    name: str
    plan: str
    terms: str
    staff_id: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Moment)
    retired_at: datetime | None = Field(default=None, sa_type=Moment)


class DealTick(SQLModel, table=True):
    """A disclosure or a caution that the buyer acknowledged."""

    __tablename__ = "deal_tick"
    __table_args__ = (PrimaryKeyConstraint("deal_id", "item"),)
    deal_id: int = Field(foreign_key="deal.id")
    item: str
    ticked_on: date
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)


class DisclosureFact(SQLModel, table=True):
    """A fact near the project that a buyer acknowledges before the order; one that holds no more is retired."""

    __tablename__ = "disclosure_fact"
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    fact: str
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)
    retired_at: datetime | None = Field(default=None, sa_type=Moment)
