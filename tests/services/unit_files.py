"""Lists of units for tests: written, imported, and looked at in the database."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from db import units
from salesdesk.services import batches, board, importing
from salesdesk.services.desk import Desk
from salesdesk.services.import_answers import ImportAnswer

if TYPE_CHECKING:
    from tests.conftest import Bureau

HEADER = "building,block,floor,room,area,filed unit price,unit price,layout"
ROWS = ("3,1,1,01,100,60000,60000,3 rooms", "3,1,2,01,100,60000,60000,3 rooms", "3,1,3,01,100,60000,60000,3 rooms")
CODES = ["3-1-101", "3-1-201", "3-1-301"]


def unit_file(*rows: str, header: str = HEADER, encoding: str = "utf-8", name: str = "units.csv") -> Path:
    path = Path(name)
    path.write_bytes("\n".join((header, *rows, "")).encode(encoding))
    return path


def import_rows(desk: Desk, *rows: str, header: str = HEADER, **more: object) -> ImportAnswer:
    return importing.import_units(desk, unit_file(*rows, header=header), **more)  # type: ignore[arg-type]


def counts(answer: ImportAnswer) -> tuple[int, int, int, int, int]:
    """Read, new, changed, same and rejected; that they add up is checked for every answer."""
    assert answer.read == answer.new + answer.changed + answer.same + answer.rejected
    return answer.read, answer.new, answer.changed, answer.same, answer.rejected


def list_prices(bureau: "Bureau") -> dict[str, int | None]:
    return {row.code: row.list_price_minor for row in board.read_board(bureau.admin).units}


def unit_price(bureau: "Bureau", code: str) -> int | None:
    with bureau.database.reading() as tx:
        return units.unit_ids(tx, bureau.admin.project.id)[code].unit_price_minor


def rejects(path: Path | str = "units.rejects.csv") -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def put_on_sale(bureau: "Bureau") -> None:
    batches.add_batch(bureau.admin, "Spring", "2026-001", bureau.clock.now)
    batches.release_batch(bureau.admin, "Spring")
