"""Mortgage cases: which bank, which papers, how far, and what was approved and paid out."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, PrimaryKeyConstraint
from sqlmodel import Field, SQLModel

from db.types import Moment, not_negative, one_of, unique_where
from salesdesk.domain.mortgages import CaseState, Lender


class MortgageCase(SQLModel, table=True):
    """A loan that a buyer applies for; a combined loan has two cases. Minor units."""

    __tablename__ = "mortgage_case"
    __table_args__ = (
        one_of("lender", Lender),
        one_of("state", CaseState),
        not_negative("asked_minor"),
        Index("ix_mortgage_case_deal", "deal_id"),
        unique_where("uq_mortgage_case_live", "deal_id", "lender", where="state <> 'refused' AND state <> 'withdrawn'"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    deal_id: int = Field(foreign_key="deal.id")
    line_id: int | None = Field(default=None, foreign_key="schedule_line.id")
    lender: str
    bank: str
    state: str
    asked_minor: int = Field(sa_type=BigInteger)
    opened_at: datetime = Field(sa_type=Moment)
    staff_id: int = Field(foreign_key="staff.id")
    submitted_on: date | None = None
    approved_on: date | None = None
    approved_minor: int | None = Field(default=None, sa_type=BigInteger)
    paid_out_on: date | None = None
    ended_on: date | None = None
    ended_reason: str = ""


class MortgagePaper(SQLModel, table=True):
    """A paper that a case needs, and when it came in."""

    __tablename__ = "mortgage_paper"
    __table_args__ = (PrimaryKeyConstraint("case_id", "name"),)
    case_id: int = Field(foreign_key="mortgage_case.id")
    name: str
    place: int = 0
    received_on: date | None = None
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
