"""What a contract says of its area and of rescission, and what the measured area made of the price, applied once."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean
from sqlmodel import Field, SQLModel

from db.types import Moment, not_negative, one_of, unique_where
from salesdesk.domain.settlement import Case, Choice, Variant


class ContractTerms(SQLModel, table=True):
    """How the contract of a deal settles its area: by which area, and beyond which percentage the buyer chooses."""

    __tablename__ = "contract_terms"
    __table_args__ = (one_of("variant", Variant),)
    deal_id: int = Field(foreign_key="deal.id", primary_key=True)
    variant: str
    percent: str
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)


class RescissionTerms(SQLModel, table=True):
    """For how many days a signed contract can be rescinded, which days count, and which is the last one, if any."""

    __tablename__ = "rescission_terms"
    __table_args__ = (not_negative("days"),)
    deal_id: int = Field(foreign_key="deal.id", primary_key=True)
    days: int
    business_days: bool = Field(sa_type=Boolean)
    last_day: date | None = None
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)


class AreaSettlement(SQLModel, table=True):
    """A settlement that was applied; areas in 0.01 m², money in minor units, positive when the buyer pays."""

    __tablename__ = "area_settlement"
    __table_args__ = (
        one_of("variant", Variant),
        one_of("area_case", Case),
        one_of("choice", Choice),
        unique_where("uq_area_settlement_live", "deal_id", where="undone_at IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id")
    variant: str
    area_case: str
    choice: str | None = None
    percent: str
    contract_built_area: int = Field(sa_type=BigInteger)
    contract_inner_area: int | None = Field(default=None, sa_type=BigInteger)
    measured_built_area: int = Field(sa_type=BigInteger)
    measured_inner_area: int | None = Field(default=None, sa_type=BigInteger)
    unit_price_minor: int = Field(sa_type=BigInteger)
    amount_minor: int = Field(sa_type=BigInteger)
    line_id: int | None = Field(default=None, foreign_key="schedule_line.id")
    settled_on: date
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)
    undone_at: datetime | None = Field(default=None, sa_type=Moment)
