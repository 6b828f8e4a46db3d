"""A busy office that tests of the database share, and the driver's own connection to it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from db.engine import Database
from db.imports import add_run
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import ChaseOutcome
from salesdesk.services import chasing, discounts, holds, orders, reversals, steps

if TYPE_CHECKING:
    from tests.conftest import Bureau, Clock


@dataclass
class RawDatabase:
    """A database through its driver alone, as somebody with a shell would open it."""

    database: Database

    def connect(self) -> Any:
        """Open a connection of one's own."""
        if self.database.path:
            conn = sqlite3.connect(self.database.path)
            conn.execute("PRAGMA foreign_keys = ON")
            return conn
        return psycopg.connect(self.address)

    @property
    def address(self) -> str:
        """The address as psycopg takes it."""
        return self.database.url.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql")

    @property
    def refusal(self) -> type[Exception]:
        """What the driver raises when a guard refuses."""
        return sqlite3.IntegrityError if self.database.path else psycopg.errors.RestrictViolation

    def run(self, statement: str) -> int:
        """Execute and commit a statement; gives how many rows it touched."""
        with closing(self.connect()) as conn:
            count = conn.execute(statement).rowcount
            conn.commit()
        return int(count)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read rows."""
        with closing(self.connect()) as conn:
            return [tuple(row) for row in conn.execute(query).fetchall()]


@pytest.fixture
def raw(database: Database) -> RawDatabase:
    """This test's database through its driver."""
    return RawDatabase(database)


@pytest.fixture
def raw_database() -> type[RawDatabase]:
    """The way to open any database through its driver."""
    return RawDatabase


RARER = (
    "INSERT INTO quote_item (quote_id, place, kind, name, amount_minor) VALUES (1, 1, 'extra', 'kitchen', 5)",
    "INSERT INTO price_list (project_id, name, source, rule, made_by, made_at) VALUES (1, 'autumn', 'rule', '', 1, 0)",
    "INSERT INTO price_list_entry (price_list_id, unit_id, unit_price_minor, list_price_minor) VALUES (1, 1, 5, 5)",
    "INSERT INTO price_change (unit_id, list_price_minor, staff_id, at) VALUES (1, 5, 1, 0)",
    "INSERT INTO deal_tick (deal_id, item, ticked_on, staff_id, at) VALUES (1, 'cautions', '2026-08-31', 1, 0)",
    "INSERT INTO day_close (project_id, day, totals, staff_id, at) VALUES (1, '2026-08-01', '{}', 1, 0)",
    "INSERT INTO request_item (request_id, place, kind, name, amount_minor) VALUES (1, 1, 'extra', 'kitchen', 5)",
    "INSERT INTO disclosure_fact (project_id, fact, staff_id, at) VALUES (1, 'a railway', 1, 0)",
    "INSERT INTO change_order (project_id, number, deal_id, kind, state, reason, fee_minor, asked, binding,"
    " needed_role, asked_by, asked_at, expires_at, decided_reason, before, after)"
    " VALUES (1, 1, 1, 'plan', 'waiting', 'pays at once', 5, '{}', '', 'manager', 1, 0, 0, '', '', '')",
    "INSERT INTO mortgage_case (project_id, deal_id, lender, bank, state, asked_minor, opened_at, staff_id,"
    " ended_reason) VALUES (1, 1, 'commercial', 'Harbour Bank', 'collecting', 5, 0, 1, '')",
    "INSERT INTO area_settlement (deal_id, variant, area_case, percent, contract_built_area, measured_built_area,"
    " unit_price_minor, amount_minor, settled_on, staff_id, at)"
    " VALUES (1, 'built', 'within', '3', 10000, 10100, 5, 5, '2026-08-31', 1, 0)",
)
"""A row of each table that is frozen and is written by what seldom happens."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def busy_office(
    request: pytest.FixtureRequest,
    fresh_database: Callable[[str], AbstractContextManager[Database]],
    bureau_on: Callable[[Database, "Clock"], "Bureau"],
    module_clock: "Clock",
) -> Iterator[RawDatabase]:
    """An office in which everything has happened once that may not be changed afterwards."""
    with fresh_database(request.param) as database:
        _let_things_happen(bureau_on(database, module_clock))
        yield RawDatabase(database)


def _let_things_happen(bureau: "Bureau") -> None:
    rep, manager, office = bureau.desk(Role.REP), bureau.desk(Role.MANAGER), bureau.desk(Role.BACK_OFFICE)
    first, held, let_go, free = bureau.units(4)
    buyer = bureau.customer(rep)
    holds.place_hold(rep, let_go, buyer)
    holds.release_hold(rep, let_go)
    asked = discounts.request_discount(rep, first, buyer, PlanKind.MORTGAGE, "he pays at once", Decimal(98))
    discounts.approve_discount(manager, asked.request_id, "agreed")
    deal = orders.place_order(rep, first, buyer, PlanKind.MORTGAGE, asked.request_id).deal_id
    chasing.write_chase(rep, deal, ChaseOutcome.PROMISED, date(2026, 9, 2))
    bureau.paid(deal, 10_000_00)
    bureau.paid(deal, 10_000_000_00)
    reversals.reverse_receipt(bureau.desk(Role.CASHIER), "R-000002", "a nought too many")
    bureau.paid(deal, 2_000_000_00)
    steps.do_step(office, deal, Step.CONTRACT, ticked=True)
    steps.undo_step(office, deal, "the wrong form")
    steps.do_step(office, deal, Step.CONTRACT, ticked=True)
    holds.place_hold(rep, held, buyer)
    waiting = discounts.request_discount(rep, free, buyer, PlanKind.MORTGAGE, "so do we", Decimal(97))
    refused = discounts.request_discount(rep, free, buyer, PlanKind.ONE_SUM, "and so do we", Decimal(97))
    discounts.refuse_discount(manager, refused.request_id, "enough")
    assert waiting.request_id == 2
    _note_an_import(bureau)
    with bureau.database.writing() as tx:
        for statement in RARER:
            tx.conn.exec_driver_sql(statement)


def _note_an_import(bureau: "Bureau") -> None:
    counted = {"read": 1, "new": 1, "changed": 0, "same": 0, "rejected": 0}
    said = {"project_id": bureau.admin.project.id, "kind": "units", "file_name": "a.csv", "sha256": "0", "staff_id": 1}
    with bureau.database.writing() as tx:
        add_run(tx, {**said, **counted})
