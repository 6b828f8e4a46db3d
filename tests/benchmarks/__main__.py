"""Print the table of benchmarks: `python -m tests.benchmarks`."""

import compileall
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import claim, commands, imports, locks, paints

ROOT = Path(__file__).parents[2]
ROWS: tuple[tuple[str, float, Callable[[], tuple[float | None, str]]], ...] = (
    ("a claim through the service / raw sqlite3", claim.LIMIT, claim.measure),
    ("--help / python -c pass", commands.HELP_LIMIT, commands.help_ratio),
    ("first paint of the sign-in / a bare app", paints.SIGN_IN_LIMIT, paints.sign_in_ratio),
    ("board of 2,000 units / start of a bare app", paints.BOARD_LIMIT, paints.board_ratio),
    ("cursor key on 100,000 units / key in a bare app", paints.CURSOR_LIMIT, paints.cursor_ratio),
    ("import of 100,000 units / sqlite3 .import", imports.PEER_LIMIT, imports.units_ratio),
    ("import of 1,000,000 units / sqlite3 .import", imports.PEER_LIMIT, imports.many_units_ratio),
    ("memory for 1,000,000 units / 100 MiB", imports.MEMORY_LIMIT, imports.memory_ratio),
    ("import of 100,000 customers / sqlite3 .import", imports.PEER_LIMIT, imports.customers_ratio),
    ("import of 1,000,000 customers / sqlite3 .import", imports.PEER_LIMIT, imports.many_customers_ratio),
    ("memory for 1,000,000 customers / 100 MiB", imports.MEMORY_LIMIT, imports.customers_memory_ratio),
    ("memory for 1,000,000 units on PostgreSQL / 100 MiB", imports.MEMORY_LIMIT, imports.postgres_memory_ratio),
    (
        "memory for 1,000,000 customers on PostgreSQL / 100 MiB",
        imports.MEMORY_LIMIT,
        imports.customers_postgres_memory_ratio,
    ),
    ("import of 100,000 units / sqlite-utils insert", imports.UTILS_LIMIT, imports.utils_ratio),
    ("import of 100,000 customers / sqlite-utils insert", imports.UTILS_LIMIT, imports.customers_utils_ratio),
    ("import of an xlsx / calamine alone", imports.CALAMINE_LIMIT, imports.xlsx_ratio),
    ("first list of units on PostgreSQL / COPY", imports.COPY_LIMIT, imports.copy_ratio),
    ("later list of units on PostgreSQL / COPY", imports.COPY_LIMIT, imports.later_copy_ratio),
    ("first list of customers on PostgreSQL / COPY", imports.COPY_LIMIT, imports.customers_copy_ratio),
    ("later list of customers on PostgreSQL / COPY", imports.COPY_LIMIT, imports.later_customers_copy_ratio),
    ("write lock for 20,000 units / 0.5 s", locks.LIMIT, locks.units_ratio),
    ("write lock for 20,000 customers / 0.5 s", locks.LIMIT, locks.customers_ratio),
    ("write lock for 20,000 prices / 0.5 s", locks.LIMIT, locks.prices_ratio),
    ("write lock for 20,000 surveyed areas / 0.5 s", locks.LIMIT, locks.survey_ratio),
    ("write lock for 20,000 receipts / 0.5 s", locks.LIMIT, locks.receipts_ratio),
)


def main(wanted: str = "") -> int:
    """Measure everything, or what a word names, on compiled bytecode; 1 when a limit is passed."""
    for package in ("salesdesk", "screens", "db"):
        compileall.compile_dir(ROOT / package, quiet=1)
    failed = False
    for name, limit, measure in (row for row in ROWS if wanted in row[0]):
        ratio, how = measure()
        if ratio is None:
            print(f"{name:<55} not measured: {how}", flush=True)
            continue
        failed |= ratio > limit
        print(f"{name:<55} {ratio:6.2f}  limit {limit:5.2f}  {'ok' if ratio <= limit else 'OVER'}  {how}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
