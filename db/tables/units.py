"""What is sold: buildings, units, batches, locks, and the claim that makes a unit somebody's."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.references import without_foreign_keys
from db.tables.schema import table_of
from db.types import Code, Moment, blockwise_index, index_where, not_negative, one_of, unique_where
from salesdesk.domain.claims import ClaimEnd, ClaimKind
from salesdesk.domain.units import Lock, UnitKind, UnitState


class Batch(SQLModel, table=True):
    """Units released together under one permit."""

    __table_args__ = (UniqueConstraint("project_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    name: str
    permit_no: str
    opens_at: datetime = Field(sa_type=Moment)
    released_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)


class ImportRun(SQLModel, table=True):
    """One file that was imported, and what came of its rows."""

    __tablename__ = "import_run"
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    kind: str
    file_name: str
    sha256: str
    read: int
    new: int
    changed: int
    same: int
    rejected: int
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)


class Unit(SQLModel, table=True):
    """A flat, shop, parking space or storage room; prices in minor units, areas in 0.01 m²."""

    __table_args__ = (
        UniqueConstraint("project_id", "code"),
        blockwise_index("ix_unit_project_building", "project_id", "building"),
        index_where("ix_unit_batch_id", "batch_id", where="batch_id IS NOT NULL"),
        one_of("state", UnitState),
        one_of("kind", UnitKind),
        not_negative("built_area"),
        not_negative("list_price_minor"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    code: str = Field(sa_type=Code)
    building: str
    block: str
    floor: str
    floor_sort: int
    room: str
    column: str
    kind: str
    state: str
    built_area: int = Field(sa_type=BigInteger)
    inner_area: int | None = Field(default=None, sa_type=BigInteger)
    unit_price_minor: int | None = Field(default=None, sa_type=BigInteger)
    list_price_minor: int | None = Field(default=None, sa_type=BigInteger)
    filed_price_minor: int | None = Field(default=None, sa_type=BigInteger)
    floor_price_minor: int | None = Field(default=None, sa_type=BigInteger)
    layout: str = ""
    orientation: str = ""
    batch_id: int | None = Field(default=None, foreign_key="batch.id")
    measured_built_area: int | None = Field(default=None, sa_type=BigInteger)
    measured_inner_area: int | None = Field(default=None, sa_type=BigInteger)
    withheld_reason: str = ""
    withheld_until: date | None = None


without_foreign_keys(table_of(Unit))


class UnitLock(SQLModel, table=True):
    """A lock over a unit, until it is lifted."""

    __tablename__ = "unit_lock"
    __table_args__ = (
        one_of("kind", Lock),
        unique_where("uq_unit_lock_open", "unit_id", "kind", where="lifted_at IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    kind: str
    reason: str
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)
    lifted_at: datetime | None = Field(default=None, sa_type=Moment)


class Claim(SQLModel, table=True):
    """A hold or a deal on a unit; the partial unique index lets a unit have one live claim, whatever the code does."""

    __table_args__ = (
        unique_where("uq_claim_live", "unit_id", where="live"),
        one_of("kind", ClaimKind),
        one_of("end_reason", ClaimEnd),
        Index("ix_claim_staff_live", "staff_id", "live"),
        Index("ix_claim_customer_live", "customer_id", "live"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    customer_id: int = Field(foreign_key="customer.id")
    staff_id: int = Field(foreign_key="staff.id")
    kind: str
    live: bool = Field(sa_type=Boolean)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    extensions: int = 0
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    end_reason: str | None = None
