"""References: a row that leads nowhere is refused on each engine, and what others lead to stays where it is."""

from typing import TYPE_CHECKING

import psycopg
import pytest

from db import inspection
from db.references import REFERENCES, REFERRED_TO, is_reference
from db.tables.schema import METADATA

if TYPE_CHECKING:
    from db.engine import Database
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
    refusal = busy_office.refusal if busy_office.database.path else psycopg.errors.ForeignKeyViolation
    with pytest.raises(refusal, match=r"FOREIGN KEY|leads to no"):
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
    assert {to for _, _, to in said} == set(REFERRED_TO)


def _counts(raw: "RawDatabase") -> list[tuple[object, ...]]:
    return [
        *raw.rows("SELECT id, project_id, batch_id FROM unit ORDER BY id"),
        *raw.rows("SELECT id, project_id, staff_id FROM customer ORDER BY id"),
        *raw.rows("SELECT customer_id, place, phone FROM customer_phone ORDER BY 1, 2"),
    ]
