"""Random walks of moves through the real services: in whatever order an office works, its books stay true."""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from salesdesk.domain.deal import Step, StepState
from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Role
from salesdesk.services import arrears, audit, board, deals, discounts, holds, office, payments, steps, today
from salesdesk.services.desk import Desk
from tests.services.walks.books import Books
from tests.services.walks.moves import KINDS, Ask, Office
from tests.services.walks.truths import TRUTHS, check_loser_is_told, check_moves, done_steps

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from db.engine import Database
    from tests.conftest import Bureau, Clock

    Fresh = Callable[[str], AbstractContextManager[Database]]
    Opens = Callable[[Database, Clock], Bureau]

Walker = Callable[[str, list[int]], None]


def _open(bureau: "Bureau", size: int) -> Office:
    bureau.units(size)
    bureau.units(3, "5", released=False)
    bureau.units(3, "7", released=False)
    for name, value in (("timezone", "Asia/Shanghai"), ("holds_per_rep", "2"), ("holds_per_customer", "1")):
        office.set_project(bureau.admin, name, value)
    seats = {Role.REP: 3, Role.MANAGER: 2}
    desks: dict[Role, list[Desk]] = {
        role: [bureau.desk(role, f"{role} {seat}") for seat in range(seats.get(role, 1))]
        for role in Role
        if role is not Role.ADMINISTRATOR
    }
    for number, desk in enumerate(desks[Role.REP] * 3 + desks[Role.MANAGER]):
        bureau.customer(desk, f"Buyer {number}", f"199-0000-{number:04d}")
    return Office(bureau, desks, Books(bureau))


def _walk(bureau: "Bureau", numbers: list[int]) -> None:
    here = _open(bureau, 3 + len(numbers) // 30)
    for count, number in enumerate(numbers):
        if number:  # nothing is what a move becomes that a failure does not need
            _move(here, Random(f"{count} {number}"))
        if count % 50 == 49:
            _log_and_books_agree(here)
    _log_and_books_agree(here)
    _everybody_sees_the_same(here)


def _move(here: Office, dice: Random) -> None:
    ask = dice.choices(list(KINDS), list(KINDS.values()))[0](here, dice)
    before = here.books
    if ask is None:
        here.books = Books(here.bureau)
        assert here.books.differing(before) == [], "time alone wrote something"
    else:
        here.keys += 1
        key = f"key {here.keys}" if dice.random() < 0.15 else None
        _do(here, ask, key)
    check_moves(before, here.books, ask is not None and ask.service is steps.undo_step)
    for truth in TRUTHS:
        truth(here.books)
    shown = board.read_board(here.bureau.admin)
    if here.books.are_old(here.bureau):  # who looks first on a day puts on sale again what was kept back until then
        seen = Books(here.bureau)
        check_moves(here.books, seen, False)
        here.books = seen
    assert {row.id: row.state for row in shown.units} == here.books.states
    assert sum(shown.counts.values()) == len(here.books.unit)


def _do(here: Office, ask: Ask, key: str | None) -> None:
    before = here.books
    answer = _answer(ask, key)
    here.books = Books(here.bureau)
    note(f"{here.bureau.clock.now:%d %H:%M} {ask} -> {answer!r:.120}")
    differing = here.books.differing(before)
    if isinstance(answer, DeskError):
        assert differing == [], f"a refusal wrote {differing}"
        check_loser_is_told(answer, here.books)
    assert not differing or "event_head" in differing, f"nothing was told of what was written into {differing}"
    if key is None:
        return
    again = _answer(ask, key)
    assert Books(here.bureau).differing(here.books) == [], "the same key changed something twice"
    if isinstance(answer, DeskError):
        assert isinstance(again, DeskError)
        assert (again.code(), str(again)) == (answer.code(), str(answer))
    else:
        assert again == answer


def _answer(ask: Ask, key: str | None) -> object:
    try:
        return ask(key)
    except DeskError as refusal:
        return refusal


def _log_and_books_agree(here: Office) -> None:
    answer = audit.verify(here.bureau.admin)
    assert answer.ok, answer.problem


def _everybody_sees_the_same(here: Office) -> None:
    admin, books = here.bureau.admin, here.books
    running = [each for each in books.running.values() if each.kind == "hold"]
    assert {each.id for each in holds.list_holds(admin)} == {each.id for each in running}
    listed = {each.deal_id: each for each in deals.list_deals(admin)}
    for deal in books.deal:
        view = deals.show_deal(admin, deal_number(deal.number))
        assert all(row.paid_minor + row.open_minor == row.amount_minor for row in view.schedule)
        assert view.paid_minor == sum(each.amount_minor for each in books.allotment if each.deal_id == deal.id)
        assert view.paid_minor == sum(row.paid_minor for row in view.schedule) + view.unallocated_minor
        line = listed[view.deal_id]
        assert (line.open_minor, line.stage) == (books.left(deal), view.stage)
        assert {each.step for each in view.steps if each.state is StepState.DONE} == _alldone_steps(books, deal)
    late = sum(each.open_minor for each in arrears.list_arrears(admin))
    assert late == sum(each.overdue_minor for each in listed.values())
    for desk in [desks[0] for desks in here.desks.values()]:
        for look in (today.read_today, discounts.list_discounts, deals.list_deals, payments.list_receipts):
            _answer(Ask(desk, look, ()), None)


def _alldone_steps(books: Books, deal: Any) -> set[Step]:
    return {step for step, done in done_steps(books, deal).items() if done}


@pytest.fixture
def walk(fresh_database: "Fresh", bureau_on: "Opens", clock: "Clock") -> Callable[[str, list[int]], None]:
    """Walk through a fresh office on an engine."""
    start = clock.now

    def walk(engine: str, numbers: list[int]) -> None:
        clock.now = start
        with fresh_database(engine) as database:
            _walk(bureau_on(database, clock), numbers)

    return walk


def _walks(count: int, length: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let Hypothesis choose so many walks of so many moves, each a number from which, with its place, its dice start.

    The numbers are small, for Hypothesis makes those of a failure smaller one by one, to no use. There is one walk
    more, the first that it tries: nothing is moved in it.
    """
    numbers = st.lists(st.integers(0, 255), min_size=length, max_size=length)
    phases = (Phase.generate, Phase.shrink)
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.large_base_example]
    limits = settings(max_examples=count + 1, deadline=None, suppress_health_check=quiet, database=None, phases=phases)
    return lambda test: limits(given(numbers=numbers)(test))


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
@_walks(3, 100)
def test_the_books_stay_true_in_whatever_order_the_office_works(walk: Walker, engine: str, numbers: list[int]) -> None:
    walk(engine, numbers)


@pytest.mark.slow
@pytest.mark.parametrize("quarter", range(4))
@_walks(5, 500)
def test_the_books_stay_true_over_ten_thousand_moves(walk: Walker, quarter: int, numbers: list[int]) -> None:
    walk("sqlite", numbers)


@pytest.mark.slow
@pytest.mark.parametrize("half", range(2))
@_walks(3, 500)
def test_the_books_stay_true_over_thousands_of_moves_on_postgres(walk: Walker, half: int, numbers: list[int]) -> None:
    walk("postgres", numbers)
