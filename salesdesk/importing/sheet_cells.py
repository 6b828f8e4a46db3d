"""What a workbook's cells say as text: as the office reads them, without a float's noise."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta


def cell_text(value: object) -> str:
    """Show a cell's value as text: `52229.87`, `31` (not 31.0), `TRUE`, `2026-03-31`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def column_text(column: Sequence[object]) -> str:
    """Show a column's values as one text, each on a line: as each by itself, numbers alone in a third of the time."""
    if isinstance(column[0], str):
        with suppress(TypeError):  # where something else is among them
            return "\n".join(column)  # type: ignore[arg-type]
    if set(map(type, column)) == {float}:
        return ("%.15G\n" * len(column) % tuple(column)).replace("-0\n", "0\n")[:-1]
    return "\n".join(map(cell_text, column))


def number_text(value: float) -> str:
    """Show a number with the 15 digits a spreadsheet keeps; one whose digits are lost as `1.1E+17`."""
    return f"{value + 0.0:.15G}"
