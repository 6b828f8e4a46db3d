"""Every service against every role: who has the right does it, who has not is refused and changes nothing."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from db.engine import Database
from salesdesk import services
from salesdesk.domain.deal import Step
from salesdesk.domain.errors import DeskError, Exit, NotPermitted, NotSignedIn
from salesdesk.domain.roles import RIGHTS, Right, Role, may, who_may
from salesdesk.domain.units import Lock
from salesdesk.services import (
    audit,
    backup,
    customer_files,
    customers,
    deal_sums,
    exporting,
    holds,
    import_announcing,
    import_maps,
    import_orders,
    import_run,
    import_stream,
    importing,
    office,
    past_imports,
    price_files,
    receipt_files,
    staff,
    steps,
    surveys,
    task_sums,
    undoing,
)
from salesdesk.services.backup import ServersOwnBackup
from salesdesk.services.desk import Desk, Look
from salesdesk.services.import_preview import open_import
from salesdesk.services.new_day import begin_day
from salesdesk.services.today import read_today
from salesdesk.services.waiting import waiting_for

if TYPE_CHECKING:
    from tests.conftest import Bureau
from tests.services.right_cases import CASES, Case, R
from tests.services.right_stock import Stock

FOR_ALL = {office.terms, waiting_for, begin_day}
"""The settings may be known to nobody as well; how many requests wait for whoever decides on none is 0; and what a
new day brings begins for whoever looks first, before the look asks for its right."""


OF_ANY_KIND = {past_imports.past_imports, import_maps.list_maps}
"""These ask for the right of any kind of file."""

PASSED_ON = {
    past_imports.kinds_for,
    import_orders.carry_out,
    import_announcing.announced,
    import_announcing.announced_in_time,
    import_stream.streamed_file,
    import_run.write_file,
    deal_sums.explained_deal,
    task_sums.task_sums,
    task_sums.tasks_sums,
}
"""These ask for no right of their own: the first tells what one's rights open, the third to the sixth do their part
of an import after the right was asked for, and the others hand on to services that ask."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def stock(
    request: pytest.FixtureRequest,
    fresh_database: Callable[[str], AbstractContextManager[Database]],
    bureau_on: Callable[..., "Bureau"],
    module_clock: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stock]:
    """An office that all cases share, with somebody of each role hired."""
    folder = tmp_path_factory.mktemp("rights")
    with fresh_database(request.param) as database, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # rejected rows are written where one stands
        bureau = bureau_on(database, module_clock)
        for role in Role:
            bureau.desk(role)
        office.set_project(bureau.admin, "holds_per_rep", "1000")
        yield Stock(bureau, folder, bureau.units(40))


def _tried(desk: Desk, case: Case, asked: tuple[Any, ...]) -> DeskError | None:
    try:
        case.service(desk, *asked)
    except DeskError as refusal:
        return refusal
    return None


@pytest.mark.parametrize("case", CASES, ids=str)
def test_who_has_no_right_is_refused_and_changes_nothing(stock: Stock, case: Case) -> None:
    without = [role for role in Role if not may(role, case.right)]
    desks = {str(role): stock.bureau.desk(role) for role in without}
    nobody = replace(stock.bureau.admin, actor=None)
    asked = case.asked(stock)
    before = stock.bureau.written()
    refusals = {name: _tried(desk, case, asked) for name, desk in desks.items()}
    left = _tried(nobody, case, asked)
    assert [name for name, refusal in refusals.items() if not isinstance(refusal, NotPermitted)] == []
    assert isinstance(left, NotSignedIn)
    assert {each.exit_code for each in (*refusals.values(), left) if each} == {Exit.NOT_PERMITTED}
    assert stock.bureau.written() == before


