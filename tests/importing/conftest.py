"""Files for the tests of importing: written into a folder of each test, read back as an office's."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from salesdesk.domain.inventory import UnitRecord
from salesdesk.domain.money import Rounding
from salesdesk.importing.mapped_tables import mapped_table
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.tables import open_table
from salesdesk.importing.unit_lists import check_units

FILING = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "price_filing_416_units.xls"


@dataclass(frozen=True)
class Checked:
    """What came of a list of units."""

    read: int
    units: list[UnitRecord]
    rejected: list[RejectedRow]

    @property
    def codes(self) -> list[str]:
        return [unit.code for unit in self.units]

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(row.line, problem.code) for row in self.rejected for problem in row.problems]


def check(
    path: Path,
    by_hand: Mapping[str, str] | None = None,
    rounding: Rounding = Rounding.FEN,
    *,
    all_sheets: bool = False,
) -> Checked:
    with open_table(path, all_sheets=all_sheets) as table:
        columns = map_columns(table.header, "units", by_hand, table.first)
        results = list(check_units(mapped_table(table, columns), columns, rounding=rounding))
        units = [each for each in results if isinstance(each, UnitRecord)]
        rejected = [each for each in results if isinstance(each, RejectedRow)]
        return Checked(sum(1 for _ in table.rows), units, rejected)


@pytest.fixture
def check_file() -> Callable[..., Checked]:
    """Check a file as a list of units."""
    return check


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a text, or bytes, into a file of the test's folder."""

    def write(content: str | bytes, encoding: str = "utf-8", name: str = "units.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook_file(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets of values into an xlsx of the test's folder."""

    def write(sheets: Mapping[str, Iterable[Sequence[object]]], name: str = "units.xlsx") -> Path:
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def filing() -> Path:
    """Give the real price filing, which is not part of the project."""
    if not FILING.exists():
        pytest.skip(f"the real price filing is not at {FILING}")
    return FILING
