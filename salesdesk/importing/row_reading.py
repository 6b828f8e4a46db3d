"""One row while it is checked: its cells by field, and everything that turns out to be wrong with it."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.moments import CouldBeTwo
from salesdesk.importing.problems import Problem, RejectedRow
from salesdesk.importing.rows import Flaw, Row, short
from salesdesk.importing.sheet_lines import SheetLines
from salesdesk.language import N_, tr

T = TypeVar("T")
ABSENT = frozenset(
    {"", "-", "--", "---", "–", "—", "——", "－", "/", "\\", "无", "暂无", "待定", "未定", "不详", "未知"}
    | {"無", "暫無", "不詳"}
    | {"(空)", "(跳过)", "（空）", "（跳过）"}
    | {"n/a", "N/A", "null", "NULL", "tbd", "TBD"}
)


class Reason(NamedTuple):
    """Why a value is refused: the code for programs, the sentence, and what would be accepted."""

    code: str
    sentence: str
    accepted: str


MISSING = Reason("missing", N_("{column} is empty"), N_("a value"))
FLAWS = {
    Flaw.UNCLOSED_QUOTE: Reason(
        "unclosed_quote",
        N_("the quotes of this line do not close"),
        N_('quotes in pairs, or "" for one in a cell'),
    ),
    Flaw.CELL_TOO_LONG: Reason(
        "cell_too_long", N_("a cell of this line is too long"), N_("at most 131,072 characters")
    ),
    Flaw.TOO_FEW_CELLS: Reason(
        "too_few_cells",
        N_("this line has fewer cells than the header"),
        N_("a cell for each column, even if empty"),
    ),
    Flaw.TOO_MANY_CELLS: Reason(
        "too_many_cells",
        N_("this line has more cells than the header"),
        N_('a cell for each column; a cell with a comma in it stands in quotes, such as "3,000.00"'),
    ),
    Flaw.NO_OBJECT: Reason(
        "no_object",
        N_("this is no JSON object of plain values"),
        N_('an object of plain values, each member once, such as {"room": "3101"}'),
    ),
    Flaw.NO_LIST: Reason(
        "no_list", N_("this is no JSON list of plain values"), N_('a list of plain values, such as ["3栋", "3101"]')
    ),
}


class RowReading:
    """Give a row's values by field; what cannot be read becomes a problem and `None`."""

    __slots__ = ("columns", "lines", "problems", "row")

    def __init__(self, row: Row, columns: ColumnMap, lines: SheetLines) -> None:
        self.row = row
        self.columns = columns
        self.lines = lines
        self.problems: list[Problem] = []
        if row.flaw:
            self._note("", row.cells[0] if len(row.cells) == 1 else "", FLAWS[row.flaw], {})

    def text(self, field: str) -> str:
        """Give a field's cell without white space round it; empty where the list says nothing (`--`)."""
        place = self.columns.columns.get(field)
        cell = "" if place is None else self.row.cells[place].strip()
        return "" if cell in ABSENT else cell

    def required(self, field: str) -> str:
        """Give a field's cell, which may not be empty."""
        text = self.text(field)
        if not text:
            self.refuse(field, MISSING)
        return text

    def parsed(self, field: str, parse: Callable[[str], T], reason: Reason, **details: object) -> T | None:
        """Give a field's value, `None` where the list says nothing or the value was refused."""
        text = self.text(field)
        if not text:
            return None
        try:
            return parse(text)
        except ValueError:
            self.refuse(field, reason, **details)
            return None

    def days(self, field: str, parse: Callable[[str, str], T], reason: Reason, twofold: Reason) -> T | None:
        """Give a field's days, in the order in which its column has them; `twofold` is for those that could be two."""
        text = self.text(field)
        if not text:
            return None
        try:
            return parse(text, self.columns.day_orders.get(field, ""))
        except CouldBeTwo:
            self.refuse(field, twofold)
        except ValueError:
            self.refuse(field, reason)
        return None

    def refuse(self, field: str, reason: Reason, **details: object) -> None:
        """Note that a field's value is refused."""
        place = self.columns.columns.get(field)
        value = "" if place is None else self.row.cells[place]
        self._note(self.columns.name_of(field), value, reason, details)

    def refuse_at(self, place: int, reason: Reason) -> None:
        """Note that the value of a column is refused in which no field may be."""
        header = self.columns.header[place] if place < len(self.columns.header) else ""
        self._note(short(header), self.row.cells[place], reason, {})

    def rejected(self) -> RejectedRow:
        """Give the row as it is handed back, with all that is wrong with it."""
        return RejectedRow(self.row.line, self.row.cells, tuple(self.problems))

    def _note(self, column: str, value: str, reason: Reason, details: dict[str, object]) -> None:
        sentence = tr(reason.sentence).format(column=column, value=short(value), **details)
        accepted = tr(reason.accepted)
        sheet, line = self.lines.at(self.row.line)
        self.problems.append(Problem(line, sheet, column, value, reason.code, sentence, accepted))
