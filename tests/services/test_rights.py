"""Every service against every role: who has the right does it, who has not is refused and changes nothing."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from db.engine import Database
from salesdesk import services
from salesdesk.domain.buyers import BuyerAct
from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import DeskError, Exit, NotPermitted, NotSignedIn
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.pricing import ItemKind
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import RIGHTS, Right, Role, may, who_may
from salesdesk.domain.settlement import Variant
from salesdesk.domain.tasks import ChaseOutcome
from salesdesk.domain.units import Lock
from salesdesk.services import (
    area_refunds,
    arrears,
    arrears_sums,
    audit,
    backup,
    batches,
    bench,
    board,
    cautions,
    change_answers,
    change_sums,
    changes,
    chasing,
    contract_terms,
    customer_files,
    customers,
    dayend,
    deal_sums,
    deals,
    disclosures,
    discount_sums,
    discounts,
    exporting,
    hold_money,
    holds,
    import_announcing,
    import_maps,
    import_orders,
    import_run,
    importing,
    mortgages,
    news,
    office,
    order_sums,
    orders,
    past_imports,
    payments,
    plan_versions,
    plans,
    price_files,
    price_items,
    price_sums,
    prices,
    receipt_files,
    rescissions,
    reversals,
    settlement_sums,
    settlements,
    staff,
    standing,
    steps,
    surveys,
    suspense,
    unallocated,
    undoing,
    unit_sums,
    why,
    working_days,
)
from salesdesk.services.backup import ServersOwnBackup
from salesdesk.services.customer_record import customer_record
from salesdesk.services.desk import Desk, Look
from salesdesk.services.import_preview import open_import
from salesdesk.services.import_reading import reading_terms
from salesdesk.services.new_day import begin_day
from salesdesk.services.today import read_today
from salesdesk.services.waiting import waiting_for
from tests.conftest import VAULT

if TYPE_CHECKING:
    from tests.conftest import Bureau

FOR_ALL = {office.terms, waiting_for, begin_day}
"""The settings may be known to nobody as well; how many requests wait for whoever decides on none is 0; and what a
new day brings begins for whoever looks first, before the look asks for its right."""

PASSED_ON = {past_imports.kinds_for, import_orders.carry_out, import_announcing.announced, import_run.write_file}
"""These ask for no right of their own: the first tells what one's rights open, the second hands on to the services that
ask, and the third tells others of a writing that begins after the right was asked for."""


@dataclass
class Stock:
    """What there is to be worked on in one office, something new each time; all of it rep one's own."""

    bureau: "Bureau"
    folder: Path
    free: list[str]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def name(self) -> str:
        return f"no. {next(self.numbers)}"

    @property
    def rep(self) -> Desk:
        return self.bureau.desk(Role.REP)

    def unit(self) -> str:
        if not self.free:
            self.free = self.bureau.units(40, f"s{next(self.numbers)}")
        return self.free.pop()

    def unreleased(self) -> str:
        return self.bureau.units(1, f"n{next(self.numbers)}", released=False)[0]

    def batch(self) -> str:
        name = self.name()
        batches.add_batch(self.bureau.admin, name, "2026-001", self.bureau.clock.now, members=[self.unreleased()])
        return name

    def phone(self) -> str:
        return f"199-0000-{next(self.numbers):04d}"

    def buyer(self) -> str:
        return self.bureau.customer(self.rep, "王小明", self.phone())

    def visit(self) -> int:
        return customers.add_visit(self.rep, self.buyer(), self.bureau.clock.now).visit_id

    def held(self) -> str:
        return holds.place_hold(self.rep, self.unit(), self.buyer()).unit

    def locked(self) -> str:
        return holds.lock_unit(self.bureau.desk(Role.MANAGER), self.unit(), Lock.SHOW_FLAT, "shown").unit

    def request(self) -> int:
        said = (self.unit(), self.buyer(), PlanKind.ONE_SUM, "a friend", None, 60_000_00)
        return discounts.request_discount(self.rep, *said).request_id

    def deal(self) -> str:
        return self.bureau.sold(self.unit(), buyer=self.buyer())

    def ready(self) -> str:
        deal = self.deal()
        self.bureau.paid(deal, 1_800_000_00)
        return deal

    def signed(self) -> str:
        deal = self.ready()
        steps.do_step(self.bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
        return deal

    def case(self) -> int:
        return mortgages.open_case(self.bureau.desk(Role.MORTGAGE_DESK), self.signed(), "Harbour Bank").case_id

    def complete(self) -> int:
        case, desk = self.case(), self.bureau.desk(Role.MORTGAGE_DESK)
        for each in mortgages.show_case(desk, case).papers:
            mortgages.note_paper(desk, case, each.name)
        return case

    def submitted(self) -> int:
        return mortgages.submit_case(self.bureau.desk(Role.MORTGAGE_DESK), self.complete()).case_id

    def lent(self) -> int:
        """Give a case whose loan is approved and paid by the bank."""
        view = mortgages.approve_case(self.bureau.desk(Role.MORTGAGE_DESK), self.submitted())
        self.bureau.paid(view.deal_id, view.asked_minor)
        return view.case_id

    def over(self) -> str:
        """Give a deal on which what is above the deposit, paid for it alone, is unallocated."""
        deal = self.deal()
        self.bureau.paid(deal, 11_000_00, only=Step.DEPOSIT)
        return deal

    def receipt(self) -> str:
        return self.bureau.paid(self.deal(), 3_000_00)

    def building(self) -> str:
        self.deal()
        return "3"

    def measured(self, area: int = 10_100) -> str:
        deal = self.signed()
        unit = deals.show_deal(self.bureau.admin, deal).unit
        settlements.measure_unit(self.bureau.desk(Role.BACK_OFFICE), unit, area)
        return deal

    def smaller(self) -> str:
        deal = self.measured(9_900)
        settlements.apply_settlement(self.bureau.desk(Role.BACK_OFFICE), deal)
        return deal

    def change(self) -> int:
        return changes.ask_unit_change(self.rep, self.deal(), self.unit(), "a view").change_id

    def approved(self) -> int:
        number = self.change()
        return changes.approve_change(self.bureau.desk(Role.DIRECTOR), number).change_id

    def own_plan(self) -> str:
        return plans.add_plan(self.bureau.admin, self.name(), PlanKind.ONE_SUM, ["all: 100%"]).name

    def day_off(self) -> date:
        return date(2030, 1, 1) + timedelta(days=7 * next(self.numbers))

    def holiday(self) -> date:
        day = self.day_off()
        working_days.add_holidays(self.bureau.admin, [day], "Founders")
        return day

    def fact(self) -> int:
        return disclosures.add_fact(self.bureau.admin, self.name()).fact_id

    def rescindable(self) -> str:
        office.set_project(self.bureau.admin, "rescission_days", "7")
        return self.signed()

    def price_list(self) -> str:
        return prices.make_list(self.bureau.admin, self.name(), PriceRule()).name

    def item(self) -> str:
        return price_items.publish_item(self.bureau.admin, self.name(), ItemKind.EXTRA, 5_000_00).name

    def rule(self) -> int:
        return standing.publish_discount(self.bureau.admin, self.name(), Decimal(98), None, date(2030, 1, 1)).rule_id

    def person(self) -> str:
        name = self.name()
        staff.add_staff(self.bureau.admin, name, Role.SERVICE, "135792", VAULT)
        return name

    def file(self) -> Path:
        path = self.folder / f"{next(self.numbers)}.csv"
        path.write_text("building,block,floor,room,area,price\n7,1,1,01,100,10000\n", encoding="utf-8")
        return path

    def price_file(self) -> Path:
        path = self.folder / f"{next(self.numbers)}.csv"
        path.write_text("building,block,room,price\n3,1,1101,10000\n", encoding="utf-8")
        return path

    def customer_file(self) -> Path:
        path = self.folder / f"{next(self.numbers)}.csv"
        path.write_text(f"name,phone\n王伟,199-0001-{next(self.numbers):04d}\n", encoding="utf-8")
        return path

    def statement(self) -> Path:
        path = self.folder / f"{next(self.numbers)}.csv"
        path.write_text(f"date,amount,remark\n2026-08-01,500,{self.deal()}\n", encoding="utf-8")
        return path

    def imported(self) -> int:
        return customer_files.import_customers(self.bureau.admin, self.customer_file()).import_id or 0

    def saved_map(self) -> str:
        header = ("building", "room", "area")
        return import_maps.save_map(self.bureau.admin, ImportKind.UNITS, self.name(), header, {}).name

    def survey(self) -> Path:
        path = self.folder / f"{next(self.numbers)}.csv"
        path.write_text("building,block,floor,room,measured area\n3,1,11,01,100.10\n", encoding="utf-8")
        return path


@dataclass(frozen=True)
class Case:
    """A service, the right it needs, and something sound to ask it for."""

    service: Callable[..., Any]
    right: Right
    asked: Callable[[Stock], tuple[Any, ...]] = lambda stock: ()

    def __str__(self) -> str:
        return self.service.__name__


R = Right
CASES = (
    Case(audit.show_events, R.AUDIT),
    Case(audit.audit_head, R.AUDIT),
    Case(audit.verify, R.AUDIT),
    Case(backup.back_up, R.BACK_UP, lambda stock: (stock.folder / stock.name(),)),
    Case(
        batches.add_batch,
        R.RELEASE_BATCH,
        lambda stock: (stock.name(), "2026-001", stock.bureau.clock.now, (), (stock.unreleased(),)),
    ),
    Case(batches.list_batches, R.SEE_BOARD),
    Case(batches.preview_release, R.RELEASE_BATCH, lambda stock: (stock.batch(),)),
    Case(batches.release_batch, R.RELEASE_BATCH, lambda stock: (stock.batch(),)),
    Case(board.read_board, R.SEE_BOARD),
    Case(board.read_tiles, R.SEE_BOARD),
    Case(board.unit_card, R.SEE_BOARD, lambda stock: (stock.unit(),)),
    Case(why.why_not, R.SEE_BOARD, lambda stock: (stock.held(),)),
    Case(changes.ask_unit_change, R.CHANGE_DEAL, lambda stock: (stock.deal(), stock.unit(), "a view")),
    Case(
        changes.ask_buyer_change,
        R.CHANGE_DEAL,
        lambda stock: (stock.deal(), BuyerAct.ADD, stock.buyer(), "family", None, Decimal(40)),
    ),
    Case(changes.ask_plan_change, R.CHANGE_DEAL, lambda stock: (stock.deal(), "one_sum", "they sold a flat")),
    Case(plan_versions.show_version, R.SEE_MONEY, lambda stock: (stock.deal(), 1)),
    Case(disclosures.list_facts, R.SEE_BOARD),
    Case(disclosures.add_fact, R.MANAGE_PROJECT, lambda stock: (stock.name(),)),
    Case(disclosures.retire_fact, R.MANAGE_PROJECT, lambda stock: (stock.fact(),)),
    Case(rescissions.rescind_deal, R.CHANGE_DEAL, lambda stock: (stock.rescindable(), "they move away")),
    Case(changes.ask_cancellation, R.CHANGE_DEAL, lambda stock: (stock.deal(), Outcome.RETURN, "the bank")),
    Case(changes.approve_change, R.APPROVE_CHANGE, lambda stock: (stock.change(),)),
    Case(changes.do_change, R.CHANGE_DEAL, lambda stock: (stock.approved(),)),
    Case(change_answers.list_changes, R.SEE_MONEY),
    Case(changes.refuse_change, R.APPROVE_CHANGE, lambda stock: (stock.change(), "no")),
    Case(changes.withdraw_change, R.CHANGE_DEAL, lambda stock: (stock.approved(),)),
    Case(change_answers.show_change, R.SEE_MONEY, lambda stock: (stock.change(),)),
    Case(customer_record, R.SEE_TODAY, lambda stock: (stock.buyer(),)),
    Case(customers.add_customer, R.KEEP_CUSTOMERS, lambda stock: ("王小明", [stock.phone()])),
    Case(customers.edit_customer, R.KEEP_CUSTOMERS, lambda stock: (stock.buyer(), "three rooms")),
    Case(customers.show_customer, R.SEE_TODAY, lambda stock: (stock.buyer(),)),
    Case(customers.find_customers, R.SEE_TODAY),
    Case(customers.add_visit, R.KEEP_CUSTOMERS, lambda stock: (stock.buyer(), stock.bureau.clock.now)),
    Case(customers.close_visit, R.KEEP_CUSTOMERS, lambda stock: (stock.visit(),)),
    Case(customers.list_visits, R.SEE_TODAY, lambda stock: (stock.buyer(),)),
    Case(deals.list_deals, R.SEE_MONEY),
    Case(deals.show_deal, R.SEE_MONEY, lambda stock: (stock.deal(),)),
    Case(
        discounts.request_discount,
        R.REQUEST_DISCOUNT,
        lambda stock: (stock.unit(), stock.buyer(), PlanKind.ONE_SUM, "a friend", None, 60_000_00),
    ),
    Case(discounts.approve_discount, R.APPROVE_DISCOUNT, lambda stock: (stock.request(),)),
    Case(discounts.refuse_discount, R.APPROVE_DISCOUNT, lambda stock: (stock.request(), "too soon")),
    Case(discounts.list_discounts, R.REQUEST_DISCOUNT),
    Case(discounts.show_discount, R.REQUEST_DISCOUNT, lambda stock: (stock.request(),)),
    Case(holds.place_hold, R.HOLD, lambda stock: (stock.unit(), stock.buyer())),
    Case(holds.extend_hold, R.HOLD, lambda stock: (stock.held(),)),
    Case(holds.release_hold, R.HOLD, lambda stock: (stock.held(),)),
    Case(holds.withhold, R.WITHHOLD, lambda stock: (stock.unit(), "the owner", date(2026, 9, 30))),
    Case(holds.lock_unit, R.WITHHOLD, lambda stock: (stock.unit(), Lock.SEIZED, "the court")),
    Case(holds.unlock_unit, R.WITHHOLD, lambda stock: (stock.locked(), Lock.SHOW_FLAT)),
    Case(holds.list_holds, R.SEE_BOARD),
    Case(importing.import_units, R.IMPORT, lambda stock: (stock.file(),)),
    Case(importing.list_imports, R.IMPORT),
    Case(past_imports.past_imports, R.SEE_BOARD),
    Case(undoing.undo_import, R.IMPORT, lambda stock: (stock.imported(),)),
    Case(receipt_files.import_receipts, R.BOOK_MONEY, lambda stock: (stock.statement(),)),
    Case(customer_files.import_customers, R.IMPORT, lambda stock: (stock.customer_file(),)),
    Case(import_maps.list_maps, R.SEE_BOARD),
    Case(import_maps.maps_for, R.IMPORT, lambda stock: (ImportKind.UNITS, ("building", "room", "area"))),
    Case(import_maps.map_called, R.IMPORT, lambda stock: (ImportKind.UNITS, stock.saved_map())),
    Case(
        import_maps.save_map,
        R.IMPORT,
        lambda stock: (ImportKind.UNITS, stock.name(), ("building", "room", "area"), {}),
    ),
    Case(import_maps.remove_map, R.IMPORT, lambda stock: (stock.saved_map(), ImportKind.UNITS)),
    Case(open_import, R.IMPORT, lambda stock: (ImportKind.UNITS, stock.file())),
    Case(reading_terms, R.IMPORT, lambda stock: (ImportKind.UNITS,)),
    Case(price_files.import_prices, R.SET_PRICES, lambda stock: (stock.price_file(),)),
    Case(surveys.import_survey, R.SIGN_CONTRACT, lambda stock: (stock.survey(),)),
    Case(news.news_since, R.SEE_BOARD, lambda stock: (None,)),
    Case(contract_terms.show_terms, R.SEE_MONEY, lambda stock: (stock.deal(),)),
    Case(contract_terms.agree_on_terms, R.SIGN_CONTRACT, lambda stock: (stock.deal(), Variant.BUILT)),
    Case(office.add_project, R.MANAGE_PROJECT, lambda stock: (stock.name(),)),
    Case(office.list_projects, R.SEE_BOARD),
    Case(office.set_project, R.MANAGE_PROJECT, lambda stock: ("sign_days", "7")),
    Case(orders.preview_order, R.ORDER, lambda stock: (stock.unit(), stock.buyer(), PlanKind.ONE_SUM)),
    Case(
        orders.place_order, R.ORDER, lambda stock: (stock.unit(), stock.buyer(), PlanKind.ONE_SUM, None, (), None, True)
    ),
    Case(payments.add_receipt, R.BOOK_MONEY, lambda stock: (stock.deal(), 3_000_00, Method.CASH)),
    Case(hold_money.add_on_hold, R.BOOK_MONEY, lambda stock: (stock.held(), 3_00, Method.CASH)),
    Case(suspense.add_loose, R.BOOK_MONEY, lambda stock: (3_00, Method.CASH, None, "somebody")),
    Case(reversals.reverse_receipt, R.BOOK_MONEY, lambda stock: (stock.receipt(), "wrong deal")),
    Case(payments.list_receipts, R.SEE_MONEY),
    Case(prices.make_list, R.SET_PRICES, lambda stock: (stock.name(), PriceRule())),
    Case(prices.preview_list, R.SET_PRICES, lambda stock: (stock.price_list(),)),
    Case(prices.apply_list, R.SET_PRICES, lambda stock: (stock.price_list(),)),
    Case(prices.list_prices, R.SEE_PRICES),
    Case(prices.price_history, R.SEE_PRICES, lambda stock: (stock.unit(),)),
    Case(price_items.publish_item, R.SET_PRICES, lambda stock: (stock.name(), ItemKind.EXTRA, 5_000_00)),
    Case(price_items.retire_item, R.SET_PRICES, lambda stock: (stock.item(),)),
    Case(price_items.list_items, R.SEE_PRICES),
    Case(unallocated.list_unallocated, R.SEE_MONEY),
    Case(unallocated.move_money, R.BOOK_MONEY, lambda stock: (stock.over(), 1_00)),
    Case(unallocated.refund_money, R.BOOK_MONEY, lambda stock: (stock.over(), 1_00, Method.CASH, None, "too much")),
    Case(arrears.list_arrears, R.SEE_MONEY),
    Case(arrears.late_fees, R.SEE_MONEY, lambda stock: (stock.deal(),)),
    Case(dayend.day_end, R.SEE_MONEY),
    Case(dayend.close_day, R.BOOK_MONEY, lambda stock: (date(2026, 8, 1) - timedelta(days=next(stock.numbers)),)),
    Case(chasing.write_chase, R.CHASE, lambda stock: (stock.deal(), ChaseOutcome.REFUSED)),
    Case(settlements.preview_settlement, R.SEE_MONEY, lambda stock: (stock.deal(),)),
    Case(settlements.preview_building, R.SIGN_CONTRACT, lambda stock: (stock.building(),)),
    Case(settlements.measure_unit, R.SIGN_CONTRACT, lambda stock: (stock.unit(), 10_100)),
    Case(settlements.apply_settlement, R.SIGN_CONTRACT, lambda stock: (stock.measured(),)),
    Case(settlements.list_buildings, R.SIGN_CONTRACT),
    Case(settlements.apply_building, R.SIGN_CONTRACT, lambda stock: (stock.building(),)),
    Case(area_refunds.pay_back, R.BOOK_MONEY, lambda stock: (stock.smaller(), Method.TRANSFER)),
    Case(staff.add_staff, R.MANAGE_STAFF, lambda stock: (stock.name(), Role.REP, "135792", VAULT)),
    Case(staff.list_staff, R.SEE_TODAY),
    Case(staff.set_role, R.MANAGE_STAFF, lambda stock: (stock.person(), Role.CASHIER)),
    Case(staff.set_pin, R.MANAGE_STAFF, lambda stock: (stock.person(), "975310", VAULT)),
    Case(staff.disable_staff, R.MANAGE_STAFF, lambda stock: (stock.person(),)),
    Case(
        standing.publish_discount,
        R.PUBLISH_DISCOUNT,
        lambda stock: (stock.name(), Decimal(98), None, date(2030, 1, 1)),
    ),
    Case(standing.end_discount, R.PUBLISH_DISCOUNT, lambda stock: (stock.rule(),)),
    Case(standing.entitle, R.PUBLISH_DISCOUNT, lambda stock: (stock.buyer(), date(2025, 1, 1))),
    Case(standing.list_standing, R.SEE_PRICES),
    Case(steps.do_step, R.SIGN_CONTRACT, lambda stock: (stock.ready(), Step.CONTRACT, None, "", True)),
    Case(steps.file_contract, R.SIGN_CONTRACT, lambda stock: (stock.signed(), "F-1")),
    Case(steps.undo_step, R.UNDO_STEP, lambda stock: (stock.signed(), "by mistake")),
    Case(cautions.tick_cautions, R.SIGN_CONTRACT, lambda stock: (stock.deal(),)),
    Case(cautions.show_cautions, R.SEE_MONEY, lambda stock: (stock.deal(),)),
    Case(mortgages.open_case, R.MORTGAGE, lambda stock: (stock.deal(), "Harbour Bank")),
    Case(mortgages.note_paper, R.MORTGAGE, lambda stock: (stock.case(), "identity card")),
    Case(mortgages.submit_case, R.MORTGAGE, lambda stock: (stock.complete(),)),
    Case(mortgages.approve_case, R.MORTGAGE, lambda stock: (stock.submitted(),)),
    Case(mortgages.refuse_case, R.MORTGAGE, lambda stock: (stock.submitted(), "income")),
    Case(mortgages.withdraw_case, R.MORTGAGE, lambda stock: (stock.case(), "another bank")),
    Case(mortgages.pay_out_case, R.MORTGAGE, lambda stock: (stock.lent(),)),
    Case(mortgages.show_case, R.SEE_MONEY, lambda stock: (stock.case(),)),
    Case(mortgages.list_cases, R.SEE_MONEY),
    Case(read_today, R.SEE_TODAY),
    Case(bench.bench_start, R.SEE_PRICES, lambda stock: (stock.unit(),)),
    Case(plans.list_plans, R.SEE_PRICES),
    Case(plans.show_plan, R.SEE_PRICES, lambda stock: ("mortgage",)),
    Case(plans.add_plan, R.SET_PLANS, lambda stock: (stock.name(), PlanKind.ONE_SUM, ["all: 100%"])),
    Case(plans.retire_plan, R.SET_PLANS, lambda stock: (stock.own_plan(),)),
    Case(working_days.list_holidays, R.SEE_BOARD),
    Case(working_days.add_holidays, R.MANAGE_PROJECT, lambda stock: ([stock.day_off()], "Founders")),
    Case(working_days.remove_holiday, R.MANAGE_PROJECT, lambda stock: (stock.holiday(),)),
    Case(exporting.export, R.EXPORT, lambda stock: (exporting.ExportKind.UNITS, stock.folder / f"{stock.name()}.csv")),
    Case(deal_sums.explain_deal, R.SEE_MONEY, lambda stock: (stock.deal(),)),
    Case(deal_sums.explain_receipt, R.SEE_MONEY, lambda stock: (stock.receipt(),)),
    Case(arrears_sums.explain_arrears, R.SEE_MONEY),
    Case(settlement_sums.explain_settlement, R.SEE_MONEY, lambda stock: (stock.measured(),)),
    Case(settlement_sums.explain_building, R.SIGN_CONTRACT, lambda stock: (stock.building(),)),
    Case(order_sums.explain_order, R.ORDER, lambda stock: (stock.unit(), stock.buyer(), PlanKind.ONE_SUM)),
    Case(discount_sums.explain_discount, R.REQUEST_DISCOUNT, lambda stock: (stock.request(),)),
    Case(change_sums.explain_change, R.SEE_MONEY, lambda stock: (stock.change(),)),
    Case(price_sums.explain_list, R.SET_PRICES, lambda stock: (stock.price_list(),)),
    Case(payments.show_receipt, R.SEE_MONEY, lambda stock: (stock.receipt(),)),
    Case(unit_sums.explain_unit, R.SEE_PRICES, lambda stock: (stock.unit(),)),
)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def stock(
    request: pytest.FixtureRequest,
    fresh_database: Callable[[str], AbstractContextManager[Database]],
    bureau_on: Callable[..., "Bureau"],
    module_clock: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stock]:
    """An office that all cases share, with somebody of each role hired."""
    with fresh_database(request.param) as database:
        bureau = bureau_on(database, module_clock)
        for role in Role:
            bureau.desk(role)
        office.set_project(bureau.admin, "holds_per_rep", "1000")
        yield Stock(bureau, tmp_path_factory.mktemp("rights"), bureau.units(40))


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
    }
    assert {each.service for each in CASES} == (decorated | by_hand) - FOR_ALL - PASSED_ON


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
    with bureau.refuses(NotPermitted, match="A rep may not withhold or lock units"):
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
