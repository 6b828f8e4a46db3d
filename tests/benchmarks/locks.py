"""How long a list holds the write lock, for which other terminals wait, against half a second for 20,000 rows."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from salesdesk.importing.progress import ImportProgress, Stage
from salesdesk.services.desk import Desk
from tests.benchmarks import imports
from tests.benchmarks.imports import Found

LIMIT, SECONDS = 1.0, 0.5


def units_ratio() -> Found:
    """Give the time of the write lock for 20,000 units against half a second: new ones, and ones that all change."""
    return _lock_ratio("units", imports.units(20_000), imports.units(20_000, cheaper=100))


def customers_ratio() -> Found:
    """Give the time of the write lock for 20,000 customers: new ones, and ones that all get a line of the note."""
    noted = ([*row[:-1], "note" if at == 0 else "wants light"] for at, row in enumerate(imports.customers(20_000)))
    return _lock_ratio("customers", imports.customers(20_000), noted)


def _lock_ratio(kind: str, new: Iterator[list[str]], changed: Iterator[list[str]]) -> Found:
    with tempfile.TemporaryDirectory() as folder, _working_in(folder):
        desk = imports.make_desk(f"{folder}/own.db")
        held = [_lock_of(desk, kind, imports.write_csv(Path(folder) / f"{kind}.csv", rows)) for rows in (new, changed)]
        desk.database.close()
    return max(held) / SECONDS, f"new {held[0] * 1000:.0f} ms, changed {held[1] * 1000:.0f} ms"


def prices_ratio() -> Found:
    """Give the time of the write lock for new prices of 20,000 units, which are in force at once."""
    places = ([*row[:4], *row[9:]] for row in imports.units(20_000, cheaper=100))
    return _later_lock_ratio("prices", places)


def survey_ratio() -> Found:
    """Give the time of the write lock for the measured areas of 20,000 units."""
    return _later_lock_ratio("survey", ([*row[:4], *row[6:9]] for row in imports.units(20_000)))


def receipts_ratio() -> Found:
    """Give the time of the write lock for a statement of 20,000 payments, of which nobody knows whose they are."""
    paid = ([f"2026-01-{at % 28 + 1:02d}", f"{1_000 + at}.00", f"付款人{at}", f"R{at:07d}"] for at in range(20_000))
    return _later_lock_ratio("receipts", chain([["date", "amount", "payer", "reference"]], paid))


def _later_lock_ratio(kind: str, rows: Iterator[list[str]]) -> Found:
    """Give the time of the write lock for a list beside 20,000 units."""
    with tempfile.TemporaryDirectory() as folder, _working_in(folder):
        desk = imports.make_desk(f"{folder}/own.db")
        imports.work_of("units")(desk, imports.write_csv(Path(folder) / "units.csv", imports.units(20_000)))
        held = _lock_of(desk, kind, imports.write_csv(Path(folder) / f"{kind}.csv", rows))
        desk.database.close()
    return held / SECONDS, f"{held * 1000:.0f} ms"


def _lock_of(desk: Desk, kind: str, file: Path) -> float:
    begun: list[float] = []

    def tell(progress: ImportProgress) -> None:
        if progress.stage is Stage.WRITING:
            begun.append(time.perf_counter())

    imports.work_of(kind)(desk, file, progress=tell)
    return time.perf_counter() - begun[0]


@contextmanager
def _working_in(folder: str) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
