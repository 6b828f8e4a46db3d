"""The way to the database: one engine, transactions that read or write, and its clock."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from db.begun import Begun
from db.failures import is_locked, is_retryable, leave_data_out, unusable
from db.network_drives import network_drive
from db.types import from_millis
from db.waiting import (
    POSTGRES_NOW,
    SLICE_MILLIS,
    SQLITE_NOW,
    TellWaiting,
    import_under_way,
    nobody_listens,
    take_write_lock,
)
from salesdesk.domain.errors import DatabaseUnusable, ImportInTheWay, Unconfirmed, UsageError
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.system_words import trouble

BUSY_MILLIS = 8_000
_SNAPSHOT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_TIMEOUTS = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": "-c lock_timeout=8000 -c idle_in_transaction_session_timeout=15000"
    " -c client_connection_check_interval=2000",
}


@dataclass
class Tx:
    """One transaction: everything that is read in it is of one moment, everything written is kept or lost whole."""

    conn: Connection
    clock: Callable[[], datetime] | None = None

    @cached_property
    def now(self) -> datetime:
        """The database's time, read once in a transaction, in UTC."""
        if self.clock:
            return self.clock()
        self.cursor.execute(POSTGRES_NOW if self.is_postgres else SQLITE_NOW)
        return from_millis(int(self.cursor.fetchone()[0]))

    @cached_property
    def is_postgres(self) -> bool:
        """Whether the engine behind it is PostgreSQL."""
        return self.conn.dialect.name == "postgresql"

    @cached_property
    def cursor(self) -> Any:
        """The driver's own cursor on this transaction, for prepared statements."""
        return self.conn.connection.cursor()

    @cached_property
    def driver_error(self) -> type[Exception]:
        """What the driver raises."""
        return self.conn.dialect.loaded_dbapi.Error

    @contextmanager
    def driven(self) -> Iterator[None]:
        """Let a failure of the driver's own cursor be one like any other; it tells no values."""
        try:
            yield
        except self.driver_error as failure:
            raise DBAPIError.instance("", None, failure, self.driver_error, hide_parameters=True) from failure


@dataclass
class Database:
    """A database that salesdesk works on; `clock` replaces the database's own clock (for rehearsals and tests).

    `tell_waiting` is called when a change waits for an import that is being written, in the thread that waits.
    """

    url: URL
    clock: Callable[[], datetime] | None = None
    tell_waiting: TellWaiting = field(default=nobody_listens, repr=False)
    _engine: Engine | None = field(default=None, repr=False)
    _begun: Begun | None = field(default=None, repr=False)

    @classmethod
    def at(cls, address: str, clock: Callable[[], datetime] | None = None) -> "Database":
        """Take an address (`sqlite:///path`, `postgresql://…`, or the path of a file); nothing is opened yet.

        Raises:
            UsageError: the address is of no such kind.
        """
        return cls(_parse(address), clock)

    @property
    def path(self) -> Path | None:
        """The file, when the database is one."""
        return Path(self.url.database) if self.url.get_backend_name() == "sqlite" and self.url.database else None

    @property
    def is_there(self) -> bool:
        """Whether there is something to open: a file may not have been made yet, a server is always there.

        Raises:
            DatabaseUnusable: no database can be there, or it may not be looked at.
        """
        return self.path is None or _refuse_bad_place(self.path)

    def make_file(self) -> None:
        """Make an empty file for a database that is one and is not there yet: folder 0700, file 0600.

        Raises:
            DatabaseUnusable: it cannot be made there.
        """
        if self.path:
            _refuse_bad_place(self.path)
            _make_private(self.path)

    @property
    def shown(self) -> str:
        """The address without its password."""
        return self.url.set(drivername=self.url.get_backend_name()).render_as_string(hide_password=True)

    @property
    def engine(self) -> Engine:
        """The engine behind the transactions, made at first use."""
        if self._engine is None:
            self._engine = _sqlite_engine(self.url) if self.path else _postgres_engine(self.url)
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Read in one snapshot; never blocks and is never blocked by a writer.

        Raises:
            DatabaseUnusable: it cannot be opened or read.
        """
        with translated(self.shown), self.engine.connect() as conn:
            snapshot = conn if self.path else conn.execution_options(**_SNAPSHOT)
            with snapshot.begin():
                yield Tx(snapshot, self.clock)

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """Write in one transaction that takes the write lock at its start, and is durable when the block ends.

        Raises:
            DatabaseUnusable: it cannot be opened, written, or stayed locked by another for 8 seconds.
            ImportInTheWay: an import that is being written holds what this needs; begin again (PostgreSQL).
            Unconfirmed: the connection was lost while the work was being made durable.
        """
        if self._begun is not None:
            with self._ending(self._begun) as tx:
                yield tx
            return
        with translated(self.shown, self._look_for_import), self.engine.connect() as conn:
            writing = conn.execution_options(salesdesk_writing=self.tell_waiting)
            with writing.begin() as transaction:
                yield Tx(writing, self.clock)
                _commit(transaction)

    @contextmanager
    def begun(self) -> Iterator[tuple["Database", Tx, Begun]]:
        """Begin the next change before it is asked for: rows brought in by now are kept with it, or lost.

        Gives the database whose `writing` goes on in that transaction; it keeps nothing unless the change has taken up
        what is there. On PostgreSQL rows that are not kept yet are in nobody's way; SQLite's write lock would be.

        Raises:
            DatabaseUnusable: it cannot be opened or written.
        """
        with translated(self.shown), self.engine.connect() as conn:
            begun = Begun(conn)
            conn.begin()
            try:
                yield replace(self, _begun=begun), Tx(conn, self.clock), begun
            finally:
                begun.give_up()

    @contextmanager
    def _ending(self, begun: Begun) -> Iterator[Tx]:
        with translated(self.shown), begun.going_on() as conn:
            yield Tx(conn, self.clock)
            transaction = conn.get_transaction()
            if begun.taken_up and isinstance(transaction, RootTransaction):
                _commit(transaction)

    def _look_for_import(self) -> None:
        """Tell whoever waits of an import that is being written, if one is; on SQLite they have been told already.

        Raises:
            ImportInTheWay: one is.
        """
        if self.path:
            return
        with self.engine.connect() as conn, conn.begin():
            under_way = import_under_way(conn.connection.cursor(), POSTGRES_NOW)
        if under_way is not None:
            self.tell_waiting(under_way)
            raise ImportInTheWay(file=under_way.file)

    @contextmanager
    def aside(self) -> Iterator[Tx]:
        """Work in temporary tables of a connection's own; what others see is not written, and nothing is locked.

        Raises:
            DatabaseUnusable: it cannot be opened, or there is no room for temporary tables.
        """
        with translated(self.shown), self.engine.connect() as conn, conn.begin():
            if self.path is None:  # rows that are refused one after the other let it wait, and nobody else
                conn.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield Tx(conn, self.clock)

    @contextmanager
    def alone(self) -> Iterator["Database"]:
        """Give the same database on a single connection, on which temporary tables last until the block ends."""
        make = _sqlite_engine if self.path else _postgres_engine
        engine = make(self.url, poolclass=StaticPool)
        try:
            yield replace(self, _engine=engine)
        finally:
            engine.dispose()

    def close(self) -> None:
        """Let go of every connection."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def _commit(transaction: RootTransaction) -> None:
    try:
        transaction.commit()
    except DBAPIError as failure:
        if failure.connection_invalidated:
            raise Unconfirmed from None
        raise


