"""Changes in any order, with sales, money and contracts between them: no order reaches a forbidden state.

What `test_walks` says of holds, steps and money of deals that stay where they are is said here of those that are moved,
changed and ended, whose money goes from one to another and back, and whose areas are settled.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from db.changes import buyer
from db.deals import allotment
from db.deals import deal as deal_table
from db.units import claim, unit
from salesdesk.domain.buyers import BuyerAct
from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind, RowKind, Step
from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.settlement import Choice
from salesdesk.domain.units import CLAIMED
from salesdesk.services import (
    area_refunds,
    audit,
    change_answers,
    changes,
    dayend,
    deals,
    office,
    orders,
    payments,
    rescissions,
    reversals,
    settlements,
    steps,
    unallocated,
)
from tests.services.accounts_at import cash
from tests.services.walks.books import Books
from tests.services.walks.truths import WITH_CHANGES, check_moves

if TYPE_CHECKING:
    from tests.conftest import Bureau

MOVES = 120
BUYERS_OWN = ("line", "unallocated", "settlement")


def _moves(bureau: "Bureau", dice: Random) -> list[Callable[[], object]]:
    """Give everything that somebody may try next, each on something picked at random."""
    rep, manager, director = (bureau.desk(role) for role in (Role.REP, Role.MANAGER, Role.DIRECTOR))
    known = [each.deal_id for each in deals.list_deals(manager, live=True)] or ["1"]
    deal, to = dice.choice(known), dice.choice(known)
    room, who, other = f"3-1-{dice.randint(1, 5):02d}01", str(dice.randint(1, 3)), str(dice.randint(1, 3))
    money, fee, act = (
        dice.choice((10_000_00, 500_000_00, 6_000_000_00)),
        dice.choice((0, 1_000_00)),
        dice.choice(list(BuyerAct)),
    )
    share = Decimal(30) if act is BuyerAct.ADD else None
    outcome = dice.choice(list(Outcome))
    target, plan = to if outcome is Outcome.OFFSET else None, dice.choice(("one_sum", "instalments", "mortgage"))
    asked = change_answers.list_changes(manager)
    change = dice.choice([each for each in asked if each.state in ("waiting", "approved")] or asked or [None])
    number = change.change_id if change else 1
    return [
        lambda: orders.place_order(rep, room, who, PlanKind.ONE_SUM),
        lambda: payments.add_receipt(bureau.desk(Role.CASHIER), deal, money, Method.CASH),
        lambda: steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True),
        lambda: changes.ask_unit_change(rep, deal, room, "a view", fee),
        lambda: changes.ask_buyer_change(rep, deal, act, who, "family", other, share),
        lambda: changes.ask_cancellation(rep, deal, outcome, "they leave", fee, target),
        *[lambda: changes.ask_plan_change(rep, deal, plan, "they sold a flat", fee_minor=fee)] * 2,
        lambda: rescissions.rescind_deal(rep, deal, "they move away"),
        lambda: unallocated.move_money(bureau.desk(Role.CASHIER), deal, money, to, reason="they are married"),
        lambda: unallocated.refund_money(bureau.desk(Role.CASHIER), deal, 1_000_00, Method.CASH, None, "too much"),
        lambda: reversals.reverse_receipt(bureau.desk(Role.CASHIER), f"R-{dice.randint(1, 9):06d}", "bounced"),
        lambda: settlements.measure_unit(bureau.desk(Role.BACK_OFFICE), room, dice.choice((9_900, 10_100, 10_500))),
        *[lambda: settlements.apply_settlement(bureau.desk(Role.BACK_OFFICE), deal, dice.choice(list(Choice)))] * 2,
        *[lambda: area_refunds.pay_back(bureau.desk(Role.CASHIER), deal, Method.TRANSFER)] * 2,
        lambda: steps.undo_step(bureau.desk(Role.BACK_OFFICE), deal, "a slip"),
        lambda: dayend.close_day(bureau.desk(Role.CASHIER)) if dice.random() < 0.2 else bureau.clock.on(days=1),
        *[lambda: changes.approve_change(director, number)] * 4,
        lambda: changes.refuse_change(director, number, "no"),
        lambda: changes.withdraw_change(rep, number),
        *[lambda: changes.do_change(manager, number)] * 5,
    ]


def _all_is_told(bureau: "Bureau") -> None:
    """Look at every deal as its screen does: payments, receipts, and what became of the money of one that ended."""
    for each in deals.list_deals(bureau.admin):
        view = deals.show_deal(bureau.admin, each.deal_id)
        own = sum(row.amount_minor for row in view.schedule if row.kind != RowKind.SETTLEMENT)
        assert own == view.price.total_minor
        assert sum(row.here_minor for row in view.receipts) == view.paid_minor
        assert view.paid_minor == sum(row.paid_minor for row in view.schedule) + view.unallocated_minor
        for row in view.schedule:
            assert row.open_minor == (row.amount_minor - row.paid_minor if view.live else 0)
        if (money := view.ended_money) is not None:
            out = (money.carried_minor, money.refunded_minor, money.forfeited_minor, money.fee_minor)
            assert money.paid_minor == sum(out) + money.left_minor


def _check_step(before: Books, after: Books, refused: bool, undoing: bool) -> None:
    """Look at what one move did: a refusal wrote nothing, and no unit went where the table does not let it."""
    if refused:
        assert after.differing(before) == [], "a refusal wrote something"
    check_moves(before, after, undoing)
    for truth in WITH_CHANGES:
        truth(after)


def _check(bureau: "Bureau") -> None:
    with bureau.database.reading() as tx:
        sold = sorted(tx.conn.execute(select(unit.c.id).where(unit.c.state.in_(CLAIMED))).scalars())
        claimed = tx.conn.execute(select(claim.c.unit_id, claim.c.customer_id).where(claim.c.live)).all()
        live = tx.conn.execute(select(deal_table).where(deal_table.c.live)).all()
        ended = tx.conn.execute(select(deal_table).where(~deal_table.c.live)).all()
        held = tx.conn.execute(select(buyer).where(buyer.c.ended_at.is_(None))).all()
        parts = tx.conn.execute(select(allotment).where(allotment.c.use.in_(BUYERS_OWN))).all()
    kept: Counter[int] = Counter()
    for part in parts:
        kept[part.deal_id] += part.amount_minor
    assert sorted(each.unit_id for each in claimed) == sorted(each.unit_id for each in live) == sold
    assert set(claimed) == {(each.unit_id, each.customer_id) for each in live}
    for each in (*live, *ended):
        mine = {row.customer_id: Decimal(row.share) for row in held if row.deal_id == each.id}
        assert sum(mine.values()) == 100
        assert each.customer_id in mine
    assert all(each.outcome and each.ended_on for each in ended)
    assert min(kept.values(), default=0) >= 0, "more of a deal's money went back than came in"
    first, second = cash(bureau.database)
    assert first == second
    found = audit.verify(bureau.admin)
    assert (found.contradictions, found.ok) == ([], True)


@pytest.mark.parametrize("seed", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in (1, 2, 3))])
def test_in_whatever_order_deals_are_changed_the_books_stay_true(bureau: "Bureau", seed: int) -> None:
    dice, rep = Random(seed), bureau.desk(Role.REP)
    for role in (Role.MANAGER, Role.DIRECTOR, Role.CASHIER, Role.BACK_OFFICE):
        bureau.desk(role)
    bureau.units(5)
    office.set_project(bureau.admin, "rescission_days", "7")
    for number in range(1, 4):
        bureau.customer(rep, f"Buyer {number}", f"199-0000-000{number}")
    for number in (1, 2):
        orders.place_order(rep, f"3-1-{number:02d}01", str(number), PlanKind.ONE_SUM)
    done, books = 0, Books(bureau)
    for count in range(MOVES):
        moves, refused, before = _moves(bureau, dice), True, books
        at = dice.randrange(len(moves))
        with suppress(DeskError):
            moves[at]()
            refused = False
        done += not refused
        books = Books(bureau)
        _check_step(before, books, refused, undoing=True)
        _check(bureau)
        if count % 10 == 9:
            _all_is_told(bureau)
    assert done > MOVES // 8, "a walk that is refused at every step proves nothing"
