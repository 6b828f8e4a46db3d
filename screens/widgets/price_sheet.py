"""The sums of an order sheet to be read, never written: label, factor and amount, line by line."""

from collections.abc import Sequence
from typing import ClassVar, Literal, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from salesdesk.domain.money import format_minor
from salesdesk.domain.text import safe
from screens.widgets.cell_width import cut, fit, right
from screens.widgets.text_lines import TextLines

SheetKind = Literal["line", "total", "section"]
WIDEST = 66
_GAP = 2
_SHORTEST_LABEL = 12


class SheetLine(NamedTuple):
    """One line of a sheet: how an amount in minor units came to be; a section has a label alone."""

    label: str
    factor: str = ""
    amount_minor: int | None = None
    kind: SheetKind = "line"


class Columns(NamedTuple):
    """The widths of the sheet's three columns, in cells; a factor that finds no room is left out."""

    label: int
    factor: int
    amount: int


class PriceSheet(TextLines):
    """Lines with their amounts against the right edge, so that the eye can add them up; totals stand out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"price-sheet--{part}" for part in ("line", "factor", "total", "section", "rule"))
    }
    DEFAULT_CSS = """
    PriceSheet {
        & > .price-sheet--line { color: $foreground; }
        & > .price-sheet--factor { color: $foreground 75%; }
        & > .price-sheet--total { color: $foreground; text-style: bold; }
        & > .price-sheet--section { color: $foreground 75%; }
        & > .price-sheet--rule { color: $foreground 40%; }
    }
    """

    sheet: reactive[Sequence[SheetLine]] = reactive((), layout=True)

    def lines(self, width: int) -> list[Content]:
        """Write the sheet for a width in cells."""
        amounts = amount_texts(self.sheet)
        columns = measure(self.sheet, amounts, width)
        return [
            written
            for line, amount in zip(self.sheet, amounts, strict=True)
            for written in self._written(line, amount, columns)
        ]

    def _written(self, line: SheetLine, amount: str, columns: Columns) -> list[Content]:
        if line.kind == "section":
            return [self._section(line, columns)]
        style = self.look(f"price-sheet--{line.kind}")
        factor = right(safe(line.factor), columns.factor)
        row = Content.assemble(
            (fit(safe(line.label), columns.label), style),
            (factor, self.look("price-sheet--factor")),
            (right(amount, columns.amount), style),
        )
        return [self._rule(columns), row] if line.kind == "total" else [row]

    def _section(self, line: SheetLine, columns: Columns) -> Content:
        name = cut(safe(line.label), max(sum(columns) - 1, 0))
        rest = "─" * (sum(columns) - cell_len(name) - 1)
        return Content.assemble((name, self.look("price-sheet--section")), " ", (rest, self.look("price-sheet--rule")))

    def _rule(self, columns: Columns) -> Content:
        width = columns.amount - _GAP
        return Content(" " * (sum(columns) - width)) + Content.styled("─" * width, self.look("price-sheet--rule"))


def amount_texts(sheet: Sequence[SheetLine]) -> list[str]:
    """Write the amounts, all with decimals as soon as one has any, so that the yuan stay in line."""
    cents = any((line.amount_minor or 0) % 100 for line in sheet)
    return [_amount(line.amount_minor, cents) for line in sheet]


def measure(sheet: Sequence[SheetLine], amounts: Sequence[str], width: int) -> Columns:
    """Divide a width in cells: amounts are never cut, labels give way, factors go when a label would be lost."""
    room = min(width, WIDEST)
    amount = max(map(cell_len, amounts), default=0) + _GAP
    factor = max((cell_len(safe(line.factor)) + _GAP for line in sheet if line.factor), default=0)
    if room - amount - factor < _SHORTEST_LABEL:
        factor = 0
    return Columns(max(room - amount - factor, 0), factor, amount)


def _amount(minor: int | None, cents: bool) -> str:
    if minor is None:
        return ""
    text = format_minor(minor)
    return text + ".00" if cents and minor % 100 == 0 else text
