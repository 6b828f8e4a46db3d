"""Rows whose CHECKs are asked of all of them before are checked as ever."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, literal, select
from sqlalchemy.exc import IntegrityError

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
