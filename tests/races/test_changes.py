"""Changes of a deal at the same moment, and processes killed in the middle of one: all of it happened, or nothing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from db.deals import deal as deal_table
from db.units import claim, unit
from salesdesk.domain.changes import ChangeDecided, ChangeOpen, ChangeVoid
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import Lost
from salesdesk.domain.roles import Role
from salesdesk.services import audit, change_answers, changes, deals, orders, steps
from tests.races.dying import DIED, IN_PIECES
from tests.services.accounts_at import cash

if TYPE_CHECKING:
    from tests.conftest import Bureau
    from tests.races.conftest import Start


def _sold(bureau: "Bureau", at: str, phone: str, name: str) -> str:
    rep = bureau.desk(Role.REP)
    deal = bureau.sold(at, PlanKind.ONE_SUM, bureau.customer(rep, name, phone))
    bureau.paid(deal, 20_000_00)
    return deal


def _ready(bureau: "Bureau", deal: str, target: str) -> int:
    """Ask for a unit change and have it approved."""
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, target, "a view")
    return changes.approve_change(bureau.desk(Role.MANAGER), asked.change_id).change_id


@pytest.fixture
def office(bureau: "Bureau") -> "Bureau":
    """An office with five units and everybody hired."""
    bureau.units(5)
    for role in (Role.REP, Role.MANAGER, Role.BACK_OFFICE, Role.CASHIER):
        bureau.desk(role)
    return bureau


def _whole(bureau: "Bureau") -> bool:
    """Tell whether every sold unit has one live claim and one live deal, no other has any, and log and money agree."""
    with bureau.database.reading() as tx:
        sold = set(tx.conn.execute(select(unit.c.id).where(unit.c.state == "subscribed")).scalars())
        claimed = list(tx.conn.execute(select(claim.c.unit_id).where(claim.c.live)).scalars())
        live = list(tx.conn.execute(select(deal_table.c.unit_id).where(deal_table.c.live)).scalars())
    sums, found = cash(bureau.database), audit.verify(bureau.admin)
    assert found.contradictions == []
    return sorted(claimed) == sorted(live) == sorted(sold) and sums[0] == sums[1] and found.ok


def test_two_deals_that_want_one_unit_do_not_both_get_it(office: "Bureau") -> None:
    first = _ready(office, _sold(office, "3-1-0101", "199-0000-0001", "王小明"), "3-1-0301")
    second = _ready(office, _sold(office, "3-1-0201", "199-0000-0002", "李明"), "3-1-0301")
    rep = office.desk(Role.REP)
    answers = office.collide("unit", *(partial(changes.do_change, rep, each) for each in (first, second)))
    assert [isinstance(each, Lost) for each in answers if isinstance(each, Exception)] == [True]
    assert _whole(office)


def test_a_unit_change_and_an_order_do_not_both_get_the_unit(office: "Bureau") -> None:
    change = _ready(office, _sold(office, "3-1-0101", "199-0000-0001", "王小明"), "3-1-0301")
    rep = office.desk(Role.REP)
    other = office.customer(rep, "李明", "199-0000-0002")
    order = partial(orders.place_order, rep, "3-1-0301", other, PlanKind.ONE_SUM)
    answers = office.collide("unit", partial(changes.do_change, rep, change), order)
    assert len([each for each in answers if isinstance(each, Lost)]) == 1
    assert _whole(office)


def test_two_deals_never_change_places_because_each_others_unit_is_taken(office: "Bureau") -> None:
    rep = office.desk(Role.REP)
    deal = _sold(office, "3-1-0101", "199-0000-0001", "王小明")
    up, away = _ready(office, deal, "3-1-0301"), _sold(office, "3-1-0201", "199-0000-0002", "李明")
    down = _ready(office, away, "3-1-0401")
    answers = office.collide("unit", *(partial(changes.do_change, rep, each) for each in (up, down)))
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert _whole(office)


def test_a_change_is_carried_out_once_by_two_at_the_same_moment(office: "Bureau") -> None:
    change = _ready(office, _sold(office, "3-1-0101", "199-0000-0001", "王小明"), "3-1-0301")
    rep = office.desk(Role.REP)
    answers = office.collide("deal", *[partial(changes.do_change, rep, change)] * 3)
    assert len([each for each in answers if isinstance(each, change_answers.ChangeAnswer)]) == 1
    assert _whole(office)


def test_of_an_approval_and_another_request_at_once_one_is_refused(office: "Bureau") -> None:
    rep, manager = office.desk(Role.REP), office.desk(Role.MANAGER)
    deal = _sold(office, "3-1-0101", "199-0000-0001", "王小明")
    asked = changes.ask_unit_change(rep, deal, "3-1-0201", "a view").change_id
    approve = partial(changes.approve_change, manager, asked)
    edit = partial(changes.ask_unit_change, rep, deal, "3-1-0301", "a better one")
    refusals = [each for each in office.collide("deal", approve, edit) if isinstance(each, Exception)]
    assert [type(each) for each in refusals] in ([ChangeDecided], [ChangeOpen])
    assert _whole(office)


def test_an_approval_at_the_moment_of_an_edit_never_serves_the_edited_deal(office: "Bureau") -> None:
    rep, manager, desk = office.desk(Role.REP), office.desk(Role.MANAGER), office.desk(Role.BACK_OFFICE)
    deal = _sold(office, "3-1-0101", "199-0000-0001", "王小明")
    office.paid(deal, deals.show_deal(rep, deal).price.total_minor - 20_000_00)
    asked = changes.ask_unit_change(rep, deal, "3-1-0201", "a view").change_id
    office.collide(
        "deal",
        partial(changes.approve_change, manager, asked),
        partial(steps.do_step, desk, deal, Step.CONTRACT, ticked=True),
    )
    with pytest.raises(ChangeVoid):
        changes.do_change(rep, asked)
    assert deals.show_deal(rep, deal).unit_state == "signed"


def _dying(office: "Bureau", start: "Start", change: int, how: str = "") -> Callable[[int], int]:
    """Give what lets a process carry out a change and die before a statement of it; it answers how that ended."""
    address = office.database.url.render_as_string(hide_password=False)
    words = (address, str(office.hired["rep one"]), str(change), office.clock.now.isoformat(), how)
    forking = start(f"import sys; from tests.races.dying import main; main(*{words!r}); sys.exit()")

    def die_at(statement: int) -> int:
        forking.send(str(statement))
        return int(forking.out.readline())

    return die_at


def _move(office: "Bureau") -> int:
    return _ready(office, _sold(office, "3-1-0101", "199-0000-0001", "王小明"), "3-1-0201")


def _new_plan(office: "Bureau") -> int:
    deal = office.sold("3-1-0101", PlanKind.ONE_SUM)
    office.paid(deal, 10_000_00)
    asked = changes.ask_plan_change(office.desk(Role.REP), deal, "mortgage", "a loan is cheap")
    return changes.approve_change(office.desk(Role.MANAGER), asked.change_id).change_id


@pytest.mark.parametrize("stride", [23, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("prepare", [_move, _new_plan])
def test_a_process_killed_before_any_statement_of_a_change_leaves_nothing_of_it(
    office: "Bureau", start: "Start", prepare: Callable[["Bureau"], int], stride: int
) -> None:
    change = prepare(office)
    untouched, statement = office.written(), 1
    die_at = _dying(office, start, change)
    while die_at(statement) == DIED:
        assert office.written() == untouched, f"before statement {statement}"
        statement += stride
    assert statement > 30, "the change has more statements than that"
    assert change_answers.show_change(office.admin, change).state == "done"
    assert _whole(office)


def test_what_is_done_in_pieces_is_found_half_done(office: "Bureau", start: "Start") -> None:
    change = _move(office)
    untouched, statement, halves = office.written(), 1, 0
    die_at = _dying(office, start, change, IN_PIECES)
    while not halves and die_at(statement) == DIED:
        halves += office.written() != untouched
        statement += 9
    assert halves, "without a transaction some statement leaves a half"
