"""Print the table of benchmarks: `python -m tests.benchmarks`."""

import compileall
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import claim, commands, paints

ROOT = Path(__file__).parents[2]
ROWS: tuple[tuple[str, float, Callable[[], tuple[float, str]]], ...] = (
    ("a claim through the service / raw sqlite3", claim.LIMIT, claim.measure),
    ("--help / python -c pass", commands.HELP_LIMIT, commands.help_ratio),
    ("first paint of the sign-in / a bare app", paints.SIGN_IN_LIMIT, paints.sign_in_ratio),
    ("board of 2,000 units / start of a bare app", paints.BOARD_LIMIT, paints.board_ratio),
    ("cursor key on 100,000 units / key in a bare app", paints.CURSOR_LIMIT, paints.cursor_ratio),
)


def main() -> int:
    """Measure everything on compiled bytecode; 1 when a limit is passed."""
    for package in ("salesdesk", "screens", "db"):
        compileall.compile_dir(ROOT / package, quiet=1)
    failed = False
    for name, limit, measure in ROWS:
        ratio, how = measure()
        failed |= ratio > limit
        print(f"{name:<55} {ratio:6.2f}  limit {limit:5.2f}  {'ok' if ratio <= limit else 'OVER'}  {how}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
