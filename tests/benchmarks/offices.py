"""Offices of any size to measure on."""

import contextlib
from pathlib import Path

from db import units
from db.engine import Database
from salesdesk.domain.inventory import UnitRecord
from salesdesk.domain.roles import Role
from salesdesk.domain.units import UnitKind
from salesdesk.services import batches, office, staff
from salesdesk.services.desk import Actor
from salesdesk.services.pins import PinVault, pepper_path, read_pepper

NAME, PIN = "wall one", "135792"
COLUMNS = 40


def make_office(path: Path, size: int, role: str = "manager") -> str:
    """Make an office with so many units on sale and somebody of a role, and give its address."""
    database = Database.at(str(path))
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(parents=True)
    vault = PinVault(read_pepper(pepper_path(database, path.parent)), cheap=True)
    office.set_up(database, vault, admin="Ada", pin="246813", project="Bench")
    desk = office.open_desk(database, terminal="bench").signed_in(Actor(1, "Ada", Role.ADMINISTRATOR))
    staff.add_staff(desk, NAME, Role(role), PIN, vault)
    with database.writing() as tx:
        units.add_units(tx, [_unit(number, desk.project.id) for number in range(size)])
        now = tx.now
    batches.add_batch(desk, "all", "permit", now)
    batches.release_batch(desk, "all")
    database.close()
    return f"sqlite:///{path}"


def _unit(number: int, project_id: int) -> dict[str, object]:
    floor, column = number // COLUMNS + 1, number % COLUMNS + 1
    room = f"{floor}{column:02d}"
    record = UnitRecord(
        number, f"1-1-{room}", "1", "1", str(floor), floor, room, f"{column:02d}",
        UnitKind.FLAT, 10_000, 8_000, 6_000_000, 600_000_000, 600_000_000, None, "", "",
    )  # fmt: skip
    return {**units.record_values(record), "project_id": project_id, "state": "not_released"}
