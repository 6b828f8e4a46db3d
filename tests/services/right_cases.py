"""Every service with the right it needs, and something sound to ask it for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from salesdesk.domain.buyers import BuyerAct
from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.pricing import ItemKind
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Right, Role
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
    import_maps,
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
from salesdesk.services.customer_record import customer_record
from salesdesk.services.import_preview import open_import
from salesdesk.services.import_reading import reading_terms
from salesdesk.services.today import read_today
from tests.conftest import VAULT
from tests.services.right_stock import Stock


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
