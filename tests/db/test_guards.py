"""What was written stays written: the database itself refuses, whoever asks it and with whatever program."""

import re
from typing import TYPE_CHECKING

import psycopg
import pytest

from db import inspection
from db.guards import KEPT_TABLES, NO_SECOND, guards_on
from db.tables.schema import METADATA

if TYPE_CHECKING:
    from tests.db.conftest import RawDatabase

FROZEN = {
    "event": ["kind = 'hold.placed'", "data = '{}'", "staff_id = NULL", "hash = 'x'", "seq = seq + 100"],
    "receipt": ["amount_minor = amount_minor + 1", "value_date = '2026-01-01'", "number = 99", "note = 'x'"],
    "allotment": ["amount_minor = 1", "line_id = NULL, use = 'unallocated'", "deal_id = 2"],
    "quote": ["total_minor = 1", "list_price_minor = 1", "deposit_minor = 1", "request_id = NULL"],
    "quote_line": ["amount_minor = 1", "after_minor = 1", "label = 'gift'"],
    "schedule_line": ["amount_minor = 1", "due = '2030-01-01'", "kind = 'loan'"],
    "chase": ["promised_on = '2030-01-01'", "outcome = 'refused'"],
    "import_run": ["rejected = 0, new = 2", "sha256 = '1'"],
    "quote_item": ["amount_minor = 1"],
    "price_change": ["list_price_minor = 1"],
    "price_list_entry": ["list_price_minor = 1"],
    "deal_plan": ["terms = ''"],
    "deal_tick": ["ticked_on = '2020-01-01'"],
    "day_close": ["totals = ''", "day = '2020-01-01'"],
}
"""Tables of which no row may change in anything, and changes that somebody might wish to make."""

FROZEN_IN_PART = [
    ("unit", "list_price_minor = 1", "state IN ('signed', 'held')", "price of a claimed unit"),
    ("unit", "unit_price_minor = 1", "state = 'signed'", "price of a claimed unit"),
    ("unit", "filed_price_minor = NULL", "state = 'signed'", "price of a claimed unit"),
    ("unit", "floor_price_minor = 1", "state = 'held'", "price of a claimed unit"),
    ("unit", "built_area = 1", "state = 'held'", "price of a claimed unit"),
    ("claim", "customer_id = customer_id + 1", "live", "whose claim it is"),
    ("claim", "unit_id = unit_id + 1", "live", "what is claimed"),
    ("claim", "kind = 'deal'", "live AND kind = 'hold'", "what is claimed"),
    ("claim", "live = TRUE", "NOT live", "ended claim"),
    ("claim", "end_reason = 'cancelled'", "NOT live", "ended claim"),
    ("claim", "staff_id = 1", "NOT live", "ended claim"),
    ("claim", "expires_at = 0", "NOT live", "ended claim"),
    ("deal", "quote_id = quote_id + 1", "TRUE", "by a new version alone"),
    ("deal", "quote_id = quote_id + 1, plan_version = plan_version + 1", "TRUE", "by a new version alone"),
    ("deal", "customer_id = customer_id + 1", "TRUE", "one of the buyers"),
    ("deal", "unit_id = unit_id + 1", "TRUE", "what was ordered"),
    ("deal", "plan = 'one_sum'", "TRUE", "by a new version alone"),
    ("deal", "number = 99", "TRUE", "what was ordered"),
    ("deal", "ordered_on = '2020-01-01'", "TRUE", "what was ordered"),
    ("deal_step", "done_on = '2020-01-01'", "undone_at IS NULL", "step that was done"),
    ("deal_step", "step = 'title'", "step = 'contract'", "step that was"),
    ("deal_step", "undone_at = NULL", "undone_at IS NOT NULL", "step that was undone"),
    ("deal_step", "undone_reason = 'none'", "undone_at IS NOT NULL", "step that was undone"),
    ("discount_request", "asked_minor = 1", "state = 'waiting'", "what was asked for"),
    ("discount_request", "expires_at = expires_at * 2", "state = 'waiting'", "what was asked for"),
    ("discount_request", "needed_role = 'director', reason = 'x'", "state = 'waiting'", "what was asked for"),
    ("discount_request", "state = 'approved'", "state = 'used'", "final is frozen"),
    ("discount_request", "state = 'waiting', decided_by = NULL", "state = 'refused'", "frozen"),
    ("discount_request", "used_at = NULL", "state = 'used'", "final is frozen"),
    ("deal_buyer", "share = '1'", "TRUE", "a buyer and the share"),
    ("change_order", "fee_minor = 0, reason = ''", "TRUE", "what was asked for"),
    ("price_list", "rule = 'x'", "TRUE", "version of the price list"),
    ("mortgage_case", "lender = 'fund'", "TRUE", "whose loan it is"),
    ("area_settlement", "amount_minor = 0", "TRUE", "a settlement is frozen"),
    ("event_head", "seq = seq - 1", "TRUE", "only moves on"),
    ("event_head", "hash = 'x'", "TRUE", "only moves on"),
]
"""Changes of some columns that are refused, in which rows, and what the refusal speaks of."""

