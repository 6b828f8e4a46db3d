"""What cells of a column mean, each text read once: a list says the same words again and again."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from salesdesk.importing.row_reading import ABSENT

MOST_KNOWN = 50_000
ODD: Final = -1
"""What is not plainly right: its row is read by itself."""


class KnownCells(dict[str, Any]):
    """What cells mean, each read once; a cell that cannot be read means `ODD`, one that says nothing the default."""

    def __init__(self, parse: Callable[[str], Any], default: Any = ODD, most: int = MOST_KNOWN) -> None:
        super().__init__()
        self._parse, self._default, self._most = parse, default, most
        self.odd = False
        """Whether any cell that is known cannot be read."""

    def __missing__(self, cell: str) -> Any:
        if len(self) > self._most:
            self.clear()
        text = cell.strip()
        try:
            meaning = self._default if text in ABSENT else self._parse(text)
        except ValueError:
            meaning = ODD
        self.odd |= meaning == ODD
        self[cell] = meaning
        return meaning

    def all(self, cells: Sequence[str]) -> list[Any]:
        """Read a column; often the same stands in all of it."""
        first = cells[0]
        if first == cells[-1] and cells.count(first) == len(cells):
            return [self[first]] * len(cells)
        return list(map(self.__getitem__, cells))

    def settle(self, cells: Sequence[str], odd: set[int], instead: Any) -> Sequence[Any]:
        """Read a column; the rows where it cannot be read are noted, and have something harmless."""
        found = self.all(cells)
        return without_odd(found, odd, instead) if self.odd else found


def without_odd(found: Sequence[Any], odd: set[int], instead: Any) -> Sequence[Any]:
    """Note the rows of a column that cannot be read, and put something harmless there."""
    if ODD not in found:
        return found
    odd.update(at for at, each in enumerate(found) if each == ODD)
    return [instead if each == ODD else each for each in found]
