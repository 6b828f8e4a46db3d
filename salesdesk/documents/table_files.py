"""Tables as files that other programs open: csv for spreadsheets, xlsx, and JSON lines."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from salesdesk.documents.columns import Column
from salesdesk.domain.errors import DeskError
from salesdesk.domain.formulas import guard
from salesdesk.workbook_file import written_workbook

Cell = str | int | Decimal | date | None
Rows = Iterable[Sequence[Cell]]
MOST_ROWS = 1_048_575
MOST_SIGNS = 32_767
MOST_DIGITS = 15
WIDTH = 14
HOW = {"default_date_format": "yyyy-mm-dd"}


class TableFormat(StrEnum):
    """A kind of file that a table is written to; the value is the end of its name."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


class TooMuchForASheet(DeskError):
    """A sheet of a workbook holds {most}, and there is more. Export it as csv or jsonl."""


def write_table(path: Path, form: TableFormat, columns: Sequence[Column], rows: Rows) -> int:
    """Write rows under their columns to a file, one at a time; tells how many there were.

    No cell can become a formula: in csv it begins with an apostrophe, which an import takes away again; in xlsx it
    is text. Numbers are exact decimals in csv and JSON lines; a workbook keeps those of up to 15 digits as numbers.

    Raises:
        TooMuchForASheet: a workbook has no room for so many rows, or for so long a text.
        OSError: there is no room on the disk.
    """
    write: dict[TableFormat, Callable[[Path, Sequence[Column], Rows], int]] = {
        TableFormat.CSV: _write_csv,
        TableFormat.XLSX: _write_xlsx,
        TableFormat.JSONL: _write_jsonl,
    }
    return write[form](path, columns, rows)


def _write_csv(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        out = csv.writer(file)
        out.writerow([guard(each.title) for each in columns])
        return _count(out.writerow([_text(cell) for cell in row]) for row in rows)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return guard(cell) if isinstance(cell, str) else str(cell)


def _write_jsonl(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    names = [json.dumps(each.field) for each in columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return _count(file.write(_object(names, row)) for row in rows)


def _object(names: Sequence[str], row: Sequence[Cell]) -> str:
    members = (f"{name}: {_json(cell)}" for name, cell in zip(names, row, strict=True))
    return "{" + ", ".join(members) + "}\n"


def _json(cell: Cell) -> str:
    """Write a decimal as it is: through a float it would lose fen."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return json.dumps(cell.isoformat() if isinstance(cell, date) else cell, ensure_ascii=False)


def _write_xlsx(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    with written_workbook(path, HOW) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(columns) - 1, 0), WIDTH)
        amount, bold = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": True})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.title, bold)
        count = 0
        for count, row in enumerate(rows, 1):
            _write_row(sheet, count, row, amount)
        return count


def _write_row(sheet: Any, at: int, row: Sequence[Cell], amount: object) -> None:
    if at > MOST_ROWS:
        raise TooMuchForASheet(most=MOST_ROWS)
    for place, cell in enumerate(row):
        if isinstance(cell, date):
            sheet.write_datetime(at, place, cell)
        elif isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= MOST_DIGITS:
            sheet.write_number(at, place, cell, amount)
        elif isinstance(cell, int):
            sheet.write_number(at, place, cell)
        elif cell is not None:
            _write_text(sheet, at, place, str(cell))


def _write_text(sheet: Any, at: int, place: int, text: str) -> None:
    if len(text) > MOST_SIGNS:
        raise TooMuchForASheet(most=MOST_SIGNS)
    sheet.write_string(at, place, text)


def _count(done: Iterable[object]) -> int:
    return sum(1 for _ in done)