def _only_looks(service: Callable[..., Any]) -> bool:
    return next(iter(inspect.signature(inspect.unwrap(service)).parameters.values())).annotation in {Look, "Look"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_who_has_the_right_does_it(stock: Stock, case: Case) -> None:
    once = case.asked(stock) if _only_looks(case.service) else None
    for role in who_may(case.right):
        asked = case.asked(stock) if once is None else once
        with suppress(ServersOwnBackup):
            case.service(stock.bureau.desk(role), *asked)


@pytest.mark.parametrize("step", steps.STEP_RIGHTS)
def test_a_step_is_for_the_department_that_does_it(stock: Stock, step: Step) -> None:
    """Whoever may do the step is told what it waits for, as nothing is paid yet; nobody else gets that far."""
    deal = stock.deal()
    desks = {role: stock.bureau.desk(role) for role in Role}
    before = stock.bureau.written()
    case = Case(steps.do_step, steps.STEP_RIGHTS[step])
    refused = {role for role, desk in desks.items() if isinstance(_tried(desk, case, (deal, step)), NotPermitted)}
    allowed = {role for role in Role if {steps.STEP_RIGHTS[step], R.SEE_MONEY} <= RIGHTS[role]}
    assert refused == set(Role) - allowed
    assert stock.bureau.written() == before


def _public() -> Iterator[Callable[..., Any]]:
    """Give every function that another layer may call, from every room of the services."""
    for room in pkgutil.iter_modules(services.__path__, "salesdesk.services."):
        for name, found in inspect.getmembers(importlib.import_module(room.name), inspect.isfunction):
            if found.__module__ == room.name and not name.startswith("_"):
                yield found


def _carries_a_right(found: Callable[..., Any]) -> bool:
    return isinstance(inspect.getclosurevars(found).nonlocals.get("right"), Right)


def _takes_a_desk(found: Callable[..., Any]) -> bool:
    hints = inspect.get_annotations(inspect.unwrap(found), eval_str=True)
    return Desk in hints.values() and "desk" in inspect.signature(found).parameters


def test_every_service_that_takes_a_desk_carries_a_right_or_asks_one_that_does() -> None:
    decorated = {each for each in _public() if _carries_a_right(each)}
    by_hand = {each for each in _public() if _takes_a_desk(each) and each not in decorated}
    assert len(decorated) > 50
    assert by_hand == FOR_ALL | PASSED_ON | {
        open_import,
        importing.import_units,
        surveys.import_survey,
        price_files.import_prices,
        customer_files.import_customers,
        receipt_files.import_receipts,
        backup.back_up,
        exporting.export,
        undoing.undo_import,
    }
    assert {each.service for each in CASES} == (decorated | by_hand) - FOR_ALL - PASSED_ON - OF_ANY_KIND


def test_what_is_for_all_gives_nothing_away(stock: Stock) -> None:
    stock.request()
    assert office.terms(replace(stock.bureau.admin, actor=None)).currency == "CNY"
    counts = {role: waiting_for(stock.bureau.desk(role)) for role in Role}
    assert {role for role, number in counts.items() if number} == set(who_may(R.APPROVE_DISCOUNT))
    before = stock.bureau.written()
    begin_day(stock.bureau.desk(Role.WALL))
    assert stock.bureau.written() == before, "nothing was due"


def test_the_rights_that_money_and_trust_hang_on() -> None:
    assert set(who_may(R.APPROVE_DISCOUNT)) == {Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER}
    assert set(who_may(R.BOOK_MONEY)) == {Role.ADMINISTRATOR, Role.CASHIER}
    assert set(who_may(R.MANAGE_STAFF)) == {Role.ADMINISTRATOR}
    assert RIGHTS[Role.WALL] == {R.SEE_BOARD}
    assert not RIGHTS[Role.REP] & {R.SEE_FLOOR_PRICE, R.SEE_ALL_CUSTOMERS, R.UNDO_STEP, R.WITHHOLD, R.RELEASE_BATCH}
    writing = set(Right) - {R.SEE_BOARD, R.SEE_PRICES, R.SEE_FLOOR_PRICE, R.SEE_MONEY, R.SEE_TODAY, R.AUDIT}
    assert RIGHTS[Role.AUDITOR] & writing == {R.SEE_ALL_CUSTOMERS, R.EXPORT}
    assert set(who_may(R.EXPORT_PHONES)) == {Role.ADMINISTRATOR, Role.DIRECTOR, Role.GENERAL_MANAGER}


def test_a_right_that_was_taken_away_since_the_sign_in_is_gone(bureau: "Bureau") -> None:
    manager, unit = bureau.desk(Role.MANAGER), bureau.units(1)[0]
    staff.set_role(bureau.admin, "manager one", Role.REP)
    with bureau.refuses(NotPermitted, match="The role rep may not withhold or lock units"):
        holds.lock_unit(manager, unit, Lock.SEIZED, "the court")
    with bureau.refuses(NotPermitted):
        audit.show_events(manager)


def test_a_right_that_was_given_since_the_sign_in_opens_doors_at_the_next_one(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    other = bureau.customer(bureau.desk(Role.RECEPTION))
    staff.set_role(bureau.admin, "rep one", Role.MANAGER)
    with bureau.refuses(NotPermitted):
        audit.show_events(rep)
    assert customers.show_customer(rep, other).name == "王小明"


def test_whoever_was_disabled_does_nothing_any_more(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    staff.disable_staff(bureau.admin, "rep one")
    with bureau.refuses(NotSignedIn):
        holds.place_hold(rep, unit, buyer)
    with bureau.refuses(NotSignedIn):
        read_today(rep)
