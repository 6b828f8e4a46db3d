"""The office itself: projects and their settings, staff and their sign-ins, registers, answers given."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, PrimaryKeyConstraint
from sqlmodel import Field, SQLModel

from db.references import without_foreign_keys
from db.tables.schema import table_of
from db.types import Moment, index_where, one_of
from salesdesk.domain.roles import Role


class Project(SQLModel, table=True):
    """A development that is sold."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    created_at: datetime = Field(sa_type=Moment)


class ProjectSetting(SQLModel, table=True):
    """One setting of a project that differs from its default, as text."""

    __tablename__ = "project_setting"
    __table_args__ = (PrimaryKeyConstraint("project_id", "name"),)
    project_id: int = Field(foreign_key="project.id")
    name: str
    value: str


class Staff(SQLModel, table=True):
    """Somebody who may sign in."""

    __table_args__ = (one_of("role", Role),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    role: str
    pin_hash: str
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)


class SignInGuard(SQLModel, table=True):
    """Wrong tries of a person or a terminal, counted before a PIN is checked."""

    __tablename__ = "sign_in_guard"
    subject: str = Field(primary_key=True)
    failed: int
    rounds: int
    locked_until: datetime | None = Field(default=None, sa_type=Moment)
    checking: int
    counted_at: datetime | None = Field(default=None, sa_type=Moment)


class StaffSession(SQLModel, table=True):
    """A sign-in that lasts over several commands; only the hash of its token is kept."""

    __tablename__ = "staff_session"
    token_hash: str = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Register(SQLModel, table=True):
    """The last number given out, locked by the transaction that takes the next: no gaps."""

    __table_args__ = (PrimaryKeyConstraint("project_id", "name"),)
    project_id: int = Field(foreign_key="project.id")
    name: str
    last: int = Field(sa_type=BigInteger)


class Holiday(SQLModel, table=True):
    """A day on which nobody works, or a weekend day on which everybody does."""

    __table_args__ = (PrimaryKeyConstraint("project_id", "day"),)
    project_id: int = Field(foreign_key="project.id")
    day: date
    name: str
    works: bool = Field(sa_type=Boolean)


class GivenAnswer(SQLModel, table=True):
    """What a command answered under its idempotency key."""

    __tablename__ = "given_answer"
    __table_args__ = (PrimaryKeyConstraint("project_id", "key"),)
    project_id: int = Field(foreign_key="project.id")
    key: str
    staff_id: int = Field(foreign_key="staff.id")
    command: str
    asked_hash: str
    answer: str
    at: datetime = Field(sa_type=Moment)


class Event(SQLModel, table=True):
    """One line of the append-only log, chained to the line before it by its hash."""

    __table_args__ = (
        PrimaryKeyConstraint("project_id", "seq"),
        index_where("ix_event_unit_id", "unit_id", where="unit_id IS NOT NULL"),
        index_where("ix_event_deal_id", "deal_id", where="deal_id IS NOT NULL"),
    )
    project_id: int = Field(foreign_key="project.id")
    seq: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Moment)
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    terminal: str
    kind: str
    unit_id: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("unit.id")))
    deal_id: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("deal.id")))
    data: str
    prev_hash: str
    hash: str


without_foreign_keys(table_of(Event))


class EventHead(SQLModel, table=True):
    """The end of a project's chain; whoever appends holds this row."""

    __tablename__ = "event_head"
    project_id: int = Field(primary_key=True, foreign_key="project.id")
    seq: int = Field(sa_type=BigInteger)
    hash: str
