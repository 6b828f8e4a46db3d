"""A table to be read: columns that fit the width, without a cursor, as high as it has lines."""

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive

from screens.widgets.row_columns import Cell, Column, Row, measure, pieces
from screens.widgets.text_lines import TextLines

_TONES = ("plain", "dim", "strong", "overdue", "in", "out", "head")


class RowTable(TextLines):
    """Lines under the names of their columns; the first name is the table's own."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"row-table--{tone}" for tone in _TONES}
    DEFAULT_CSS = """
    RowTable {
        & > .row-table--plain { color: $foreground; }
        & > .row-table--dim { color: $foreground 65%; }
        & > .row-table--strong { color: $foreground; text-style: bold; }
        & > .row-table--overdue { color: $overdue; }
        & > .row-table--in { color: $money-in; }
        & > .row-table--out { color: $money-out; }
        & > .row-table--head { color: $foreground 65%; }
    }
    """

    rows: reactive[Sequence[Row]] = reactive((), layout=True)
    says: reactive[str] = reactive("", layout=True)

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns = tuple(columns)

    def lines(self, width: int) -> list[Content]:
        """Write the table for a width in cells."""
        if not self.rows:
            return [Content.styled(self._columns[0].name, self.look("row-table--head")) + "  " + self.says]
        widths = measure(self._columns, self.rows, width)
        names = [Cell(column.name) for column in self._columns]
        head = "".join(text for text, _ in pieces(self._columns, widths, names))
        return [Content.styled(head, self.look("row-table--head")), *(self._line(row, widths) for row in self.rows)]

    def _line(self, row: Row, widths: Sequence[int]) -> Content:
        written = pieces(self._columns, widths, row.cells)
        return Content.assemble(*((text, self.look(f"row-table--{tone or 'plain'}")) for text, tone in written))
