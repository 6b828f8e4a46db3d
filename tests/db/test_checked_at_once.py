"""Rows whose CHECKs are asked of all of them before are checked as ever."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, literal, select
from sqlalchemy.exc import IntegrityError

from db import money
from db.staging import checked_at_once
from db.units import unit

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.mark.parametrize(
    "broken", [{}, {"kind": "boat"}, {"state": "lost"}, {"built_area": -1}, {"list_price_minor": -1}]
)
def test_a_row_that_does_not_keep_a_check_is_refused(sqlite_bureau: "Bureau", broken: dict[str, object]) -> None:
    sqlite_bureau.units(1)
    with sqlite_bureau.database.writing() as tx:
        values: dict[str, Any] = {"code": literal("3-0-9"), **{name: literal(value) for name, value in broken.items()}}
        names = [column.name for column in unit.columns if column.name != "id"]
        rows = select(*(values.get(name, unit.c[name]).label(name) for name in names))
        with checked_at_once(tx, unit, rows):
            statement = insert(unit).from_select(names, rows, include_defaults=False)
            if broken:
                with pytest.raises(IntegrityError, match="CHECK"):
                    tx.conn.execute(statement)
            else:
                assert tx.conn.execute(statement).rowcount == 1
        assert tx.conn.exec_driver_sql("PRAGMA ignore_check_constraints").scalar() == 0


RECEIPT = {"deal_id": None, "amount_minor": 5, "method": "cash", "value_date": "2026-09-01", "reference": ""}
PART = {"place": 0, "deal_id": None, "use": "unallocated", "line_id": None, "amount_minor": 5}


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ({}, {}),
        ({"method": "shells"}, {}),
        ({"amount_minor": -5}, {}),
        ({}, {"use": "lost"}),
        ({}, {"use": "line"}),
        ({}, {"use": "fee"}),
    ],
)
@pytest.mark.parametrize("place", [0, 1_200])
def test_a_receipt_or_a_part_that_does_not_keep_a_check_is_refused(
    sqlite_bureau: "Bureau", row: dict[str, object], part: dict[str, object], place: int
) -> None:
    """Wherever it stands among those that do, which go into several statements."""
    count = place + 3
    rows = [RECEIPT | {"note": "", "payer": "", **(row if at == place else {})} for at in range(count)]
    parts = [PART | {"place": at, **(part if at == place else {})} for at in range(count)]
    columns = {name: [each[name] for each in rows] for name in rows[0]}
    told = [[each[name] for each in parts] for name in money.PART]
    same = {"project_id": 1, "kind": "receipt", "staff_id": 1}
    with sqlite_bureau.database.reading() as tx:
        sound = money.are_sound(tx, same, columns, told)
    assert sound == (not row and not part)
    with sqlite_bureau.database.writing() as tx:
        numbered = {"number": range(1, count + 1), **columns}
        if sound:
            money.add_receipts(tx, same, numbered, told, sound=sound)
            assert tx.conn.exec_driver_sql("SELECT count(*) FROM allotment").scalar() == count
        else:
            with pytest.raises(IntegrityError, match="CHECK"):
                money.add_receipts(tx, same, numbered, told, sound=sound)
        assert tx.conn.exec_driver_sql("PRAGMA ignore_check_constraints").scalar() == 0
