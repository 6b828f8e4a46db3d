"""How far an import has come: told now and then to whoever shows it, on a terminal or a screen."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from salesdesk.language import ntr, tr, word

T = TypeVar("T")
EVERY_SECONDS = 0.1
EVERY_ROWS = 64


class Stage(StrEnum):
    """What an import is at; only the last holds the write lock."""

    READING = "reading"
    CHECKING = "checking"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come in a stage: rows done, of about how many, and seconds since the stage began.

    The first word of the writing stage comes before anything is locked: `seconds_left` is then about how long the
    office will wait.
    """

    stage: Stage
    rows: int = 0
    total: int | None = None
    seconds: float = 0.0
    seconds_left: float | None = None

    @property
    def rate(self) -> float:
        """Rows per second in this stage."""
        return self.rows / self.seconds if self.seconds else 0.0


TellProgress = Callable[[ImportProgress], None]
"""Takes progress, in the thread of the import; what it raises ends the import, and nothing is written."""


class ProgressTeller:
    """Counts the rows of an import and tells of them, not more often than anybody can see."""

    def __init__(self, tell: TellProgress | None) -> None:
        self._tell = tell
        self._stage, self._rows = Stage.READING, 0
        self._total: int | None = None
        self._left: float | None = None
        self._begun = self._told = time.monotonic()

    def begin(self, stage: Stage, total: int | None = None, seconds_left: float | None = None) -> None:
        """Begin a stage: of about so many rows, which will take about so many seconds."""
        self._stage, self._rows, self._total, self._left = stage, 0, total, seconds_left
        self._begun = time.monotonic()
        self._say()

    def add(self, rows: int) -> None:
        """Count rows that are done in this stage."""
        self._rows += rows
        if self._tell and time.monotonic() - self._told >= EVERY_SECONDS:
            self._say()

    def counting(self, rows: Iterable[T]) -> Iterator[T]:
        """Pass rows on, and count them."""
        passed = 0
        for passed, row in enumerate(rows, 1):
            if passed % EVERY_ROWS == 0:
                self.add(EVERY_ROWS)
            yield row
        self.add(passed % EVERY_ROWS)

    @property
    def seconds(self) -> float:
        """How long this stage has taken."""
        return time.monotonic() - self._begun

    @property
    def seconds_left(self) -> float | None:
        """How long this stage will take yet, as far as can be said."""
        total = self._about
        if total is None or not self._rows:
            return self._left
        return (total - self._rows) * self.seconds / self._rows

    @property
    def _about(self) -> int | None:
        return None if self._total is None else max(self._total, self._rows)

    def _say(self) -> None:
        if self._tell:
            self._told = time.monotonic()
            self._tell(ImportProgress(self._stage, self._rows, self._about, self.seconds, self.seconds_left))


def progress_said(progress: ImportProgress, *, dry_run: bool = False) -> str:
    """Say what is being done and how many rows are done, and below it how fast that goes and how long it takes yet."""
    return f"{_done(progress, dry_run=dry_run)}\n{_speed(progress)}"


def _done(progress: ImportProgress, *, dry_run: bool) -> str:
    stage = tr("comparing") if dry_run and progress.stage is Stage.WRITING else word(progress.stage)
    if progress.total:
        rows = tr("{rows} of about {total} rows")
        return f"{stage} · {rows.format(rows=f'{progress.rows:,}', total=f'{progress.total:,}')}"
    if progress.rows:
        rows = ntr("{rows} row", "{rows} rows", progress.rows)
        return f"{stage} · {rows.format(rows=f'{progress.rows:,}')}"
    return stage


def _speed(progress: ImportProgress) -> str:
    if progress.seconds_left is not None and not progress.rows:
        said = tr("this takes about {seconds} s; whoever sells waits as long")
        return said.format(seconds=_whole(progress.seconds_left))
    rate = tr("{rate} a second").format(rate=f"{progress.rate:,.0f}") if progress.rate else ""
    left = progress.seconds_left
    still = tr("{seconds} s left").format(seconds=_whole(left)) if left is not None else ""
    return " · ".join(filter(None, (rate, still)))


def _whole(seconds: float) -> int:
    return max(round(seconds), 1)
