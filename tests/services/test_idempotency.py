"""A command sent again under its key changes nothing and gets the first answer, whatever that was."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind, Step, StepClosed
from salesdesk.domain.errors import BadValue, DeskError, Exit, KeyReused, NotFound
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import customers, discounts, holds, orders, payments, steps
from salesdesk.services.deals import DealView
from salesdesk.services.desk import Desk

if TYPE_CHECKING:
    from tests.conftest import Bureau


def test_the_same_key_gives_the_first_answer_and_changes_nothing(bureau: "Bureau") -> None:
    rep, unit = _keyed(bureau), bureau.units(1)[0]
    buyer = bureau.customer(bureau.desk(Role.REP))
    first = holds.place_hold(rep, unit, buyer, 30)
    written = bureau.written()
    bureau.clock.on(minutes=5)
    assert holds.place_hold(rep, unit, buyer, 30) == first
    assert bureau.written() == written


def test_the_first_answer_is_given_even_after_the_world_has_moved_on(bureau: "Bureau") -> None:
    rep, unit = _keyed(bureau), bureau.units(1)[0]
    buyer = bureau.customer(bureau.desk(Role.REP))
    first = holds.place_hold(rep, unit, buyer)
    holds.release_hold(bureau.desk(Role.MANAGER), unit)
    assert holds.place_hold(rep, unit, buyer) == first
    assert holds.list_holds(bureau.desk(Role.MANAGER)) == []


def test_every_kind_of_answer_comes_back_whole(bureau: "Bureau") -> None:
    rep, cashier, office = bureau.desk(Role.REP), bureau.desk(Role.CASHIER), bureau.desk(Role.BACK_OFFICE)
    unit, other = bureau.units(2)
    buyer = bureau.customer(rep)
    asked = [
        discounts.request_discount(rep.keyed("a"), other, buyer, PlanKind.ONE_SUM, "x", None, 1_000_00)
        for _ in range(2)
    ]
    orders_ = [orders.place_order(rep.keyed("b"), unit, buyer, PlanKind.ONE_SUM) for _ in range(2)]
    deal = orders_[0].deal_id
    receipts = [payments.add_receipt(cashier.keyed("c"), deal, 6_000_000_00, Method.CARD) for _ in range(2)]
    signed: list[DealView] = [steps.do_step(office.keyed("d"), deal, Step.CONTRACT, ticked=True) for _ in range(2)]
    for first, again in (asked, orders_, receipts, signed):
        assert first == again
        assert type(first) is type(again)
    assert len(payments.list_receipts(cashier)) == 1


def test_a_refusal_is_an_answer_too(bureau: "Bureau") -> None:
    rep, unit, rival = _keyed(bureau), bureau.units(4)[0], bureau.desk(Role.REP, "Chen Jie")
    buyer = bureau.customer(bureau.desk(Role.REP))
    holds.place_hold(rival, unit, bureau.customer(rival, "李明", "199-0000-0002"))
    first = _refused(rep, unit, buyer)
    holds.release_hold(rival, unit)
    again = _refused(rep, unit, buyer)
    assert (first.exit_code, again.exit_code) == (Exit.LOST, Exit.LOST)
    assert (again.code(), str(again)) == (first.code(), str(first))
    assert [again.details[name] for name in ("unit", "holder", "similar")] == [
        unit,
        "Chen Jie",
        first.details["similar"],
    ]
    assert holds.place_hold(rep.keyed("another"), unit, buyer).unit == unit


def test_a_refusal_under_a_key_writes_its_answer_and_nothing_else(bureau: "Bureau") -> None:
    office, deal = bureau.desk(Role.BACK_OFFICE).keyed("k"), bureau.sold(bureau.units(1)[0])
    with bureau.refuses(StepClosed, beside=("given_answer",)):
        steps.do_step(office, deal, Step.CONTRACT, ticked=True)
    with bureau.refuses(DeskError, match="contract is closed"):
        steps.do_step(office, deal, Step.CONTRACT, ticked=True)


@pytest.mark.parametrize("wrong", ["customer", "minutes"])
def test_a_slip_of_the_pen_may_be_mended_under_the_same_key(bureau: "Bureau", wrong: str) -> None:
    rep, unit = _keyed(bureau), bureau.units(1)[0]
    buyer = bureau.customer(bureau.desk(Role.REP))
    if wrong == "customer":
        with bureau.refuses(NotFound):
            holds.place_hold(rep, unit, "nobody")
    else:
        with bureau.refuses(BadValue):
            customers.add_customer(rep, "", ["199-0000-0009"])
    assert holds.place_hold(rep, unit, buyer).unit == unit


def test_the_key_of_another_command_is_refused(bureau: "Bureau") -> None:
    rep, units = _keyed(bureau), bureau.units(2)
    buyer = bureau.customer(bureau.desk(Role.REP))
    holds.place_hold(rep, units[0], buyer)
    with bureau.refuses(KeyReused, match=r"already used for something else \(hold.place\)"):
        holds.place_hold(rep, units[1], buyer)
    with bureau.refuses(KeyReused):
        holds.place_hold(rep, units[0], buyer, 20)
    with bureau.refuses(KeyReused):
        holds.release_hold(rep, units[0])
    assert KeyReused.exit_code is Exit.REFUSED


def test_the_key_of_another_person_is_refused(bureau: "Bureau") -> None:
    unit, rep, manager = bureau.units(1)[0], bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    buyer = bureau.customer(rep)
    holds.place_hold(rep.keyed("k"), unit, buyer)
    with bureau.refuses(KeyReused):
        holds.place_hold(manager.keyed("k"), unit, buyer)


def test_the_same_key_at_the_same_moment_has_one_answer(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    answers = bureau.collide("unit", *[partial(holds.place_hold, rep.keyed("k"), unit, buyer)] * 3)
    assert answers == [answers[0]] * 3
    assert [each.id for each in holds.list_holds(rep)] == [answers[0].claim_id]


def test_the_same_refusal_at_the_same_moment_is_one_answer(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    bureau.sold(unit)
    failures = bureau.collide("unit", *[partial(orders.place_order, rep.keyed("k"), unit, "1", PlanKind.ONE_SUM)] * 3)
    assert {each.code() for each in failures} == {"lost"}
    assert len({str(each) for each in failures}) == 1
    assert len(bureau.written()["given_answer"]) == 1


def test_without_a_key_a_command_is_done_again(bureau: "Bureau") -> None:
    deal = bureau.sold(bureau.units(1)[0])
    assert [bureau.paid(deal, 100), bureau.paid(deal, 100)] == ["R-000001", "R-000002"]


def test_a_date_that_was_not_said_is_not_part_of_the_command(bureau: "Bureau") -> None:
    cashier, deal = bureau.desk(Role.CASHIER).keyed("k"), bureau.sold(bureau.units(1)[0])
    payments.add_receipt(cashier, deal, 100, Method.CASH)
    bureau.clock.on(days=1)
    assert payments.add_receipt(cashier, deal, 100, Method.CASH).value_date == date(2026, 8, 31)


def _keyed(bureau: "Bureau") -> Desk:
    return bureau.desk(Role.REP).keyed("k")


def _refused(desk: Desk, unit: str, buyer: str) -> DeskError:
    with pytest.raises(DeskError) as refused:
        holds.place_hold(desk, unit, buyer)
    return refused.value
