"""A workbook with a fault far down: rows of it were checked and staged by then, and yet none comes in."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from salesdesk.domain.import_kinds import ImportKind
from salesdesk.importing.refusals import FileTooLarge
from salesdesk.importing.tables import open_table
from salesdesk.services.customer_files import import_customers
from salesdesk.services.import_preview import open_import
from salesdesk.services.importing import import_units
from salesdesk.services.price_files import import_prices
from tests.importing.raw_books import book_of, rows_of, text_cell

if TYPE_CHECKING:
    from tests.conftest import Bureau

ROWS = 2_500
LISTS: dict[ImportKind, tuple[Callable[..., Any], tuple[str, ...], Callable[[int], tuple[str, ...]]]] = {
    ImportKind.UNITS: (
        import_units, ("building", "floor", "room", "built area"),
        lambda at: ("3", f"{at + 1}", f"{at + 1}01", "100" if at else "x"),
    ),
    ImportKind.CUSTOMERS: (
        import_customers, ("name", "phone", "note"), lambda at: (f"Wang {at}", f"199{at:08d}" if at else "1", ""),
    ),
    ImportKind.PRICES: (import_prices, ("code", "list total"), lambda at: (f"3-1-{at}", "6000000")),
}  # fmt: skip
"""How files of a kind are imported: by what, their header, and a row by its number; the first one comes back."""


@pytest.mark.parametrize("kind", LISTS)
def test_a_fault_far_down_refuses_the_whole_file(
    bureau: "Bureau", tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: ImportKind
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)  # rejected rows would be left there
    take_in, header, row = LISTS[kind]
    lines = enumerate([header, *map(row, range(ROWS)), ("x" * 140_000,)], 1)
    cells = (
        "".join(text_cell(f"{letter}{line}", text) for letter, text in zip("ABCD", cells, strict=False))
        for line, cells in lines
    )
    path = book_of(folder / "late.xlsx", rows_of("".join(f"<row>{each}</row>" for each in cells)))
    with open_table(path) as table:
        assert table.header == header  # the first rows are there
    with bureau.refuses(FileTooLarge, match="131,072"):
        take_in(bureau.admin, path)
    with pytest.raises(FileTooLarge, match="131,072"):
        open_import(bureau.admin, kind, path)
    assert os.listdir(folder) == ["late.xlsx"]