REPLACED = {
    "event": ("project_id, seq, at, terminal, kind, data, prev_hash, hash", "1, 1, 0, '', 'x', '{}', '', 'y'"),
    "receipt": (
        "project_id, number, kind, deal_id, amount_minor, method, value_date, booked_at, staff_id, note",
        "1, 1, 'receipt', 1, 1, 'cash', '2026-01-01', 0, 1, ''",
    ),
    "allotment": ("id, receipt_id, deal_id, use, amount_minor, staff_id, at", "1, 1, 1, 'unallocated', 1, 1, 0"),
    "quote_line": ("quote_id, place, label, factor, amount_minor, after_minor", "1, 1, '', '', 1, 1"),
    "schedule_line": (
        "deal_id, version, place, kind, label, due, amount_minor",
        "1, 1, 1, 'loan', '', '2030-01-01', 1",
    ),
    "claim": (
        "project_id, unit_id, customer_id, staff_id, kind, live, created_at, extensions",
        "1, (SELECT unit_id FROM claim WHERE live AND kind = 'hold'), 1, 1, 'hold', 1, 0, 0",
    ),
    "deal_step": (
        "deal_id, step, done_on, at, staff_id, note, undone_reason",
        "1, 'contract', '2020-01-01', 0, 1, '', ''",
    ),
    "event_head": ("project_id, seq, hash", "1, 0, ''"),
}
"""Rows that would take the place of others on SQLite."""


@pytest.mark.parametrize(("table", "change"), [(table, each) for table, changes in FROZEN.items() for each in changes])
def test_no_row_of_a_frozen_table_is_changed(busy_office: "RawDatabase", table: str, change: str) -> None:
    before = _rows(busy_office, table)
    assert before
    with pytest.raises(busy_office.refusal, match=f"{table} rows are never changed"):
        busy_office.run(f"UPDATE {table} SET {change}")
    assert _rows(busy_office, table) == before


@pytest.mark.parametrize("table", [*KEPT_TABLES, "unit"])
def test_no_row_that_counts_is_deleted(busy_office: "RawDatabase", table: str) -> None:
    before = _rows(busy_office, table)
    assert before
    with pytest.raises(busy_office.refusal, match="never deleted"):
        busy_office.run(f"DELETE FROM {table}")
    assert _rows(busy_office, table) == before


def test_a_unit_that_was_on_sale_stays_though_nobody_ever_claimed_it(busy_office: "RawDatabase") -> None:
    unclaimed = "NOT EXISTS (SELECT 1 FROM claim WHERE claim.unit_id = unit.id)"
    on_sale = busy_office.rows(f"SELECT id FROM unit WHERE state <> 'not_released' AND {unclaimed}")
    assert on_sale, "somebody claimed every unit of this office"
    with pytest.raises(busy_office.refusal, match="was on sale is never deleted"):
        busy_office.run(f"DELETE FROM unit WHERE id = {on_sale[0][0]}")


