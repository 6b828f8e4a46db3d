"""The people who buy: customers, their phones, their appointments."""

from datetime import date, datetime

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.references import without_foreign_keys
from db.tables.schema import table_of
from db.types import Code, Moment, index_where, sqlite_index


class Customer(SQLModel, table=True):
    """A customer's original record."""

    __table_args__ = (
        sqlite_index("ix_customer_name_key", "name_key"),
        index_where("ix_customer_referred_by", "referred_by", where="referred_by IS NOT NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    name: str
    name_key: str
    pinyin: str = ""
    source: str = ""
    employer: str = ""
    id_number: str = ""
    member_since: date | None = None
    referred_by: int | None = Field(default=None, foreign_key="customer.id")
    needs: str = ""
    note: str = ""
    staff_id: int = Field(foreign_key="staff.id")
    created_at: datetime = Field(sa_type=Moment)


class CustomerPhone(SQLModel, table=True):
    """A phone in its international form, once in a project; kept beside the others of its customer."""

    __tablename__ = "customer_phone"
    __table_args__ = (
        PrimaryKeyConstraint("customer_id", "place"),
        Index("uq_customer_phone_project_id_phone", "project_id", "phone", unique=True),
        {"sqlite_with_rowid": False},
    )
    customer_id: int = Field(foreign_key="customer.id")
    place: int = 0
    project_id: int = Field(foreign_key="project.id")
    phone: str = Field(sa_type=Code)


for each in (Customer, CustomerPhone):
    without_foreign_keys(table_of(each))


class Appointment(SQLModel, table=True):
    """A visit that was agreed on."""

    __table_args__ = (
        UniqueConstraint("project_id", "customer_id", "at"),
        index_where("ix_appointment_unit_id", "unit_id", where="unit_id IS NOT NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    customer_id: int = Field(foreign_key="customer.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    at: datetime = Field(sa_type=Moment, index=True)
    note: str = ""
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = ""
