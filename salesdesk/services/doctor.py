"""The doctor: is the database sound, do the books agree with each other, and is this machine fit to sell from."""

import os
import shutil
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from db import inspection
from db.engine import Database, Tx
from db.schema_version import HEAD, check_version
from salesdesk.domain.errors import DeskError
from salesdesk.domain.system_words import trouble
from salesdesk.language import explain, spoken, tr

LEAST_FREE = 200_000_000
SHOWN = 5
VITAL = frozenset({"database", "version", "integrity"})
"""The checks without which the database cannot be used at all."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class DoctorAnswer:
    """Everything that was looked at; `usable` is false when the database cannot be used."""

    ok: bool
    usable: bool
    checks: list[Check]


@dataclass(frozen=True, slots=True)
class Machine:
    """What the doctor is to look at beside the database.

    `pepper` is `None` where the settings hold it themselves; `private` are files that only their owner may open;
    `encoding` is the terminal's, or empty when there is none.
    """

    pepper: Path | None
    private: Sequence[Path]
    encoding: str


def examine(database: Database, machine: Machine) -> DoctorAnswer:
    """Look at everything, signed in or not; a broken database is an answer, never an error."""
    checks = [_opens(database)]
    if checks[0].ok:
        checks += [_version(database), *(_asked(database, name, ask) for name, ask in _QUESTIONS.items())]
    checks += [_files(database, machine), _disk(database), _pepper(machine), _terminal(machine)]
    usable = all(each.ok for each in checks if each.name in VITAL)
    return DoctorAnswer(all(each.ok for each in checks), usable, checks)


def _opens(database: Database) -> Check:
    path = database.path
    if path is not None and not os.path.exists(path):
        return Check("database", False, tr("there is no file {path}").format(path=path))
    return _tried("database", lambda: _read(database, lambda tx: tx.now and "") or database.shown)


def _version(database: Database) -> Check:
    def known() -> str:
        check_version(database)
        return HEAD

    return _tried("version", known)


def _read(database: Database, ask: Callable[[Tx], object]) -> str:
    with database.reading() as tx:
        return str(ask(tx) or "")


def _tried(name: str, work: Callable[[], str]) -> Check:
    try:
        return Check(name, True, work())
    except DeskError as refusal:
        return Check(name, False, explain(refusal).strip())
    except Exception as failure:  # a damaged database fails in ways that no driver has a word for
        return Check(name, False, tr("it could not be checked ({kind})").format(kind=type(failure).__name__))


def _asked(database: Database, name: str, ask: Callable[[Tx], list[str]]) -> Check:
    tried = _tried(name, lambda: _read(database, lambda tx: _few(ask(tx))))
    return Check(name, not tried.detail, tried.detail) if tried.ok else tried


def _few(found: Sequence[str]) -> str:
    more = [f"(+{len(found) - SHOWN})"] if len(found) > SHOWN else []
    return ", ".join([*found[:SHOWN], *more])


def _one_claim(tx: Tx) -> list[str]:
    missing = tr("the index is missing that lets a unit have one live claim")
    return [] if inspection.has_one_claim_index(tx) else [missing]


_QUESTIONS: dict[str, Callable[[Tx], list[str]]] = {
    "durability": inspection.not_durable,
    "integrity": inspection.damage,
    "foreign_keys": inspection.broken_references,
    "guards": inspection.missing_guards,
    "one_claim": _one_claim,
    "claims": inspection.misclaimed,
    "registers": inspection.gaps,
    "allotments": inspection.misallotted,
    "payments": inspection.overpaid,
    "accounts": inspection.overdrawn,
    "schedules": inspection.misscheduled,
    "log": inspection.broken_logs,
}
"""What is asked of a database that opens: each gives what is wrong, by name."""


def _files(database: Database, machine: Machine) -> Check:
    path = database.path
    own = [path.with_name(path.name + end) for end in ("", "-wal", "-shm", ".pepper")] if path else []
    open_ones = [each for each in [*own, *machine.private] if _others_can_open(each)]
    return Check("files", not open_ones, _few([tr("others can open {path}").format(path=each) for each in open_ones]))


def _others_can_open(path: Path) -> bool:
    try:
        return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    except OSError:
        return False


def _disk(database: Database) -> Check:
    if database.path is None:
        return Check("disk", True, tr("the server's own"))
    return _tried_disk(database.path)


def _tried_disk(path: Path) -> Check:
    try:
        size = path.stat().st_size if path.exists() else 0
        free = shutil.disk_usage(path.absolute().parent).free
    except OSError as failure:
        return Check("disk", False, spoken(trouble(failure)))
    detail = tr("{free} MB free").format(free=free // 1_000_000)
    return Check("disk", free >= max(LEAST_FREE, 2 * size), detail)


def _pepper(machine: Machine) -> Check:
    if machine.pepper is None:
        return Check("pepper", True, tr("in the settings"))
    there = machine.pepper.is_file() and machine.pepper.stat().st_size > 0
    missing = tr("{path} is missing: without it no PIN can be checked")
    return Check("pepper", there, "" if there else missing.format(path=machine.pepper))


def _terminal(machine: Machine) -> Check:
    fit = not machine.encoding or machine.encoding.lower().replace("-", "") == "utf8"
    detail = tr("{encoding}: Chinese needs UTF-8").format(encoding=machine.encoding)
    return Check("terminal", fit, "" if fit else detail)
