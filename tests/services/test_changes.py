"""Changes of a deal: who asks, who decides, what voids an approval, and what stands in the books afterwards."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.buyers import BuyerAct, LastBuyer
from salesdesk.domain.changes import (
    ChangeDecided,
    ChangeDone,
    ChangeExpired,
    ChangeOpen,
    ChangeRefused,
    ChangeVoid,
    ChangeWaits,
    FeeTooHigh,
    Outcome,
    OwnChange,
    RankTooLow,
    TooFar,
)
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import BadValue, Lost, NotPermitted
from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock, UnitLocked
from salesdesk.services import audit, change_answers, changes, deals, holds, office, orders, reversals, standing, steps
from salesdesk.services.board import unit_card
from salesdesk.services.change_answers import ChangeAnswer
from salesdesk.services.change_words import rule_words, what_happens
from salesdesk.services.deal_sums import explain_deal
from salesdesk.services.receipt_words import became_of, paid_on, remark_on
from salesdesk.services.today import read_today
from salesdesk.services.waiting import waiting_for
from tests.services.accounts_at import cash
from tests.services.accounts_at import standing as standing_of

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def deal(bureau: "Bureau") -> str:
    """A deal of rep one's on 3-1-0101, the deposit paid, five units on sale beside it, and everybody hired."""
    for role in (Role.MANAGER, Role.DIRECTOR, Role.BACK_OFFICE):
        bureau.desk(role)
    number = bureau.sold(bureau.units(6)[0])
    bureau.paid(number, 60_000_00)
    return number


def _approved(bureau: "Bureau", asked: ChangeAnswer, role: Role = Role.MANAGER) -> ChangeAnswer:
    return changes.approve_change(bureau.desk(role), asked.change_id)


def _moved(bureau: "Bureau", deal: str, unit: str = "3-1-0201", fee: int = 0) -> ChangeAnswer:
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, unit, "a higher floor", fee)
    _approved(bureau, asked)
    return changes.do_change(bureau.desk(Role.REP), asked.change_id)


def _cancelled(bureau: "Bureau", deal: str, outcome: Outcome, fee: int = 0, to_deal: str | None = None) -> ChangeAnswer:
    asked = changes.ask_cancellation(bureau.desk(Role.REP), deal, outcome, "they leave", fee, to_deal)
    _approved(bureau, asked, Role.DIRECTOR)
    return changes.do_change(bureau.desk(Role.MANAGER), asked.change_id)


def _true(bureau: "Bureau") -> bool:
    """Tell whether the log is true of the books, and all money is somewhere."""
    sums = cash(bureau.database)
    found = audit.verify(bureau.admin)
    assert found.contradictions == []
    return found.ok and sums[0] == sums[1]


def test_a_unit_change_moves_everything_in_one_go(bureau: "Bureau", deal: str) -> None:
    done = _moved(bureau, deal, fee=5_000_00)
    old, new = deals.show_deal(bureau.admin, deal), deals.show_deal(bureau.admin, str(done.new_deal_id))
    assert (old.live, old.unit, old.unit_state) == (False, "3-1-0101", "available")
    assert (new.live, new.from_deal, old.to_deal, new.unit_state) == (True, old.deal_id, new.deal_id, "subscribed")
    assert (new.unit, new.customer, new.rep) == ("3-1-0201", old.customer, old.rep)
    assert sum(row.amount_minor for row in old.schedule) == old.price.total_minor
    assert standing_of(bureau.database, deal) == {"fee": 5_000_00}
    assert standing_of(bureau.database, str(done.new_deal_id)) == {"deposit": 10_000_00, "first payment": 45_000_00}
    assert (done.state, done.after["carried_minor"], done.after["deal"]) == ("done", 55_000_00, new.deal_id)
    assert unit_card(bureau.admin, "3-1-0101").state == "available"
    assert _true(bureau)


def _fits(bureau: "Bureau", number: str) -> deals.DealView:
    """Give a deal whose receipts come to what stands on it, and whose money is all accounted for once it has ended."""
    found = deals.show_deal(bureau.admin, number)
    assert sum(each.here_minor for each in found.receipts) == found.paid_minor
    sums = {each.ref: each.reckoning.sum_minor for each in explain_deal(bureau.admin, number)}
    if (money := found.ended_money) is not None:
        out = (money.carried_minor, money.refunded_minor, money.forfeited_minor, money.fee_minor, money.left_minor)
        assert (money.paid_minor, sums["open"]) == (sum(out), 0)
        assert (sum(each.open_minor for each in found.schedule), sums["paid"]) == (0, money.paid_minor)
    return found


