"""What there is to be worked on in the office in which rights are tried."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.pricing import ItemKind
from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock
from salesdesk.services import (
    batches,
    changes,
    customer_files,
    customers,
    deals,
    disclosures,
    discounts,
    holds,
    import_maps,
    mortgages,
    office,
    plans,
    price_items,
    prices,
    settlements,
    staff,
    standing,
    steps,
    working_days,
)
from salesdesk.services.desk import Desk
from tests.conftest import VAULT

if TYPE_CHECKING:
    from tests.conftest import Bureau


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
