"""What a workbook's cells say as text: as the office reads them, without a float's noise."""

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


def number_text(value: float) -> str:
    """Show a number with the 15 digits a spreadsheet keeps; one whose digits are lost as `1.1E+17`."""
    return f"{value + 0.0:.15G}"
