"""References: a row that leads nowhere is refused on each engine, and what others lead to stays where it is."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest

from db import inspection
from db.references import MAY_GO, REFERENCES, REFERRED_TO, is_reference
from db.tables.schema import METADATA

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ForeignKeyConstraint

    from db.engine import Database
    from tests.conftest import Bureau, Clock
    from tests.db.conftest import RawDatabase

UNIT = (
    'INSERT INTO unit (project_id, batch_id, code, building, block, floor, floor_sort, room, "column", kind, state, '
    "built_area, layout, orientation, withheld_reason) "
    "SELECT {project}, {batch}, {code}, '9', '1', '1', 1, '101', '01', 'flat', 'not_released', 1, '', '', '' FROM {of}"
)
CUSTOMER = (
    "INSERT INTO customer (project_id, staff_id, name, name_key, pinyin, source, employer, id_number, needs, note, "
    "created_at) VALUES ({project}, {staff}, 'x', 'x', '', '', '', '', '', '', 0)"
)
EVENT = (
    "INSERT INTO event (project_id, seq, at, staff_id, terminal, kind, unit_id, data, prev_hash, hash) "
    "VALUES ({project}, 99, 0, {staff}, '', 'x', {unit}, '', '', 'x')"
)
LEADING_NOWHERE = {
    "a unit of no project": UNIT.format(project=99, batch="NULL", code="'n'", of="project"),
    "a unit in no batch": UNIT.format(project=1, batch=99, code="'n'", of="project"),
    "one of many units": UNIT.format(
        project="CASE WHEN unit.id = (SELECT min(id) FROM unit) THEN 99 ELSE 1 END",
        batch="NULL",
        code="'n' || unit.code",
        of="unit",
    ),
    "a customer of no project": CUSTOMER.format(project=99, staff=1),
    "a customer of nobody": CUSTOMER.format(project=1, staff=99),
    "a phone of no project": "INSERT INTO customer_phone (customer_id, place, project_id, phone) "
    "VALUES (1, 7, 99, '+8619900000001')",
    "a phone of nobody": "INSERT INTO customer_phone (customer_id, place, project_id, phone) "
    "VALUES (99, 0, 1, '+8619900000002')",
    "a phone that moves to nobody": "UPDATE customer_phone SET customer_id = 99",
    "a customer who was sent by nobody": CUSTOMER.replace("created_at)", "created_at, referred_by)")
    .replace("0)", "0, 99)")
    .format(project=1, staff=1),
    "a customer whom nobody turns out to have sent": "UPDATE customer SET referred_by = 99",
    "a line of the log of no project": EVENT.format(project=99, staff="NULL", unit="NULL"),
    "a line of the log by nobody": EVENT.format(project=1, staff=99, unit="NULL"),
    "a line of the log of no unit": EVENT.format(project=1, staff=1, unit=99),
    "a unit that moves to no project": "UPDATE unit SET project_id = 99",
    "units that move to no batch": "UPDATE unit SET batch_id = 99",
    "a customer who is given to nobody": "UPDATE customer SET staff_id = 99",
}
STAYS = [
    *(("DELETE FROM {table}", table) for table in REFERRED_TO),
    *(("UPDATE {table} SET id = id + 1000", table) for table in REFERRED_TO),
]


@pytest.mark.parametrize("statement", LEADING_NOWHERE.values(), ids=LEADING_NOWHERE.keys())
def test_a_row_that_leads_nowhere_is_refused(busy_office: "RawDatabase", statement: str) -> None:
    before = _counts(busy_office)
    with pytest.raises(_refusal(busy_office), match=r"FOREIGN KEY|leads to no"):
        busy_office.run(statement)
    assert _counts(busy_office) == before


@pytest.mark.parametrize(("statement", "table"), STAYS)
def test_what_others_lead_to_stays(busy_office: "RawDatabase", statement: str, table: str) -> None:
    before = busy_office.rows(f"SELECT id FROM {table}")
    assert before
    with pytest.raises(busy_office.refusal):
        busy_office.run(statement.format(table=table))
    assert busy_office.rows(f"SELECT id FROM {table}") == before


def test_the_doctor_sees_a_row_that_leads_nowhere_and_that_nothing_stops_one(
    postgres_database: "Database", raw_database: "type[RawDatabase]"
) -> None:
    raw = raw_database(postgres_database)
    raw.run("ALTER TABLE unit DISABLE TRIGGER refer_unit_insert")
    raw.run(LEADING_NOWHERE["a unit in no batch"])
    with postgres_database.reading() as tx:
        assert inspection.missing_guards(tx) == ["refer_unit_insert"]
        assert inspection.broken_references(tx) == ["unit → batch"]


def test_the_tables_say_the_same_references() -> None:
    keys = [each for table in METADATA.tables.values() for each in table.foreign_key_constraints if is_reference(each)]
    said = {(each.table.name, each.column_keys[0], each.referred_table.name) for each in keys}
    assert said == {(table, column, to) for table, columns in REFERENCES.items() for column, to in columns.items()}
    assert {to for _, _, to in said} == {*REFERRED_TO, *MAY_GO}


@pytest.fixture
def on_postgres(
    postgres_database: "Database",
    bureau_on: "Callable[[Database, Clock], Bureau]",
    clock: "Clock",
    raw_database: "type[RawDatabase]",
) -> "RawDatabase":
    """An office on PostgreSQL with a customer who has no phone."""
    bureau = bureau_on(postgres_database, clock)
    bureau.customer(bureau.admin)
    raw = raw_database(postgres_database)
    raw.run("DELETE FROM customer_phone")
    return raw


@pytest.fixture
def two(bureau: "Bureau", raw_database: "type[RawDatabase]") -> "RawDatabase":
    """An office with two customers, of whom the second has a phone."""
    for last in (1, 2):
        bureau.customer(bureau.admin, phone=f"199-0000-000{last}")
    raw = raw_database(bureau.database)
    raw.run("DELETE FROM customer_phone WHERE customer_id = 1")
    return raw


@pytest.mark.parametrize(
    ("leads", "leads_no_more"),
    [
        ("UPDATE customer_phone SET customer_id = 1", "UPDATE customer_phone SET customer_id = 2"),
        ("UPDATE customer SET referred_by = 1 WHERE id = 2", "UPDATE customer SET referred_by = NULL"),
    ],
)
def test_a_customer_goes_or_gets_another_number_when_nothing_leads_there(
    two: "RawDatabase", leads: str, leads_no_more: str
) -> None:
    two.run(leads)
    for statement in ("DELETE FROM customer WHERE id = 1", "UPDATE customer SET id = 99 WHERE id = 1"):
        with pytest.raises(_refusal(two)):
            two.run(statement)
    two.run(leads_no_more)
    assert two.run("DELETE FROM customer WHERE id = 1") == 1
    assert two.rows("SELECT id FROM customer") == [(2,)]


def test_a_unit_stays_of_which_the_log_speaks(two: "RawDatabase") -> None:
    for number in (98, 99):
        two.run(UNIT.format(project=1, batch="NULL", code=f"'n{number}'", of="project"))
    spoken_of, other = (row[0] for row in two.rows("SELECT id FROM unit ORDER BY id"))
    two.run(EVENT.format(project=1, staff=1, unit=spoken_of))
    for statement in (f"DELETE FROM unit WHERE id = {spoken_of}", f"UPDATE unit SET id = 999 WHERE id = {spoken_of}"):
        with pytest.raises(_refusal(two)):
            two.run(statement)
    assert two.run(f"DELETE FROM unit WHERE id = {other}") == 1


PHONE = "INSERT INTO customer_phone (customer_id, place, project_id, phone) VALUES (1, 0, 1, '+8619900000003')"
GONE = "DELETE FROM customer WHERE id = 1"


@pytest.mark.parametrize(("first", "then"), [(PHONE, GONE), (GONE, PHONE)])
def test_nobody_goes_on_postgresql_while_a_phone_of_theirs_comes_in(
    on_postgres: "RawDatabase", first: str, then: str
) -> None:
    with closing(on_postgres.connect()) as one, ThreadPoolExecutor(1) as other:
        one.execute(first)
        waits = other.submit(on_postgres.run, then)
        while not on_postgres.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
            assert not waits.done()
        one.commit()
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            waits.result()


def _refusal(raw: "RawDatabase") -> type[Exception]:
    return raw.refusal if raw.database.path else psycopg.errors.ForeignKeyViolation


def _counts(raw: "RawDatabase") -> list[tuple[object, ...]]:
    return [
        *raw.rows("SELECT id, project_id, batch_id FROM unit ORDER BY id"),
        *raw.rows("SELECT id, project_id, staff_id FROM customer ORDER BY id"),
        *raw.rows("SELECT customer_id, place, phone FROM customer_phone ORDER BY 1, 2"),
        *raw.rows("SELECT project_id, seq FROM event ORDER BY 1, 2"),
    ]


def test_whatever_leads_to_rows_that_may_go_is_found_by_an_index() -> None:
    keys = [each for table in METADATA.tables.values() for each in table.foreign_key_constraints]
    leading = [each for each in keys if each.referred_table.name in MAY_GO]
    assert [str(each.name) for each in leading if not _has_index(each)] == []


def _has_index(key: "ForeignKeyConstraint") -> bool:
    """Tell whether an index begins with the column, of all rows or of those that lead somewhere."""
    column = key.columns[0]
    found = [next(iter(index.columns)) for index in key.table.indexes]
    return column in [*found, next(iter(key.table.primary_key.columns))]