def test_a_moved_deal_lists_the_receipts_that_were_carried_over(bureau: "Bureau", deal: str) -> None:
    bureau.paid(deal, 40_000_00)
    second = str(_moved(bureau, deal, fee=5_000_00).new_deal_id)
    third = str(_moved(bureau, second, "3-1-0301").new_deal_id)
    first, between, last = (_fits(bureau, each) for each in (deal, second, third))
    told = [
        [(each.receipt_no, each.counted_minor, each.went_minor, each.went_to) for each in found.receipts]
        for found in (first, between, last)
    ]
    assert told == [
        [("R-000001", 60_000_00, 55_000_00, [second]), ("R-000002", 40_000_00, 40_000_00, [second])],
        [("R-000001", 55_000_00, 55_000_00, [third]), ("R-000002", 40_000_00, 40_000_00, [third])],
        [("R-000001", 55_000_00, 0, []), ("R-000002", 40_000_00, 0, [])],
    ]
    assert [(each.from_deal, each.from_unit) for each in last.receipts] == [(second, "3-1-0201")] * 2
    assert remark_on(between.receipts[0]) == (
        f"carried over from 3-1-0101 ({deal}), a part of 60,000; 55,000 carried over to {third}"
    )
    assert first.ended_money is not None
    assert became_of(first.ended_money) == ["95,000 carried over", "5,000 kept as a fee"]
    reversals.reverse_receipt(bureau.desk(Role.CASHIER), "R-2", "no such transfer")
    after = _fits(bureau, third)
    assert sum(each.counted_minor for each in after.receipts) == 55_000_00
    assert (after.history[0].kind, after.history[0].facts["amount_minor"]) == ("receipt.taken_back", -40_000_00)
    assert _true(bureau)


@pytest.mark.parametrize(
    ("outcome", "became"),
    [
        (Outcome.RETURN, ["60,000 refunded"]),
        (Outcome.FORFEIT, ["50,000 refunded", "10,000 forfeited"]),
        (Outcome.DOUBLE, ["60,000 refunded", "compensation of 10,000 paid beside it"]),
    ],
)
def test_on_a_deal_that_has_ended_nothing_is_open(
    bureau: "Bureau", deal: str, outcome: Outcome, became: list[str]
) -> None:
    _cancelled(bureau, deal, outcome)
    found = _fits(bureau, deal)
    assert found.ended_money is not None
    assert (paid_on(found), became_of(found.ended_money)) == (60_000_00, became)
    assert [each.open_minor for each in deals.list_deals(bureau.admin) if each.deal_id == deal] == [0]


def test_a_move_takes_the_price_of_the_other_unit_with_the_discounts_of_today(bureau: "Bureau", deal: str) -> None:
    standing.publish_discount(bureau.admin, "opening", Decimal(98), None, None)
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")
    assert (asked.before["total_minor"], asked.after["total_minor"]) == (600_000_000, 588_000_000)
    assert asked.after["difference_minor"] == -12_000_000


def test_a_change_waits_for_somebody_elses_approval(bureau: "Bureau", deal: str) -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    asked = changes.ask_unit_change(rep, deal, "3-1-0201", "a higher floor")
    assert (asked.state, asked.needed_role) == ("waiting", "manager")
    with bureau.refuses(ChangeWaits, match="waits for the approval of a manager"):
        changes.do_change(rep, asked.change_id)
    with bureau.refuses(NotPermitted):
        changes.approve_change(rep, asked.change_id)
    own = changes.ask_unit_change(manager, deal, "3-1-0301", "a view")
    with bureau.refuses(OwnChange):
        changes.approve_change(manager, own.change_id)
    assert change_answers.show_change(rep, asked.change_id).state == "void", "another was asked for since"


def test_a_rank_below_the_needed_one_does_not_decide(bureau: "Bureau", deal: str) -> None:
    office.set_project(bureau.admin, "unit_change_rank", "director")
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")
    for decide in (changes.approve_change, changes.refuse_change):
        with bureau.refuses(RankTooLow, match="it waits for the director"):
            decide(bureau.desk(Role.MANAGER), asked.change_id, "no")
    assert _approved(bureau, asked, Role.DIRECTOR).state == "approved"


