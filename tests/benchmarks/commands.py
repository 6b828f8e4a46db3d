"""How long whole commands take, as ratios to the barest Python in the same run."""

import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

HELP_LIMIT = 7.0
ROUNDS = 9


def help_ratio() -> tuple[float, str]:
    """Give `--help` against `python -c pass`, pair by pair."""
    bare, helped = [sys.executable, "-c", "pass"], [sys.executable, "-m", "salesdesk", "--help"]
    return paired(helped, bare), f"median of {ROUNDS} pairs of processes"


def paired(first: Sequence[str], second: Sequence[str]) -> float:
    """Give the median of the ratios of two commands run in turn, after a warm-up of each."""
    _seconds(first)
    _seconds(second)
    return median(_seconds(first) / _seconds(second) for _ in range(ROUNDS))


def _seconds(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start
