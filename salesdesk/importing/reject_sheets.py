"""Rows given back as a workbook, as JSON lines or as a list of objects or lists, every cell as the text it was."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from salesdesk.importing.refusals import FileUnwritable
from salesdesk.language import tr
from salesdesk.workbook_file import written_workbook

MOST_ROWS = 1_048_575
MOST_SIGNS = 32_767
WIDTH = 14
MADE = datetime(1980, 1, 1)
"""When all of them were made, as the parts of a workbook say: the same rows are the same file."""

Cells = Sequence[str]


def write_sheet(path: Path, title: str, header: Cells, rows: Iterable[Cells], *, kept: int) -> int:
    """Write rows to a sheet, all cells as text so that none is a formula; tells how many there were.

    What stands behind the first `kept` cells says why a row came back, and is cut where a cell holds no more.

    Raises:
        FileUnwritable: a sheet has no room for so many rows, or for so long a cell of a row itself.
        OSError: there is no room on the disk.
    """
    count = 0
    with written_workbook(path, {}) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), WIDTH)
        bold = book.add_format({"bold": True})
        for place, name in enumerate(header):
            sheet.write_string(0, place, name[:MOST_SIGNS], bold)
        for count, row in enumerate(rows, 1):
            if count > MOST_ROWS or any(len(cell) > MOST_SIGNS for cell in row[:kept]):
                why = tr("a sheet has no room for it; name a file that ends in .csv")
                raise FileUnwritable(file=title or path.name, why=why)
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(count, place, cell[:MOST_SIGNS])
    return count


def write_objects(path: Path, header: Cells, rows: Iterable[Cells], *, as_list: bool = False) -> int:
    """Write rows as JSON lines, or all as one list, without the members that are empty; tells how many there were.

    A cell for which there is no name is called by the number of its column.
    """
    count = 0
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write("[\n" if as_list else "")
        for row in rows:
            file.write(",\n" if as_list and count else "")
            count += 1
            names = (*header, *(str(place) for place in range(len(header) + 1, len(row) + 1)))
            members = {name: cell for name, cell in zip(names, row, strict=True) if cell and name}
            file.write(json.dumps(members, ensure_ascii=False) + ("" if as_list else "\n"))
        file.write("\n]\n" if as_list else "")
    return count


def write_lists(path: Path, header: Cells, rows: Iterable[Cells]) -> int:
    """Write a header and rows as one list of lists; tells how many rows there were."""
    count = 0
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(f"[\n{json.dumps(list(header), ensure_ascii=False)}")
        for row in rows:
            count += 1
            file.write(f",\n{json.dumps(list(row), ensure_ascii=False)}")
        file.write("\n]\n")
    return count