def test_a_project_may_do_without_approvals(bureau: "Bureau", deal: str) -> None:
    office.set_project(bureau.admin, "unit_change_rank", "none")
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")
    assert asked.state == "approved"
    assert waiting_for(bureau.desk(Role.MANAGER)) == 0
    assert [each for each in read_today(bureau.desk(Role.MANAGER)).tasks if each.ref == "change:1"] == []
    assert changes.do_change(bureau.desk(Role.REP), asked.change_id).state == "done"
    assert _true(bureau)


def test_a_refused_change_is_never_carried_out(bureau: "Bureau", deal: str) -> None:
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")
    with bureau.refuses(BadValue, match="needs a reason"):
        changes.refuse_change(bureau.desk(Role.MANAGER), asked.change_id, " ")
    changes.refuse_change(bureau.desk(Role.MANAGER), asked.change_id, "too late")
    with bureau.refuses(ChangeRefused):
        changes.do_change(bureau.desk(Role.REP), asked.change_id)
    for late in (_approved, lambda _, row: changes.withdraw_change(bureau.desk(Role.REP), row.change_id)):
        with bureau.refuses(ChangeDecided):
            late(bureau, asked)
    assert _true(bureau)


def test_a_change_is_carried_out_once(bureau: "Bureau", deal: str) -> None:
    done = _moved(bureau, deal)
    with bureau.refuses(ChangeDone):
        changes.do_change(bureau.desk(Role.REP), done.change_id)


def test_a_change_expires(bureau: "Bureau", deal: str) -> None:
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")
    _approved(bureau, asked)
    bureau.clock.on(hours=72)
    with bureau.refuses(ChangeExpired):
        changes.do_change(bureau.desk(Role.REP), asked.change_id)
    assert change_answers.list_changes(bureau.desk(Role.REP))[0].state == "expired"


def test_any_edit_of_the_deal_voids_an_approval(bureau: "Bureau", deal: str) -> None:
    asked = changes.ask_cancellation(bureau.desk(Role.REP), deal, Outcome.FORFEIT, "they leave")
    _approved(bureau, asked)
    bureau.paid(deal, 1_740_000_00)
    with bureau.refuses(ChangeVoid):
        changes.do_change(bureau.desk(Role.MANAGER), asked.change_id)
    other = changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
    with bureau.refuses(ChangeVoid):
        _approved(bureau, other)
    assert _true(bureau)


def test_money_that_comes_in_does_not_void_a_move(bureau: "Bureau", deal: str) -> None:
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")
    _approved(bureau, asked)
    bureau.paid(deal, 5_000_00)
    assert changes.do_change(bureau.desk(Role.REP), asked.change_id).after["carried_minor"] == 65_000_00


def test_an_approval_is_carried_out_or_taken_back_before_another_is_asked_for(bureau: "Bureau", deal: str) -> None:
    rep = bureau.desk(Role.REP)
    asked = changes.ask_unit_change(rep, deal, "3-1-0201", "a higher floor")
    _approved(bureau, asked)
    with bureau.refuses(ChangeOpen):
        changes.ask_unit_change(rep, deal, "3-1-0301", "a view")
    assert changes.withdraw_change(rep, asked.change_id).state == "void"
    assert changes.ask_unit_change(rep, deal, "3-1-0301", "a view").state == "waiting"
    assert _true(bureau)


def test_a_taken_or_locked_unit_is_no_target(bureau: "Bureau", deal: str) -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    holds.place_hold(rep, "3-1-0201", bureau.customer(rep, "李明", "199-0000-0002"))
    holds.lock_unit(manager, "3-1-0301", Lock.SHOW_FLAT, "shown")
    for unit, refusal in (("3-1-0201", Lost), ("3-1-0301", UnitLocked), ("3-1-0101", BadValue)):
        with bureau.refuses(refusal):
            changes.ask_unit_change(rep, deal, unit, "a higher floor")


def test_a_target_that_was_taken_since_is_lost_and_nothing_moves(bureau: "Bureau", deal: str) -> None:
    rep = bureau.desk(Role.REP)
    asked = changes.ask_unit_change(rep, deal, "3-1-0201", "a higher floor")
    _approved(bureau, asked)
    bureau.sold("3-1-0201", buyer=bureau.customer(rep, "李明", "199-0000-0002"))
    with bureau.refuses(Lost):
        changes.do_change(rep, asked.change_id)


