"""PINs: what one looks like, and how long wrong tries close the door."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from salesdesk.domain.errors import DeskError, Exit
from salesdesk.domain.phrases import Phrase

SHORTEST, LONGEST = 6, 12
TRIES = 5
TERMINAL_TRIES = 20
LONGEST_CHECK = timedelta(seconds=60)
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=12)


class WeakPin(DeskError):
    """This PIN will not do: {why}. Use 6 to 12 digits that nobody guesses."""

    exit_code = Exit.USAGE


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries in a row, how often that closed the door before, and how many tries are being checked."""

    failed: int = 0
    rounds: int = 0
    locked_until: datetime | None = None
    checking: int = 0
    counted_at: datetime | None = None

    @property
    def left(self) -> int:
        """How many tries are left before the door closes."""
        return max(0, TRIES - self.failed)

    def is_locked(self, now: datetime) -> bool:
        """Tell whether the door is closed."""
        return self.locked_until is not None and now < self.locked_until

    def may_clear(self, now: datetime) -> bool:
        """Tell whether a PIN is still being checked that may turn out right and open the door again.

        A check that was never ended, as when its program was killed, counts as wrong after a minute.
        """
        return self.checking > 0 and self.counted_at is not None and now - self.counted_at < LONGEST_CHECK

    def counted(self, now: datetime, allowed: int = TRIES) -> "Tries":
        """Count one try, as if it were wrong; the last allowed closes the door, each time for twice as long."""
        checking = self.checking + 1 if self.may_clear(now) else 1
        counted = replace(self, failed=self.failed + 1, locked_until=None, checking=checking, counted_at=now)
        if counted.failed < allowed:
            return counted
        return replace(counted, failed=0, rounds=self.rounds + 1, locked_until=now + _closed_for(self.rounds))

    def found_wrong(self) -> "Tries":
        """End one check: the try was wrong, as it was counted."""
        return replace(self, checking=max(0, self.checking - 1))


def _closed_for(rounds: int) -> timedelta:
    return min(FIRST_LOCK * (1 << rounds), LONGEST_LOCK)


def check_pin(pin: str) -> None:
    """Refuse a PIN that is too short or too easy.

    Raises:
        WeakPin: saying why.
    """
    if not (pin.isascii() and pin.isdigit()):
        raise WeakPin(why="it is not all digits")
    if not SHORTEST <= len(pin) <= LONGEST:
        raise WeakPin(why=Phrase("it has {count} digits", count=len(pin)))
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if steps in ({0}, {1}, {9}):
        raise WeakPin(why="its digits repeat or count up or down")
