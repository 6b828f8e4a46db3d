"""Upgrading a database with money in it: every receipt stays, and the bank's references leave the notes."""

from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import MetaData, Table, insert
from sqlalchemy.exc import DBAPIError

from db.migrate import upgrade
from tests.db.test_schema import _config, bare, bare_database, bare_postgres  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from tests.db.conftest import RawDatabase

BEFORE = "0003"
WORDS = {"staff": {"role": "cashier"}, "unit": {"kind": "flat", "state": "subscribed"}, "claim": {"kind": "deal"}}
PLANS = {"plan": "mortgage", "share": "1", "percent": "100", "basis": "built"}
NOTES = ["bank:TX1 王伟 D-0001", "bank:TX1 twice", "by hand", "bank:row-12-1"]


@pytest.fixture
def filled(bare: "RawDatabase") -> "RawDatabase":  # noqa: F811
    """A database of the version before, with four receipts of one deal."""
    with bare.database.writing() as tx:
        command.upgrade(_config(tx.conn), BEFORE)
        metadata = MetaData()
        metadata.reflect(tx.conn)
        for name in ("project", "staff", "customer", "unit", "claim", "quote", "deal"):
            tx.conn.execute(insert(metadata.tables[name]).values(**_row(metadata.tables[name], 1)))
        for at, note in enumerate(NOTES, 1):
            told = {"number": at, "kind": "receipt", "note": note, "method": "transfer", "amount_minor": at}
            receipt, part = metadata.tables["receipt"], metadata.tables["allotment"]
            tx.conn.execute(insert(receipt).values(**{**_row(receipt, at), **told}))
            kept = {"receipt_id": at, "use": "unallocated", "amount_minor": at}
            tx.conn.execute(insert(part).values(**{**_row(part, at), **kept}))
    return bare


def _row(table: Table, number: int) -> dict[str, object]:
    """Fill what must be filled: keys with 1, words with one that is allowed."""
    found: dict[str, object] = {}
    for column in table.columns:
        if column.nullable or column.name == "id":
            continue
        kind = column.type.python_type
        words = {**PLANS, **WORDS.get(table.name, {})}
        plain: object = kind(2026, 3, 5) if kind.__name__ == "date" else kind(1)
        found[column.name] = words.get(column.name, plain)
    return {**found, "id": number}


def test_receipts_stay_and_references_leave_their_notes(filled: "RawDatabase") -> None:
    parts = "SELECT id, receipt_id, deal_id, amount_minor FROM allotment ORDER BY id"
    before = filled.rows(parts)
    assert upgrade(filled.database)
    assert [tuple(each) for each in filled.rows("SELECT reference, note FROM receipt ORDER BY id")] == [
        ("TX1", "王伟 D-0001"),
        ("", "bank:TX1 twice"),
        ("", "by hand"),
        ("row-12-1", ""),
    ]
    assert filled.rows(parts) == before


def test_the_database_itself_takes_no_reference_twice_and_no_money_from_nowhere(filled: "RawDatabase") -> None:
    upgrade(filled.database)
    columns = (
        "id, project_id, number, kind, deal_id, amount_minor, method, value_date, booked_at, staff_id, note, payer"
    )
    for number, more in enumerate(("reference) VALUES ({}, 'TX1')", "refunds_id, reference) VALUES ({}, 1, '')"), 8):
        row = f"{number}, 1, {number}, 'receipt', NULL, 5, 'cash', '2026-03-05', 0, 1, '', ''"
        with pytest.raises(DBAPIError), filled.database.writing() as tx:
            tx.conn.exec_driver_sql(f"INSERT INTO receipt ({columns}, {more.format(row)}")