def test_a_hold_for_the_buyer_becomes_the_new_deal(bureau: "Bureau", deal: str) -> None:
    rep = bureau.desk(Role.REP)
    holds.place_hold(rep, "3-1-0201", str(deals.show_deal(rep, deal).customer_id))
    assert _moved(bureau, deal).state == "done"
    assert _true(bureau)


def test_a_seized_unit_stays_where_it_is(bureau: "Bureau", deal: str) -> None:
    holds.lock_unit(bureau.desk(Role.MANAGER), "3-1-0101", Lock.SEIZED, "the court")
    with bureau.refuses(UnitLocked):
        changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")


def test_after_the_contract_the_unit_is_not_changed(bureau: "Bureau") -> None:
    deal = bureau.signed(bureau.units(2)[0])
    with bureau.refuses(TooFar, match="only while the unit is subscribed"):
        changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")


def test_a_fee_is_never_more_than_what_is_there(bureau: "Bureau", deal: str) -> None:
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor", 60_000_01)
    _approved(bureau, asked)
    with bureau.refuses(FeeTooHigh, match="60,000.01"):
        changes.do_change(bureau.desk(Role.REP), asked.change_id)


def _changed(
    bureau: "Bureau", deal: str, act: BuyerAct, who: str, other: str | None = None, share: int | None = None
) -> ChangeAnswer:
    percent = None if share is None else Decimal(share)
    asked = changes.ask_buyer_change(bureau.desk(Role.REP), deal, act, who, "family", other, percent)
    _approved(bureau, asked)
    return changes.do_change(bureau.desk(Role.REP), asked.change_id)


def _buyers(bureau: "Bureau", deal: str) -> dict[str, str]:
    return {each.customer: each.share for each in deals.show_deal(bureau.admin, deal).buyers}


def test_buyers_come_leave_and_follow_each_other(bureau: "Bureau", deal: str) -> None:
    rep = bureau.desk(Role.REP)
    wife, son = bureau.customer(rep, "李梅", "199-0000-0002"), bureau.customer(rep, "王明", "199-0000-0003")
    assert _buyers(bureau, deal) == {"王小明": "100"}
    _changed(bureau, deal, BuyerAct.ADD, wife, share=40)
    assert _buyers(bureau, deal) == {"王小明": "60", "李梅": "40"}
    _changed(bureau, deal, BuyerAct.REPLACE, "王小明", son)
    assert _buyers(bureau, deal) == {"李梅": "40", "王明": "60"}
    assert deals.show_deal(bureau.admin, deal).customer == "王明"
    _changed(bureau, deal, BuyerAct.REMOVE, son)
    assert _buyers(bureau, deal) == {"李梅": "100"}
    assert deals.show_deal(bureau.admin, deal).customer == "李梅"
    with bureau.refuses(LastBuyer):
        changes.ask_buyer_change(rep, deal, BuyerAct.REMOVE, wife, "she leaves")
    assert _true(bureau)


def test_buyers_go_with_the_deal_to_another_unit(bureau: "Bureau", deal: str) -> None:
    _changed(bureau, deal, BuyerAct.ADD, bureau.customer(bureau.desk(Role.REP), "李梅", "199-0000-0002"), share=40)
    done = _moved(bureau, deal)
    assert _buyers(bureau, str(done.new_deal_id)) == {"王小明": "60", "李梅": "40"}
    assert _true(bureau)


def test_buyers_stand_still_once_the_contract_is_filed(bureau: "Bureau") -> None:
    rep, deal = bureau.desk(Role.REP), bureau.signed(bureau.units(2)[0])
    other = bureau.customer(rep, "李梅", "199-0000-0002")
    assert _changed(bureau, deal, BuyerAct.ADD, other, share=40).state == "done"
    steps.file_contract(bureau.desk(Role.BACK_OFFICE), deal, "F-1")
    with bureau.refuses(TooFar):
        changes.ask_buyer_change(rep, deal, BuyerAct.REMOVE, other, "she leaves")


def test_a_forfeited_deposit_stays_and_the_rest_goes_back(bureau: "Bureau", deal: str) -> None:
    done = _cancelled(bureau, deal, Outcome.FORFEIT)
    assert (done.after["forfeit_minor"], done.after["refund_minor"]) == (10_000_00, 50_000_00)
    assert standing_of(bureau.database, deal) == {"forfeited": 10_000_00}
    ended = deals.show_deal(bureau.admin, deal)
    assert (ended.live, ended.unit_state, ended.outcome) == (False, "available", "forfeit")
    assert ended.ended_on == ended.ordered_on
    assert _true(bureau)