@contextmanager
def translated(address: str, when_locked: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Turn what a driver says into one sentence for people; a conflict that a retry can cure passes unchanged."""
    try:
        yield
    except DBAPIError as failure:
        if is_locked(failure):
            when_locked()
        leave_data_out(failure)
        known = None if is_retryable(failure) else unusable(failure, address)
        if known is None:
            raise
        raise known from None


def _parse(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite+pysqlite", database=address)
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise UsageError(
            problem="The database address is not understood; use sqlite:///path or postgresql://…"
        ) from None
    return _with_driver(url)


def _with_driver(url: URL) -> URL:
    backend = url.drivername.split("+")[0]
    if backend == "sqlite" and url.database:
        return url.set(drivername="sqlite+pysqlite")
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise UsageError(problem="The database address is not understood; use sqlite:///path or postgresql://…")


def _sqlite_engine(url: URL, **pool: Any) -> Engine:
    path = Path(url.database or "")
    if not _refuse_bad_place(path):
        raise DatabaseUnusable(
            problem=Phrase("there is none at {path}", path=str(path)), hint="Run `salesdesk init` first."
        )
    waits = {"timeout": BUSY_MILLIS / 1000, "check_same_thread": False}
    engine = create_engine(url, hide_parameters=True, connect_args=waits, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _refuse_bad_place(path: Path) -> bool:
    """Refuse where no database can be; tells whether there is something."""
    try:
        is_there, is_folder = path.exists(), path.is_dir()
    except OSError as failure:
        raise DatabaseUnusable(
            problem=Phrase("{path} cannot be opened ({why})", path=str(path), why=trouble(failure)),
            hint="Check the path and the rights on it.",
        ) from None
    if is_folder:
        raise DatabaseUnusable(problem=Phrase("{path} is a folder", path=str(path)), hint="Name a file.")
    kind = network_drive(path)
    if kind:
        raise DatabaseUnusable(
            problem=Phrase("{path} is on a network drive ({kind}), where SQLite loses data", path=str(path), kind=kind),
            hint="Use a local disk, or PostgreSQL for several machines.",
        )
    return is_there


def _make_private(path: Path) -> None:
    """Make the folder 0700 and the file 0600 before SQLite does, so that WAL and journal inherit it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as failure:
        raise DatabaseUnusable(
            problem=Phrase("{path} cannot be made ({why})", path=str(path), why=trouble(failure)),
            hint="Choose another place with --db.",
        ) from None


def _prepare_sqlite(dbapi: Any, _record: object) -> None:
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {min(BUSY_MILLIS, SLICE_MILLIS)}")
    mode = cursor.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    level = cursor.execute("PRAGMA synchronous").fetchone()[0]
    cursor.close()
    if (mode, level) != ("wal", 2):
        raise DatabaseUnusable(
            problem=Phrase("it is not durable here (journal {mode}, synchronous {level})", mode=mode, level=level),
            hint="Use a local disk.",
        )


def _begin_sqlite(conn: Connection) -> None:
    tell_waiting = conn.get_execution_options().get("salesdesk_writing")
    if tell_waiting is None:
        conn.exec_driver_sql("BEGIN")
    elif not take_write_lock(conn.connection, tell_waiting, BUSY_MILLIS, conn.dialect.loaded_dbapi.OperationalError):
        conn.exec_driver_sql("BEGIN IMMEDIATE")  # says what is wrong


def _postgres_engine(url: URL, **pool: Any) -> Engine:
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={**_TIMEOUTS, "application_name": "salesdesk"},
            **pool,
        )
    except NoSuchModuleError:  # pragma: no cover - psycopg is a dependency
        raise DatabaseUnusable(problem="PostgreSQL support is missing", hint="Install psycopg.") from None


def utc_now() -> datetime:
    """Give this machine's time in UTC, for what needs no agreement with other terminals."""
    return datetime.now(UTC)
