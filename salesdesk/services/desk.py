"""The desk somebody works at: who, on which project, through which database; one transaction for each thing done."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import Any, Concatenate, ParamSpec, TypeVar, cast, get_type_hints

from pydantic import TypeAdapter

from db import events, office, staff
from db.engine import Database, Tx
from db.events import NewEvent
from db.office import AnswerRow, ProjectRow
from db.retries import again_on_conflict
from salesdesk.domain.errors import (
    DatabaseUnusable,
    DeskError,
    Exit,
    KeyReused,
    NotPermitted,
    NotSignedIn,
    Unconfirmed,
)
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.roles import Right, Role, may, who_may
from salesdesk.language import explain
from salesdesk.services.keepable import check_text
from salesdesk.services.profiles import settings_of

KEPT = frozenset({Exit.REFUSED, Exit.LOST, Exit.NEEDS_APPROVAL})
"""Refusals that are answers under a key; a slip of the pen or a wrong person may be mended and sent again."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in."""

    staff_id: int
    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Tell whether the role has the right."""
        return may(self.role, right)


@dataclass(frozen=True)
class Desk:
    """A place to work at; `key` makes the next change idempotent."""

    database: Database
    project: ProjectRow
    actor: Actor | None = None
    terminal: str = ""
    key: str | None = None

    def keyed(self, key: str | None) -> "Desk":
        """Give the same desk, whose next change carries an idempotency key."""
        return replace(self, key=key)

    def signed_in(self, actor: Actor) -> "Desk":
        """Give the same desk with somebody at it."""
        return replace(self, actor=actor)

    def may(self, right: Right) -> bool:
        """Tell whether whoever is here has the right; the same rule that every service asks."""
        return self.actor is not None and self.actor.may(right)


@dataclass
class Look:
    """Something read at the desk, all of one moment."""

    desk: Desk
    tx: Tx
    actor: Actor

    @property
    def project_id(self) -> int:
        """The project's number."""
        return self.desk.project.id

    @property
    def now(self) -> datetime:
        """The database's time."""
        return self.tx.now

    @cached_property
    def settings(self) -> ProjectSettings:
        """The project's settings at this moment."""
        return settings_of(office.settings(self.tx, self.project_id))

    @property
    def today(self) -> date:
        """The date on the office's wall."""
        return self.settings.local(self.now).date()

    def may(self, right: Right) -> bool:
        """Tell whether the actor has the right."""
        return self.actor.may(right)

    def demand(self, right: Right, *others: Right) -> None:
        """Refuse unless the actor has the right, or one of others that will do.

        Raises:
            NotPermitted: naming the roles that may.
        """
        check_right(self.actor, right, *others)


@dataclass
class Change(Look):
    """Something done at the desk: kept whole with its events, or not at all."""

    told: list[Iterable[NewEvent]] = field(default_factory=list)

    def tell(self, kind: str, *, unit_id: int | None = None, deal_id: int | None = None, **data: object) -> None:
        """Say what happened; it is written to the event log as the transaction's last act."""
        self.told.append((NewEvent(kind, data, unit_id, deal_id),))

    def tell_all(self, events: Iterable[NewEvent]) -> None:
        """Say many things, which are gone through once, as they are written."""
        self.told.append(events)

    def is_still_at(self, seq: int) -> bool:
        """Tell whether nobody has written to the log behind a number: what was compared there is as it was."""
        return events.last_seq(self.tx, self.project_id) == seq


def check_right(actor: Actor, right: Right, *others: Right) -> None:
    """Refuse unless the actor's role has the right, or one of others that will do.

    Raises:
        NotPermitted: naming the roles that may.
    """
    if not any(map(actor.may, (right, *others))):
        raise NotPermitted(role=actor.role, action=right, who_can=list(who_may(right, *others)), right=right.name)


