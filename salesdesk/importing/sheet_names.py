"""The names of a workbook's sheets, as somebody types them."""

from collections.abc import Sequence


def sheet_called(wanted: str, names: Sequence[str]) -> str:
    """Give the sheet that is wanted by its own name; white space and case count where they tell two apart."""
    alike = [name for name in names if "".join(name.split()).casefold() == "".join(wanted.split()).casefold()]
    return alike[0] if wanted not in names and len(alike) == 1 else wanted
