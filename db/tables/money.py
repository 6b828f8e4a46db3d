"""Money that came in: receipts, what they paid, and what a payer said when asked."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.types import Moment, index_where, one_of, unique_where
from salesdesk.domain.receipts import Method, ReceiptKind, Use
from salesdesk.domain.tasks import ChaseOutcome


class Receipt(SQLModel, table=True):
    """One number of the gap-free register: money in, or (with a negative amount) a reversal or money out.

    Money that is for no deal yet has none: it stands unallocated under its own number until it is moved to a deal or
    given back by a refund that names it.
    """

    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        one_of("kind", ReceiptKind),
        one_of("method", Method),
        CheckConstraint("(amount_minor > 0) = (kind = 'receipt')", name="amount_sign"),
        CheckConstraint("(reverses_id IS NULL) = (kind <> 'reversal')", name="reverses"),
        CheckConstraint("(refunds_id IS NULL) = (kind <> 'refund' OR deal_id IS NOT NULL)", name="refunds"),
        CheckConstraint("deal_id IS NOT NULL OR kind <> 'compensation'", name="deal"),
        unique_where("uq_receipt_reference", "project_id", "reference", where="reference <> ''"),
        index_where("ix_receipt_deal_id", "deal_id", where="deal_id IS NOT NULL"),
        index_where("ix_receipt_refunds_id", "refunds_id", where="refunds_id IS NOT NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    number: int
    kind: str
    deal_id: int | None = Field(default=None, foreign_key="deal.id")
    amount_minor: int = Field(sa_type=BigInteger)
    method: str
    value_date: date
    booked_at: datetime = Field(sa_type=Moment)
    staff_id: int = Field(foreign_key="staff.id")
    reverses_id: int | None = Field(default=None, foreign_key="receipt.id", unique=True)
    note: str = ""
    payer: str = ""
    reference: str = ""
    refunds_id: int | None = Field(default=None, foreign_key="receipt.id")


class Allotment(SQLModel, table=True):
    """The part of a receipt that is used for a line of the schedule, or otherwise.

    Moving money writes a negative part where it was and a positive one where it goes: a receipt's parts always add
    up to its amount. `deal_id` is the deal on whose account the part stands, which moving may change;
    without one the part is money that is for no deal yet. That may lie on a hold, which `claim_id` names.
    """

    __table_args__ = (
        one_of("use", Use),
        CheckConstraint("(line_id IS NULL) = (use <> 'line')", name="line"),
        CheckConstraint("deal_id IS NOT NULL OR use = 'unallocated'", name="deal"),
        CheckConstraint("claim_id IS NULL OR deal_id IS NULL", name="hold"),
        Index("ix_allotment_deal_use", "deal_id", "use"),
        index_where("ix_allotment_line_id", "line_id", where="line_id IS NOT NULL"),
        index_where("ix_allotment_claim_id", "claim_id", where="claim_id IS NOT NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    receipt_id: int = Field(foreign_key="receipt.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id")
    use: str
    line_id: int | None = Field(default=None, foreign_key="schedule_line.id")
    amount_minor: int = Field(sa_type=BigInteger)
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)
    claim_id: int | None = Field(default=None, foreign_key="claim.id")


class DayClose(SQLModel, table=True):
    """The cash book of a day, closed: nothing is booked on it any more. `totals` are its sums in JSON, minor units."""

    __tablename__ = "day_close"
    __table_args__ = (UniqueConstraint("project_id", "day"),)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    day: date
    totals: str
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)


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
