"""Changes that are asked for wrongly, or whose deal or unit is gone: each is refused, and nothing is written."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.buyers import BuyerAct
from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import (
    cautions,
    changes,
    contract_terms,
    payments,
    steps,
    suspense,
    unallocated,
)
from salesdesk.services.change_sums import explain_change
from salesdesk.services.steps import DealEnded

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def deal(sqlite_bureau: "Bureau") -> str:
    """A deal of rep one's on 3-1-0101, the deposit paid, a unit on sale beside it, and everybody hired."""
    for role in (Role.MANAGER, Role.DIRECTOR, Role.BACK_OFFICE, Role.CASHIER):
        sqlite_bureau.desk(role)
    number = sqlite_bureau.sold(sqlite_bureau.units(2)[0])
    sqlite_bureau.paid(number, 60_000_00)
    return number


@pytest.mark.parametrize(
    ("act", "other", "share", "why"),
    [
        (BuyerAct.ADD, None, None, "one is named for a buyer who comes"),
        (BuyerAct.REMOVE, None, Decimal(40), "and for no other"),
        (BuyerAct.REPLACE, "1", Decimal(40), "and for no other"),
        (BuyerAct.REPLACE, None, None, "somebody comes in the place of a buyer"),
    ],
)
def test_a_change_of_buyers_says_who_comes_and_with_what_share(
    sqlite_bureau: "Bureau", deal: str, act: BuyerAct, other: str | None, share: Decimal | None, why: str
) -> None:
    rep = sqlite_bureau.desk(Role.REP)
    with sqlite_bureau.refuses(BadValue, match=why):
        changes.ask_buyer_change(rep, deal, act, "1", "family", other, share)


def test_every_change_has_a_reason(sqlite_bureau: "Bureau", deal: str) -> None:
    rep = sqlite_bureau.desk(Role.REP)
    with sqlite_bureau.refuses(BadValue, match="a change needs a reason"):
        changes.ask_unit_change(rep, deal, "3-1-0201", " \t")


def test_a_change_of_buyers_has_no_sums_but_its_fee(sqlite_bureau: "Bureau", deal: str) -> None:
    rep = sqlite_bureau.desk(Role.REP)
    other = sqlite_bureau.customer(rep, "李梅", "199-0000-0002")
    asked = [
        changes.ask_buyer_change(rep, deal, BuyerAct.ADD, other, "a wife", share=Decimal(40), fee_minor=fee)
        for fee in (0, 500_00)
    ]
    sums = [{each.ref: each.reckoning.sum_minor for each in explain_change(rep, row.change_id)} for row in asked]
    assert sums == [{}, {"fee": 500_00}]


def test_a_move_that_was_made_is_explained_by_both_prices(sqlite_bureau: "Bureau", deal: str) -> None:
    asked = changes.ask_unit_change(sqlite_bureau.desk(Role.REP), deal, "3-1-0201", "a view")
    changes.approve_change(sqlite_bureau.desk(Role.MANAGER), asked.change_id)
    changes.do_change(sqlite_bureau.desk(Role.REP), asked.change_id)
    found = explain_change(sqlite_bureau.admin, asked.change_id)
    assert {each.ref: each.reckoning.sum_minor for each in found} == {"difference": 0}


def _ended(bureau: "Bureau", deal: str) -> None:
    asked = changes.ask_cancellation(bureau.desk(Role.REP), deal, Outcome.RETURN, "they leave")
    changes.approve_change(bureau.desk(Role.DIRECTOR), asked.change_id)
    changes.do_change(bureau.desk(Role.MANAGER), asked.change_id)


def test_nothing_is_done_any_more_on_a_deal_that_has_ended(sqlite_bureau: "Bureau", deal: str) -> None:
    cashier, back = sqlite_bureau.desk(Role.CASHIER), sqlite_bureau.desk(Role.BACK_OFFICE)
    rep = sqlite_bureau.desk(Role.REP)
    loose = suspense.add_loose(cashier, 1_000_00, Method.CASH, payer="王家").receipt_no
    _ended(sqlite_bureau, deal)
    other = sqlite_bureau.sold("3-1-0201", PlanKind.ONE_SUM, "1")
    sqlite_bureau.paid(other, 15_000_00, only=Step.DEPOSIT)
    with sqlite_bureau.refuses(DealEnded, match=deal):
        changes.ask_unit_change(rep, deal, "3-1-0101", "back again")
    with sqlite_bureau.refuses(DealEnded, match=deal):
        steps.do_step(back, deal, Step.CONTRACT)
    with sqlite_bureau.refuses(DealEnded, match=deal):
        steps.undo_step(back, deal, "a slip")
    with sqlite_bureau.refuses(DealEnded, match=deal):
        unallocated.move_money(cashier, other, 5_000_00, deal)
    with sqlite_bureau.refuses(DealEnded, match=deal):
        unallocated.move_money(cashier, loose, 1_000_00, deal)
    with sqlite_bureau.refuses(BadValue, match="it has ended"):
        cautions.tick_cautions(back, deal)
    with sqlite_bureau.refuses(BadValue, match="it has ended"):
        contract_terms.show_terms(back, deal)
    assert [each.kind for each in payments.list_receipts(cashier, deal)] == ["receipt", "refund"]


@pytest.mark.parametrize("fee", [-1, -60_000_00])
def test_a_fee_is_never_less_than_nothing(sqlite_bureau: "Bureau", deal: str, fee: int) -> None:
    rep = sqlite_bureau.desk(Role.REP)
    with sqlite_bureau.refuses(DeskError, match="nothing"):
        changes.ask_unit_change(rep, deal, "3-1-0201", "a view", fee)
