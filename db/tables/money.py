"""Money that came in: receipts, what they paid, and what a payer said when asked."""

from datetime import date, datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.types import Moment, one_of
from salesdesk.domain.receipts import Method
from salesdesk.domain.tasks import ChaseOutcome


class Receipt(SQLModel, table=True):
    """One receipt of the gap-free register, or the counter-receipt that reverses one (negative amount)."""

    __table_args__ = (UniqueConstraint("project_id", "number"), one_of("method", Method))
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    number: int
    deal_id: int = Field(foreign_key="deal.id", index=True)
    amount_minor: int = Field(sa_type=BigInteger)
    method: str
    value_date: date
    booked_at: datetime = Field(sa_type=Moment)
    staff_id: int = Field(foreign_key="staff.id")
    reverses_id: int | None = Field(default=None, foreign_key="receipt.id", unique=True)
    note: str = ""


class Allotment(SQLModel, table=True):
    """The part of a receipt that pays a line of the schedule; without a line it is unallocated."""

    id: int | None = Field(default=None, primary_key=True)
    receipt_id: int = Field(foreign_key="receipt.id", index=True)
    line_id: int | None = Field(default=None, foreign_key="schedule_line.id", index=True)
    amount_minor: int = Field(sa_type=BigInteger)


class Chase(SQLModel, table=True):
    """What came of asking for a payment."""

    __table_args__ = (one_of("outcome", ChaseOutcome),)
    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id", index=True)
    line_id: int = Field(foreign_key="schedule_line.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    outcome: str
    promised_on: date | None = None
    note: str = ""
    at: datetime = Field(sa_type=Moment)