def sees(
    right: Right, first: Callable[[Desk], None] | None = None
) -> Callable[[Callable[Concatenate[Look, P], T]], Callable[Concatenate[Desk, P], T]]:
    """Make a service that reads: signed in, permitted, in one snapshot; `first` is done before that is taken."""

    def decorate(work: Callable[Concatenate[Look, P], T]) -> Callable[Concatenate[Desk, P], T]:
        @functools.wraps(work)
        def service(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> T:
            actor = _present(desk)
            check_right(actor, right)
            check_text([args, kwargs])
            if first is not None:
                first(desk)
            with desk.database.reading() as tx:
                return work(Look(desk, tx, _still_here(tx, actor, right)), *args, **kwargs)

        return service

    return decorate


def changes(
    command: str, right: Right
) -> Callable[[Callable[Concatenate[Change, P], T]], Callable[Concatenate[Desk, P], T]]:
    """Make a service that changes something: signed in, permitted, idempotent under a key, one transaction, logged."""

    def decorate(work: Callable[Concatenate[Change, P], T]) -> Callable[Concatenate[Desk, P], T]:
        @functools.wraps(work)
        def service(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> T:
            asked = _Asked(command, right, desk, work, {"args": args, "kwargs": kwargs})
            return asked.perform(lambda change: work(change, *args, **kwargs))

        return service

    return decorate


@functools.cache
def _answer_type(work: Callable[..., object]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(work)["return"])


@dataclass
class _Asked:
    """One command as it was asked for."""

    command: str
    right: Right
    desk: Desk
    service: Callable[..., object]
    said: dict[str, object]

    @property
    def answers(self) -> TypeAdapter[Any]:
        """How its answers are kept; it takes its time to make, and without a key none is."""
        return _answer_type(self.service)

    def perform(self, work: Callable[[Change], T]) -> T:
        actor = _present(self.desk)
        check_right(actor, self.right)
        check_text(self.said)
        try:
            return again_on_conflict(lambda: self._once(actor, work))
        except (SaidBefore, KeyReused, DatabaseUnusable, Unconfirmed):
            raise
        except DeskError as refusal:
            given = self._keep_refusal(actor, refusal) if self.desk.key else None
            if given is None:
                raise
        return cast("T", self._first_answer(given))

    def _once(self, actor: Actor, work: Callable[[Change], T]) -> T:
        with self.desk.database.writing() as tx:
            change = Change(self.desk, tx, _still_here(tx, actor, self.right))
            given = self._given(tx)
            if given is not None:
                return cast("T", self._first_answer(given))
            answer = work(change)
            if self.desk.key:
                self._keep(tx, actor, self.answers.dump_json(answer).decode())
            if change.told:
                told = chain.from_iterable(change.told)
                events.append(tx, self.desk.project.id, actor.staff_id, self.desk.terminal, told)
            return answer

    def _given(self, tx: Tx) -> AnswerRow | None:
        return office.answer_given(tx, self.desk.project.id, self.desk.key) if self.desk.key else None

    def _first_answer(self, given: AnswerRow) -> Any:
        actor = _present(self.desk)
        if (given.command, given.asked_hash, given.staff_id) != (self.command, self._hash(), actor.staff_id):
            raise KeyReused(key=self.desk.key, command=given.command)
        if given.answer.startswith('{"refused":'):
            raise SaidBefore(json.loads(given.answer)["refused"])
        return self.answers.validate_json(given.answer)

    def _hash(self) -> str:
        return hashlib.sha256(json.dumps(self.said, sort_keys=True, default=str).encode()).hexdigest()

    def _keep(self, tx: Tx, actor: Actor, answer: str) -> None:
        row = AnswerRow(actor.staff_id, self.command, self._hash(), answer)
        office.keep_answer(tx, self.desk.project.id, str(self.desk.key), row, tx.now)

    def _keep_refusal(self, actor: Actor, refusal: DeskError) -> AnswerRow | None:
        """Remember a refusal; gives the first answer if the same command, sent twice at once, has one by now."""
        said = {"code": refusal.code(), "message": explain(refusal), "exit": int(refusal.exit_code)}
        said["details"] = json.loads(json.dumps(refusal.details, default=str))
        kept = json.dumps({"refused": said}, ensure_ascii=False) if refusal.exit_code in KEPT else None
        return again_on_conflict(lambda: self._given_or_kept(actor, kept))

    def _given_or_kept(self, actor: Actor, kept: str | None) -> AnswerRow | None:
        with self.desk.database.writing() as tx:
            given = self._given(tx)
            if given is None and kept is not None:
                self._keep(tx, actor, kept)
        return given


class SaidBefore(DeskError):
    """{message}"""

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__(**{**said["details"], "message": said["message"]})
        self._code = str(said["code"])
        self.exit_code = Exit(said["exit"])  # type: ignore[misc]

    def code(self) -> str:
        """Give the first answer's code."""
        return self._code


def _present(desk: Desk) -> Actor:
    if desk.actor is None:
        raise NotSignedIn
    return desk.actor


def _still_here(tx: Tx, actor: Actor, right: Right) -> Actor:
    """Ask the database again: the role may have changed, or the person may have been disabled, since the sign-in."""
    row = staff.staff_by_id(tx, actor.staff_id)
    if row is None or row.disabled_at is not None:
        raise NotSignedIn
    present = actor if row.role == actor.role else Actor(row.id, row.name, Role(row.role))
    check_right(present, right)
    return present