@pytest.mark.parametrize(("table", "change", "where", "says"), FROZEN_IN_PART)
def test_what_is_frozen_in_a_row_is_not_changed(
    busy_office: "RawDatabase", table: str, change: str, where: str, says: str
) -> None:
    before = _rows(busy_office, table)
    assert busy_office.rows(f"SELECT 1 FROM {table} WHERE {where}")
    with pytest.raises(busy_office.refusal, match=says):
        busy_office.run(f"UPDATE {table} SET {change} WHERE {where}")
    assert _rows(busy_office, table) == before


@pytest.mark.parametrize("busy_office", ["postgres"], indirect=True)
@pytest.mark.parametrize("table", [*KEPT_TABLES, "unit"])
def test_on_postgresql_no_table_is_emptied_at_a_stroke(busy_office: "RawDatabase", table: str) -> None:
    before = _rows(busy_office, table)
    with pytest.raises(psycopg.errors.RestrictViolation, match="never deleted"):
        busy_office.run(f"TRUNCATE {table} CASCADE")
    assert _rows(busy_office, table) == before


@pytest.mark.parametrize("busy_office", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", REPLACED)
def test_on_sqlite_no_row_takes_the_place_of_another(busy_office: "RawDatabase", table: str) -> None:
    before = _rows(busy_office, table)
    columns, values = REPLACED[table]
    with pytest.raises(busy_office.refusal, match="never replaced"):
        busy_office.run(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({values})")
    assert _rows(busy_office, table) == before


@pytest.mark.parametrize("busy_office", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", sorted(set(KEPT_TABLES) - set(REPLACED)))
def test_on_sqlite_a_row_is_not_replaced_by_its_changed_self(busy_office: "RawDatabase", table: str) -> None:
    before = _rows(busy_office, table)
    with pytest.raises(busy_office.refusal, match="never replaced"):
        busy_office.run(f"REPLACE INTO {table} SELECT * FROM {table}")
    assert _rows(busy_office, table) == before


@pytest.mark.parametrize("busy_office", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", sorted(NO_SECOND))
def test_no_row_that_comes_in_goes_through_those_that_are_there(busy_office: "RawDatabase", table: str) -> None:
    """What must not be there twice is looked for by an index that has all of it."""
    for key in NO_SECOND[table]:
        asked = re.sub(r"NEW\.\w+", "1", key)
        plan = [str(row[3]) for row in busy_office.rows(f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE {asked}")]
        assert [each.count("=?") for each in plan] == [key.count("= NEW.")], plan


def test_what_may_move_on_does(busy_office: "RawDatabase") -> None:
    assert busy_office.run("UPDATE claim SET expires_at = expires_at + 1 WHERE live AND kind = 'hold'") == 1
    assert busy_office.run("UPDATE unit SET layout = '4 rooms' WHERE state = 'held'") == 1
    assert busy_office.run("UPDATE unit SET list_price_minor = list_price_minor + 1 WHERE state = 'available'") == 2
    assert busy_office.run("UPDATE deal SET filing_no = 'F-1'") == 1


def test_the_doctor_misses_no_guard(busy_office: "RawDatabase") -> None:
    with busy_office.database.reading() as tx:
        assert inspection.missing_guards(tx) == []
        assert inspection.has_one_claim_index(tx)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_guards_are_called_each_by_its_own_name_and_stand_on_columns_that_are_there(dialect: str) -> None:
    names = [each.name for each in guards_on(dialect)]
    assert len(names) == len(set(names))
    assert [
        each for each in guards_on(dialect) if not set(each.columns) <= set(METADATA.tables[each.table].c.keys())
    ] == []


def _rows(raw: "RawDatabase", table: str) -> list[tuple[object, ...]]:
    return sorted(raw.rows(f"SELECT * FROM {table}"), key=repr)
