"""Maps of columns that somebody saved for files that come in again and again."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from db.types import Moment, one_of
from salesdesk.domain.import_kinds import ImportKind


class SavedMap(SQLModel, table=True):
    """Which column is which field in files with a header; `header` and `columns` are JSON, `header_print` is a hash."""

    __tablename__ = "saved_map"
    __table_args__ = (UniqueConstraint("project_id", "kind", "name"), one_of("kind", ImportKind))
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    kind: str
    name: str
    header_print: str = Field(index=True)
    header: str
    columns: str
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=Moment)


class ImportWriting(SQLModel, table=True):
    """An import that is being written, announced beforehand; after `until` it counts for nothing."""

    __tablename__ = "import_writing"
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    staff_id: int = Field(foreign_key="staff.id")
    file_name: str
    since: datetime = Field(sa_type=Moment)
    ready: datetime = Field(sa_type=Moment)
    until: datetime = Field(sa_type=Moment)
