"""Whether rows of a list surely have no phone in common, and no name with its employer: known of all but long lists."""

from array import array
from collections.abc import Sequence
from typing import Any

from salesdesk.importing.customer_blocks import FIGURES, WORK, GoodCustomers

MOST_NUMBERS = 200_000
"""So many numbers are kept in memory; of a longer list the database says what its rows share."""


class SharedNumbers:
    """Notes phones, and the numbers for names with their employers, while a list is taken in."""

    def __init__(self) -> None:
        self._phones, self._works = _Numbers(), _Numbers()

    def note(self, good: GoodCustomers) -> None:
        """Note what some rows have."""
        self._phones.add(good.phones[FIGURES])
        self._works.add(good.rows[WORK])

    @property
    def unlike(self) -> frozenset[str]:
        """Say in what all rows surely differ, `phone` or `work`."""
        ways = {"phone": self._phones, "work": self._works}
        return frozenset(way for way, numbers in ways.items() if numbers.surely_differ)


class _Numbers:
    def __init__(self) -> None:
        self._numbers: array[int] | None = array("q")

    def add(self, column: Sequence[Any]) -> None:
        if self._numbers is None:
            return
        self._numbers.extend(column if None not in column else [each for each in column if each is not None])
        if len(self._numbers) > MOST_NUMBERS:
            self._numbers = None

    @property
    def surely_differ(self) -> bool:
        return self._numbers is not None and len(set(self._numbers)) == len(self._numbers)
