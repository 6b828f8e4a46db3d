"""Whether rows of a list surely have no phone in common, and no name with its employer."""

from collections.abc import Sequence
from typing import Any

from salesdesk.importing.customer_blocks import FIGURES, WORK, GoodCustomers
from salesdesk.importing.seen_numbers import SeenNumbers


class SharedNumbers:
    """Notes phones, and the numbers for names with their employers, while a list is taken in."""

    def __init__(self) -> None:
        self._phones, self._works = SeenNumbers(), SeenNumbers()

    def note(self, good: GoodCustomers) -> None:
        """Note what some rows have."""
        self._phones.add(good.phones[FIGURES])
        self._works.add(_told(good.rows[WORK]))

    @property
    def unlike(self) -> frozenset[str]:
        """Say in what all rows surely differ, `phone` or `work`."""
        ways = {"phone": self._phones, "work": self._works}
        return frozenset(way for way, numbers in ways.items() if numbers.differ)


def _told(column: Sequence[Any]) -> Sequence[int]:
    return column if None not in column else [each for each in column if each is not None]