@pytest.mark.parametrize(
    ("outcome", "left", "cash_left"),
    [(Outcome.RETURN, {}, 0), (Outcome.DOUBLE, {"compensation": -10_000_00}, -10_000_00)],
)
def test_what_goes_back_is_booked_out(
    bureau: "Bureau", deal: str, outcome: Outcome, left: dict[str, int], cash_left: int
) -> None:
    done = _cancelled(bureau, deal, outcome)
    assert done.after["refund_minor"] == 60_000_00
    assert standing_of(bureau.database, deal) == left
    assert cash(bureau.database) == (cash_left, cash_left)
    assert _true(bureau)


def test_an_offset_counts_for_another_deal_less_the_fee(bureau: "Bureau", deal: str) -> None:
    other = bureau.sold("3-1-0201", PlanKind.ONE_SUM, str(deals.show_deal(bureau.admin, deal).customer_id))
    with bureau.refuses(BadValue, match="names the deal"):
        changes.ask_cancellation(bureau.desk(Role.REP), deal, Outcome.OFFSET, "two are too many")
    done = _cancelled(bureau, deal, Outcome.OFFSET, 1_000_00, other)
    assert done.after["carried_minor"] == 59_000_00
    assert standing_of(bureau.database, deal) == {"fee": 1_000_00}
    assert sum(standing_of(bureau.database, other).values()) == 59_000_00
    assert _true(bureau)


def test_only_who_may_cancel_carries_out_a_cancellation(bureau: "Bureau", deal: str) -> None:
    asked = changes.ask_cancellation(bureau.desk(Role.REP), deal, Outcome.RETURN, "the bank says no")
    _approved(bureau, asked)
    with bureau.refuses(NotPermitted, match="may not cancel a deal"):
        changes.do_change(bureau.desk(Role.REP), asked.change_id)


def test_a_deposit_paid_twice_needs_a_director(bureau: "Bureau", deal: str) -> None:
    asked = changes.ask_cancellation(bureau.desk(Role.REP), deal, Outcome.DOUBLE, "sold twice")
    with bureau.refuses(RankTooLow):
        _approved(bureau, asked)


def test_a_filed_deal_is_cancelled_and_its_unit_sold_again(bureau: "Bureau") -> None:
    deal = bureau.signed(bureau.units(2)[0])
    steps.file_contract(bureau.desk(Role.BACK_OFFICE), deal, "F-1")
    _cancelled(bureau, deal, Outcome.RETURN)
    rep = bureau.desk(Role.REP)
    again = orders.place_order(rep, "3-1-0101", bureau.customer(rep, "李明", "199-0000-0002"), PlanKind.ONE_SUM)
    assert again.deal_id != deal
    assert _true(bureau)


def test_a_rep_sees_the_changes_of_their_own_deals_alone(bureau: "Bureau", deal: str) -> None:
    changes.ask_unit_change(bureau.desk(Role.REP), deal, "3-1-0201", "a higher floor")
    assert change_answers.list_changes(bureau.desk(Role.REP, "rival")) == []
    assert [each.deal_id for each in change_answers.list_changes(bureau.desk(Role.MANAGER), deal, waiting=True)] == [
        deal
    ]


@pytest.mark.parametrize(
    ("outcome", "rule"),
    [
        (Outcome.FORFEIT, "the buyer is at fault: the deposit stays with the seller (Civil Code, article 587)"),
        (Outcome.DOUBLE, "the seller is at fault: the deposit is paid back twice (Civil Code, article 587)"),
        (Outcome.RETURN, "nobody is at fault: everything goes back"),
    ],
)
def test_an_end_names_its_rule_and_the_law_of_the_place(
    bureau: "Bureau", deal: str, outcome: Outcome, rule: str
) -> None:
    done = _cancelled(bureau, deal, outcome)
    assert rule_words(done) == rule
    office.set_project(bureau.admin, "profile", "us")
    assert rule_words(change_answers.show_change(bureau.admin, done.change_id)) == rule.partition(" (")[0]


def test_a_change_of_buyers_names_them(bureau: "Bureau", deal: str) -> None:
    rep = bureau.desk(Role.REP)
    other = bureau.customer(rep, "李明", "199-0000-0002")
    asked = changes.ask_buyer_change(rep, deal, BuyerAct.ADD, other, "a wife", share=Decimal(40))
    assert what_happens(asked) == f"the buyers of {deal} were 王小明 100 %, and become 王小明 60 %, 李明 40 %"
