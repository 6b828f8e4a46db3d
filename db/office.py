"""The office's own records: projects and their settings, registers of numbers, answers already given."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from db.engine import Tx
from db.prepared import Prepared
from db.statements import add, add_if_absent, many, one, run, upsert
from db.tables.office import EventHead, GivenAnswer, Project, ProjectSetting, Register
from db.tables.schema import table_of

_project = table_of(Project)
_setting = table_of(ProjectSetting)
_register = table_of(Register)
_answer = table_of(GivenAnswer)
_head = table_of(EventHead)
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A development that is sold."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What was answered under an idempotency key."""

    staff_id: int
    command: str
    asked_hash: str
    answer: str


_SETTINGS = Prepared(select(_setting.c.name, _setting.c.value).where(_setting.c.project_id == bindparam("project")))
_GIVEN = Prepared(
    select(_answer.c.staff_id, _answer.c.command, _answer.c.asked_hash, _answer.c.answer).where(
        _answer.c.project_id == bindparam("project"), _answer.c.key == bindparam("key")
    )
)
_KEEP = Prepared(insert(_answer))
_HERE = (_register.c.project_id == bindparam("project")) & (_register.c.name == bindparam("register"))
_TAKE_NUMBERS = Prepared(update(_register).where(_HERE).values(last=_register.c.last + bindparam("count")))
_LAST_NUMBER = Prepared(select(_register.c.last).where(_HERE))
_PROJECT = select(_project.c.id, _project.c.code, _project.c.name)


def add_project(tx: Tx, code: str, name: str) -> ProjectRow:
    """Make a project with an empty event chain."""
    number = add(tx, _project, code=code, name=name, created_at=tx.now)
    add(tx, _head, project_id=number, seq=0, hash=GENESIS)
    return ProjectRow(number, code, name)


def projects(tx: Tx) -> list[ProjectRow]:
    """List the projects, oldest first."""
    return many(tx, _PROJECT.order_by(_project.c.id), ProjectRow)


def project_by_id(tx: Tx, project_id: int) -> ProjectRow | None:
    """Find a project by its number."""
    return one(tx, _PROJECT.where(_project.c.id == project_id), ProjectRow)


def rename_project(tx: Tx, project_id: int, name: str) -> None:
    """Give a project another name."""
    run(tx, update(_project).where(_project.c.id == project_id).values(name=name))


def settings(tx: Tx, project_id: int) -> dict[str, str]:
    """Give a project's settings that differ from their defaults, as text."""
    return dict(_SETTINGS.rows(tx, project=project_id))


def set_setting(tx: Tx, project_id: int, name: str, value: str) -> None:
    """Write one setting of a project."""
    upsert(tx, _setting, ("project_id", "name"), {"project_id": project_id, "name": name, "value": value})


def next_number(tx: Tx, project_id: int, name: str) -> int:
    """Take the next number of a register; it is given back if the transaction is rolled back, so there are no gaps."""
    return next_numbers(tx, project_id, name, 1)


def next_numbers(tx: Tx, project_id: int, name: str, count: int) -> int:
    """Take so many numbers of a register as `next_number` takes one; gives the first."""
    if not _TAKE_NUMBERS.run(tx, project=project_id, register=name, count=count):
        add_if_absent(tx, _register, ("project_id", "name"), {"project_id": project_id, "name": name, "last": 0})
        _TAKE_NUMBERS.run(tx, project=project_id, register=name, count=count)
    return int(_LAST_NUMBER.scalar(tx, project=project_id, register=name)) - count + 1


def answer_given(tx: Tx, project_id: int, key: str) -> AnswerRow | None:
    """Find what was answered under a key; of several that carry it at once, the others wait for the first."""
    if tx.is_postgres:
        tx.cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (project_id, key))
    return _GIVEN.one(tx, AnswerRow, project=project_id, key=key)


def keep_answer(tx: Tx, project_id: int, key: str, answer: AnswerRow, at: datetime) -> None:
    """Remember an answer under its key."""
    _KEEP.run(
        tx,
        project_id=project_id,
        key=key,
        staff_id=answer.staff_id,
        command=answer.command,
        asked_hash=answer.asked_hash,
        answer=answer.answer,
        at=at,
    )
