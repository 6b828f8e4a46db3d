"""A list taken in: checked many rows at a time, while those before are put into temporary tables."""

import gc
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Generic, TypeVar

from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.progress import ProgressTeller
from salesdesk.importing.refused_rows import RefusedRows

BLOCK = 1_000
"""So many good rows, or a few more, are staged at once."""

NEW_AT_ONCE = 4_000
"""So many rows go to where they belong at once: each time costs the server as much as some rows."""

AHEAD = 3
"""So many blocks may be on their way: none takes as long to check as to stage, and who is faster goes on."""

SHORT_TURN = 0.000_5
"""Seconds."""

SELDOM = 100_000
"""So many things that may refer to each other are made before Python looks for some that nobody needs."""

Good = TypeVar("Good", bound=Sized)
Heard = TypeVar("Heard")


def take_in(
    checked: Iterable[tuple[Good, Sequence[RejectedRow]]],
    stage: Callable[[Sequence[Good]], Callable[[], Heard]],
    hear: Callable[[Heard], None],
    refused: RefusedRows,
    told: ProgressTeller,
    at_once: int = BLOCK,
    tried_first: int = 0,
) -> int:
    """Stage the good rows of a list and put those by that come back; tells how many there are.

    So many, or a few more, are tried first: no other is checked before the database has taken these.

    `stage` gives the work to be done for so many rows or a few more, which is done in a thread of its own: while the
    database takes some rows, the next ones are checked, for it needs no Python for most of its work. What that work
    says is heard in between, in order.
    """
    with ThreadPoolExecutor(1, "staging") as staging:
        intake = _Intake(stage, hear, staging, at_once, tried_first)
        read = 0
        for good, back in checked:
            for row in back:
                refused.add(row)
            intake.add(good)
            read += len(good) + len(back)
            told.add(len(good) + len(back))
        intake.finish()
    return read


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let a list go through without much ado.

    A thread that comes back from the database waits but shortly for its turn, for it has little Python to run. Python
    seldom looks for things that hold each other and that nobody needs: rows are none, and each look goes through all
    that the program has loaded.
    """
    turns, often = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(min(turns, SHORT_TURN))
    gc.set_threshold(max(often[0], SELDOM), *often[1:])
    try:
        yield
    finally:
        sys.setswitchinterval(turns)
        gc.set_threshold(*often)


class _Intake(Generic[Good, Heard]):
    """The rows on their way: some are being staged while others fill the next block."""

    def __init__(
        self,
        stage: Callable[[Sequence[Good]], Callable[[], Heard]],
        hear: Callable[[Heard], None],
        staging: ThreadPoolExecutor,
        at_once: int,
        tried_first: int,
    ) -> None:
        self._stage, self._hear, self._staging, self._at_once = stage, hear, staging, at_once
        self._tried_first = tried_first
        self._waiting: list[Good] = []
        self._count = 0
        self._ahead: deque[Future[Heard]] = deque()

    def add(self, good: Good) -> None:
        self._waiting.append(good)
        self._count += len(good)
        if self._tried_first and self._count >= self._tried_first:
            self._tried_first = 0
            self.finish()
        elif self._count >= self._at_once:
            self._send()

    def finish(self) -> None:
        self._send()
        self._hear_all_but(0)

    def _send(self) -> None:
        self._hear_all_but(AHEAD - 1)
        if self._count:
            self._ahead.append(self._staging.submit(self._stage(self._waiting)))
        self._waiting, self._count = [], 0

    def _hear_all_but(self, count: int) -> None:
        while len(self._ahead) > count:
            self._hear(self._ahead.popleft().result())
