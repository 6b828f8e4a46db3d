"""Indexes of a table that many rows go into: they are made when all are there, and keep what they kept."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from db.customers import phone
from db.engine import Tx
from db.staging import indexed_afterwards
from db.units import customer

if TYPE_CHECKING:
    from tests.conftest import Bureau
    from tests.db.conftest import RawDatabase

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'customer%' ORDER BY name"
COUNT = "SELECT count(*) FROM customer_phone"


def _write(tx: Tx, *numbers: str) -> None:
    known = {"project_id": 1, "staff_id": 1, "created_at": tx.now}
    for place, number in enumerate(numbers, 1):
        owner = tx.conn.execute(insert(customer).values(name="王伟", name_key="王伟", **known)).inserted_primary_key
        assert owner
        tx.conn.execute(insert(phone).values(project_id=1, phone=number, customer_id=owner[0], place=place))


def test_the_indexes_are_as_they_were_and_the_rows_are_found_by_them(
    sqlite_bureau: "Bureau", raw: "RawDatabase"
) -> None:
    before = raw.rows(INDEXES)
    database = sqlite_bureau.admin.database
    with database.writing() as tx, indexed_afterwards(tx, (customer, phone), 2):
        stay = [(name, sql) for name, sql in before if sql is None or "WHERE" in sql]
        assert tx.conn.exec_driver_sql(INDEXES).all() == stay
        _write(tx, "+8619900000001", "+8619900000002")
    assert raw.rows(INDEXES) == before
    plan = raw.rows("EXPLAIN QUERY PLAN SELECT * FROM customer_phone WHERE project_id = 1 AND phone = '+8619900000002'")
    assert "uq_customer_phone_project_id_phone" in str(plan)
    assert raw.rows("PRAGMA integrity_check") == [("ok",)]


def test_what_is_to_be_unique_is_refused_whole(sqlite_bureau: "Bureau", raw: "RawDatabase") -> None:
    before = raw.rows(INDEXES)
    database = sqlite_bureau.admin.database
    with (
        pytest.raises(IntegrityError),
        database.writing() as tx,
        indexed_afterwards(tx, (customer, phone), 2),
    ):
        _write(tx, "+8619900000001", "+8619900000001")
    assert (raw.rows(COUNT), raw.rows(INDEXES)) == ([(0,)], before)


def test_few_rows_are_indexed_one_by_one(sqlite_bureau: "Bureau", raw: "RawDatabase") -> None:
    before = raw.rows(INDEXES)
    with sqlite_bureau.admin.database.writing() as tx:
        _write(tx, "+8619900000001")
        with indexed_afterwards(tx, (customer, phone), 1):
            assert tx.conn.exec_driver_sql(INDEXES).all() == before
            _write(tx, "+8619900000002")
    assert raw.rows(COUNT) == [(2,)]
