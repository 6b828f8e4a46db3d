"""Whatever is booked, moved, given back and reversed, in any order: the money of the books adds up."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db import inspection
from db.deals import allotment, deal, schedule_of
from db.engine import Database
from db.money import receipt
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import Method, deal_number, receipt_number
from salesdesk.domain.roles import Role
from salesdesk.services import orders, payments, reversals, suspense, unallocated

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from tests.conftest import Bureau

MOST = 10**12
DEALS = 3
AMOUNTS = st.one_of(st.integers(1, MOST), st.sampled_from([1, 10_000_00, 3_000_00, 600_000_000]))
MOVES = st.one_of(
    st.tuples(st.just("pay"), st.integers(1, DEALS), AMOUNTS, st.integers(0, 40)),
    st.tuples(st.just("move"), st.integers(1, DEALS), AMOUNTS, st.integers(1, DEALS)),
    st.tuples(st.just("refund"), st.integers(1, DEALS), AMOUNTS, st.integers(0, 40)),
    st.tuples(st.just("come"), st.just(0), AMOUNTS, st.integers(0, 40)),
    st.tuples(st.just("assign"), st.integers(1, 8), AMOUNTS, st.integers(1, DEALS)),
    st.tuples(st.just("return"), st.integers(1, 8), AMOUNTS, st.integers(0, 40)),
    st.tuples(st.just("reverse"), st.integers(1, 8), st.just(1), st.just(0)),
)


@dataclass
class Till:
    """A cashier's place, and where the register stood before this case."""

    bureau: "Bureau"
    cashier: "Desk"
    first_deal: int
    first_receipt: int

    def some(self, number: str, amount: int) -> int:
        """Give a part of what is unallocated on a deal or for none, all of it, or one fen too much."""
        lines = unallocated.list_unallocated(self.cashier)
        there = next((each.amount_minor for each in lines if each.name == number), 0)
        return there if amount % 3 else amount % (there + 2)

    def do(self, what: str, which: int, amount: int, other: int) -> None:
        """Do one thing; what the rules refuse is refused."""
        number = deal_number(self.first_deal + which)
        loose = receipt_number(self.first_receipt + DEALS + which)
        day = date(2026, 8, 31) - timedelta(days=other)
        try:
            if what == "pay":
                payments.add_receipt(self.cashier, number, amount, Method.CASH, day)
            elif what == "move":
                target = deal_number(self.first_deal + other)
                unallocated.move_money(self.cashier, number, self.some(number, amount), target, None, "so be it")
            elif what == "refund":
                unallocated.refund_money(self.cashier, number, self.some(number, amount), Method.CASH, day, "so be it")
            elif what == "come":
                suspense.add_loose(self.cashier, amount, Method.TRANSFER, day, "somebody")
            elif what == "assign":
                target = deal_number(self.first_deal + other)
                unallocated.move_money(self.cashier, loose, self.some(loose, amount), target)
            elif what == "return":
                unallocated.refund_money(self.cashier, loose, self.some(loose, amount), Method.CASH, day, "so be it")
            else:
                reversals.reverse_receipt(self.cashier, receipt_number(self.first_receipt + which), "so be it")
        except DeskError:
            return


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def office(
    request: pytest.FixtureRequest,
    fresh_database: Callable[[str], AbstractContextManager[Database]],
    bureau_on: Callable[..., "Bureau"],
    module_clock: Any,
) -> Iterator["Bureau"]:
    """An office that all cases share; each case has deals of its own, paid for too dearly."""
    with fresh_database(request.param) as database:
        bureau = bureau_on(database, module_clock)
        module_clock.now = datetime(2026, 8, 31, 2, 0, tzinfo=UTC)
        bureau.units(400)
        yield bureau


def _till(bureau: "Bureau") -> Till:
    with bureau.database.reading() as tx:
        deals, receipts = (
            int(tx.conn.execute(select(func.count(each.c.id))).scalar() or 0) for each in (deal, receipt)
        )
    rep = bureau.desk(Role.REP)
    buyer = "1" if deals else bureau.customer(rep)
    for number in range(deals + 1, deals + DEALS + 1):
        orders.place_order(rep, f"3-1-{number:02d}01", buyer, PlanKind.INSTALMENTS)
    for number in range(1, DEALS + 1):
        bureau.paid(deal_number(deals + number), MOST)
    return Till(bureau, bureau.desk(Role.CASHIER), deals, receipts)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOVES, min_size=4, max_size=14))
def test_the_money_adds_up_whatever_is_done(office: "Bureau", moves: list[tuple[str, int, int, int]]) -> None:
    till = _till(office)
    for what, which, amount, other in moves:
        till.do(what, which, amount, other)
    _check_books(office.database)


def _check_books(database: Database) -> None:
    with database.reading() as tx:
        assert inspection.misallotted(tx) == []
        assert inspection.overpaid(tx) == []
        assert inspection.overdrawn(tx) == []
        assert inspection.gaps(tx) == []
        cash = int(tx.conn.execute(select(func.coalesce(func.sum(receipt.c.amount_minor), 0))).scalar() or 0)
        uses = select(allotment.c.use, func.sum(allotment.c.amount_minor)).group_by(allotment.c.use)
        by_use = {use: int(amount) for use, amount in tx.conn.execute(uses)}
        assert cash == by_use.get("line", 0) + by_use.get("unallocated", 0)
        for key in tx.conn.execute(select(deal.c.id)).scalars():
            lines = schedule_of(tx, key)
            due = sum(each.amount_minor for each in lines)
            assert sum(each.paid_minor + each.open_minor for each in lines) == due
            assert all(0 <= each.paid_minor <= each.amount_minor for each in lines)
