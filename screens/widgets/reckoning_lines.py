"""A sum in words to be read: what each line is, how it is worked out, what it adds, and what they come to."""

from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from salesdesk.domain.explain import Told, ToldLine
from salesdesk.domain.text import safe
from screens.widgets.cell_width import fit, right, wrapped
from screens.widgets.money_column import in_column
from screens.widgets.text_lines import TextLines

_GAP, _INDENT = 2, 2


class ReckoningLines(TextLines):
    """Amounts against the right edge; the arithmetic beside its line where all of it has room, else beneath."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"reckoning--{part}" for part in ("line", "arithmetic", "total", "rule"))
    }
    DEFAULT_CSS = """
    ReckoningLines {
        & > .reckoning--line { color: $foreground; }
        & > .reckoning--arithmetic { color: $foreground 75%; }
        & > .reckoning--total { color: $foreground; text-style: bold; }
        & > .reckoning--rule { color: $foreground 40%; }
    }
    """

    told: reactive[Told | None] = reactive(None, layout=True)

    def lines(self, width: int) -> list[Content]:
        """Write the reckoning for a width in cells."""
        if self.told is None:
            return []
        *amounts, total = in_column([*(each.amount_minor for each in self.told.steps), self.told.sum_minor])
        column = max(cell_len(each) for each in (*amounts, total)) + _GAP
        label = max((cell_len(safe(each.label)) for each in self.told.steps), default=0) + _GAP
        written = [
            content
            for each, amount in zip(self.told.steps, amounts, strict=True)
            for content in self._line(each, amount, label, column, width)
        ]
        return [*written, *self._total(self.told.label, total, column, width)]

    def _line(self, line: ToldLine, amount: str, label: int, column: int, width: int) -> list[Content]:
        said = cell_len(safe(line.arithmetic))
        if label + said + column <= width:
            return [self._beside(line, amount, label, column, width)]
        own = cell_len(safe(line.label)) + _GAP
        if not amount and own + said <= width:
            return [self._beside(line, "", own, 0, width)]
        return self._beneath(line, amount, column, width)

    def _beside(self, line: ToldLine, amount: str, label: int, column: int, width: int) -> Content:
        return Content.assemble(
            (fit(safe(line.label), label), self.look("reckoning--line")),
            (fit(safe(line.arithmetic), width - label - column), self.look("reckoning--arithmetic")),
            (right(amount, column), self.look("reckoning--line")),
        )

    def _beneath(self, line: ToldLine, amount: str, column: int, width: int) -> list[Content]:
        style, dim = self.look("reckoning--line"), self.look("reckoning--arithmetic")
        head = Content.styled(fit(safe(line.label), width - column) + right(amount, column), style)
        rest = wrapped(safe(line.arithmetic), width - _INDENT)
        return [head, *(Content.styled(" " * _INDENT + each, dim) for each in rest)]

    def _total(self, label: str, total: str, column: int, width: int) -> list[Content]:
        rule = Content(" " * (width - column + _GAP)) + Content.styled(
            "─" * (column - _GAP), self.look("reckoning--rule")
        )
        said = fit(safe(label), width - column) + right(total, column)
        return [rule, Content.styled(said, self.look("reckoning--total"))]
