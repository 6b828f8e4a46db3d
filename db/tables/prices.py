"""Price lists as versions, what a unit's price was before, and the extras and rebates of an order."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.types import Moment, not_negative, one_of
from salesdesk.domain.pricing import ItemKind


class PriceList(SQLModel, table=True):
    """A version of the price list: imported or made by a rule, in force from a day once somebody put it there."""

    __tablename__ = "price_list"
    __table_args__ = (UniqueConstraint("project_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    name: str
    source: str
    rule: str = ""
    valid_from: date | None = None
    made_by: int = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_type=Moment)
    approved_by: int | None = Field(default=None, foreign_key="staff.id")
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
    applied_at: datetime | None = Field(default=None, sa_type=Moment)


class PriceListEntry(SQLModel, table=True):
    """What one unit costs in a version of the price list; minor units."""

    __tablename__ = "price_list_entry"
    __table_args__ = (PrimaryKeyConstraint("price_list_id", "unit_id"), not_negative("list_price_minor"))
    price_list_id: int = Field(foreign_key="price_list.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    unit_price_minor: int = Field(sa_type=BigInteger)
    list_price_minor: int = Field(sa_type=BigInteger)


class PriceChange(SQLModel, table=True):
    """A change of a unit's price, by a price list or an import; never changed once written. Minor units."""

    __tablename__ = "price_change"
    __table_args__ = (Index("ix_price_change_unit", "unit_id"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    price_list_id: int | None = Field(default=None, foreign_key="price_list.id")
    import_id: int | None = Field(default=None, foreign_key="import_run.id")
    unit_price_before_minor: int | None = Field(default=None, sa_type=BigInteger)
    list_price_before_minor: int | None = Field(default=None, sa_type=BigInteger)
    unit_price_minor: int | None = Field(default=None, sa_type=BigInteger)
    list_price_minor: int | None = Field(default=None, sa_type=BigInteger)
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)


class PriceItem(SQLModel, table=True):
    """An extra or a rebate that a manager published and an order may name; minor units, always positive."""

    __tablename__ = "price_item"
    __table_args__ = (
        UniqueConstraint("project_id", "name", "valid_from"),
        one_of("kind", ItemKind),
        not_negative("amount_minor"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    name: str
    kind: str
    amount_minor: int = Field(sa_type=BigInteger)
    valid_from: date
    valid_to: date | None = None


class QuoteItem(SQLModel, table=True):
    """An extra or a rebate on a price sheet; never changed once written. Minor units."""

    __tablename__ = "quote_item"
    __table_args__ = (PrimaryKeyConstraint("quote_id", "place"), one_of("kind", ItemKind))
    quote_id: int = Field(foreign_key="quote.id")
    place: int
    kind: str
    name: str
    amount_minor: int = Field(sa_type=BigInteger)
