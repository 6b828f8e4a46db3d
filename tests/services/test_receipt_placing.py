"""Rows of a statement that are placed anew in part stand as if all were placed when that happened."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.units import Lock
from salesdesk.importing.receipts import BankRecord
from salesdesk.services import (
    board,
    cautions,
    customers,
    deals,
    hold_money,
    holds,
    payments,
    reversals,
    steps,
    suspense,
    unallocated,
)
from salesdesk.services.desk import Desk, Look, sees
from salesdesk.services.receipt_files import import_receipts
from salesdesk.services.receipt_placing import Placed, Placing

if TYPE_CHECKING:
    from tests.conftest import Bureau

NAMES = ("李一", "李二", "李三", "李三", "李四", "李四", "李五", "李六")
"""Buyers; two names are those of two of them each."""

PLANS = (PlanKind.INSTALMENTS, PlanKind.MORTGAGE, PlanKind.ONE_SUM)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def sold(bureau: "Bureau") -> list[str]:
    """Deals alike but for how they are paid and how far they are; on 20 September."""
    rep, found = bureau.desk(Role.REP), list[str]()
    for place, (code, name) in enumerate(zip(bureau.units(len(NAMES) + 1), NAMES, strict=False)):
        buyer = bureau.customer(rep, name, f"199000001{place:02d}")
        found.append(bureau.sold(code, PLANS[place % 3], buyer))
    for deal in found[1::3]:
        own = [each for each in deals.show_deal(bureau.admin, deal).schedule if each.kind != "loan"]
        bureau.paid(deal, sum(each.amount_minor for each in own))
    bureau.clock.on(days=20)
    return found


def statement(bureau: "Bureau", sold: Sequence[str], chance: random.Random, count: int = 60) -> list[BankRecord]:
    """Rows that name a deal, its unit, its buyer or nobody, some under a reference of another row or of a receipt."""
    views = [deals.show_deal(bureau.admin, each) for each in sold]
    sums = [each.open_minor for view in views for each in view.schedule if each.open_minor]
    found = []
    for line in range(2, count + 2):
        view = chance.choice(views)
        own = [each.open_minor for each in view.schedule if each.open_minor]
        told = chance.choice(["deal", "unit", "remark", "payer", "payer", "payer", "nobody", "receipt"])
        found.append(
            BankRecord(
                line=line,
                day=date(2026, 9, chance.randrange(1, 25)),
                amount_minor=chance.choice([1_000_00, 2_000_00, *own, *own, chance.choice(sums)]),
                payer=view.customer if told == "payer" else chance.choice(["", "somebody"]),
                remark=view.deal_id if told == "remark" else "?",
                reference=f"B{chance.randrange(count)}",
                deal=view.deal_id if told == "deal" else "",
                unit=view.unit if told == "unit" else "",
                receipt=f"R-{chance.randrange(1, 12):06d}" if told == "receipt" else "",
            )
        )
    return found


@sees(Right.BOOK_MONEY)
def placing(look: Look, records: Sequence[BankRecord]) -> Placing:
    return Placing(look, records, Method.TRANSFER)


@sees(Right.BOOK_MONEY)
def caught_up(look: Look, found: Placing) -> list[Placed] | None:
    return list(found.rows) if found.catch_up(look) else None


def another_statement(cashier: Desk, rows: Sequence[str]) -> None:
    Path("other.csv").write_text("\n".join(["日期,金额,附言,流水号", *rows]), encoding="utf-8")
    import_receipts(cashier, Path("other.csv"))


def happenings(bureau: "Bureau", sold: Sequence[str], chance: random.Random) -> list[Callable[[], object]]:
    cashier, back, rep = bureau.desk(Role.CASHIER), bureau.desk(Role.BACK_OFFICE), bureau.desk(Role.REP)
    deal, other = chance.sample(list(sold), 2)
    booked = [each for each in payments.list_receipts(cashier) if each.amount_minor > 0]
    line = next((each for each in deals.show_deal(bureau.admin, deal).schedule if each.open_minor), None)
    day, sums = date(2026, 9, chance.randrange(1, 20)), [1_000_00, 2_000_00, line.open_minor if line else 5_00]
    amount, reference = chance.choice(sums), f"B{chance.randrange(60)}"
    return [
        lambda: bureau.paid(deal, amount, value_date=day),
        lambda: another_statement(cashier, [f"{day},{amount // 100},{deal},{reference}", f"{day},20,?,{reference}X"]),
        lambda: suspense.add_loose(cashier, amount, Method.TRANSFER, day, "somebody", reference=reference),
        lambda: reversals.reverse_receipt(cashier, chance.choice(booked).receipt_no, "wrong"),
        lambda: unallocated.move_money(cashier, chance.choice(booked).receipt_no, 1_000_00, to=deal, reason="his"),
        lambda: unallocated.move_money(cashier, deal, 1_000_00, to=other, reason="hers"),
        lambda: unallocated.move_money(cashier, deal, 1_000_00),
        lambda: steps.do_step(back, deal, Step.CONTRACT, ticked=True),
        lambda: steps.undo_step(bureau.desk(Role.MANAGER), deal, "wrong"),
        lambda: bureau.customer(rep, "passer-by", f"19900009{chance.randrange(100):03d}"),
        lambda: bureau.clock.on(minutes=1),
        lambda: payments.add_receipt(cashier, deal, amount, Method.CASH, day),
        lambda: payments.add_receipt(cashier, deal, amount, Method.BANK_LOAN, day),
        lambda: cautions.tick_cautions(back, deal),
        *on_a_free_unit(bureau, amount, reference),
    ]


def on_a_free_unit(bureau: "Bureau", amount: int, reference: str) -> list[Callable[[], object]]:
    """Give what happens beside all deals: a buyer of one holds another unit, and pays for that hold."""
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    free = next(each.code for each in board.read_board(rep).units if each.state in {"available", "held"})
    buyer = str(customers.find_customers(rep, NAMES[0])[0].customer_id)
    return [
        lambda: holds.place_hold(rep, free, buyer),
        lambda: hold_money.add_on_hold(bureau.desk(Role.CASHIER), free, amount, Method.CASH, reference=reference),
        lambda: holds.release_hold(rep, free),
        lambda: holds.lock_unit(manager, free, Lock.MORTGAGED, "the bank's"),
        lambda: holds.unlock_unit(manager, free, Lock.MORTGAGED),
        lambda: customers.edit_customer(rep, buyer, note="calls in the evening"),
    ]


@pytest.mark.parametrize("seed", range(12))
def test_some_rows_placed_anew_stand_as_if_all_were(bureau: "Bureau", sold: list[str], seed: int) -> None:
    """Whatever others did meanwhile, once and once more."""
    chance, cashier = random.Random(seed), bureau.desk(Role.CASHIER)
    records = statement(bureau, sold, chance)
    found, done = placing(cashier, records), 0
    for _ in range(8):
        for _ in range(chance.randrange(5)):
            try:
                chance.choice(happenings(bureau, sold, chance))()
                done += 1
            except DeskError:  # as when money is moved that is not there
                continue
        assert caught_up(cashier, found) == placing(cashier, records).rows
    assert done


def row(line: int, deal: str, amount_minor: int, reference: str) -> BankRecord:
    return BankRecord(line, date(2026, 9, 5), amount_minor, "", "?", reference, deal, "", "")


def test_a_row_that_is_another_one_once_more_is_refused_when_that_is_booked_by_hand(
    bureau: "Bureau", sold: list[str]
) -> None:
    """Two rows of one reference, day and amount are the same money, whatever deals they name."""
    records = [row(2, sold[0], 2_000_00, "B1"), row(3, sold[2], 9_000_00, "B2"), row(4, sold[2], 2_000_00, "B1")]
    cashier = bureau.desk(Role.CASHIER)
    found = placing(cashier, records)
    assert [each.entry is None for each in found.rows] == [False, False, True]
    bureau.paid(sold[0], 2_000_00, value_date=date(2026, 9, 5))
    rows = caught_up(cashier, found)
    assert rows == placing(cashier, records).rows
    assert [each.why and each.why[1].code for each in rows or ()] == ["booked_by_hand", None, "booked_by_hand"]
    reversals.reverse_receipt(cashier, payments.list_receipts(cashier)[0].receipt_no, "wrong")
    rows = caught_up(cashier, found)
    assert rows == placing(cashier, records).rows
    assert [each.entry is None for each in rows or ()] == [False, False, True]


def test_a_row_that_carries_the_number_of_a_receipt_is_known_when_that_is_booked(
    bureau: "Bureau", sold: list[str]
) -> None:
    cashier, number = bureau.desk(Role.CASHIER), len(payments.list_receipts(bureau.admin)) + 1
    records = [row(2, sold[0], 2_000_00, "B1")._replace(receipt=f"R-{number:06d}")]
    found = placing(cashier, records)
    assert [each.why and each.why[1].code for each in found.rows] == ["unknown_receipt"]
    bureau.paid(sold[2], 2_000_00, value_date=date(2026, 9, 5))
    assert caught_up(cashier, found) == placing(cashier, records).rows == [Placed(None, None, ())]


def test_all_rows_are_placed_anew_after_what_may_touch_any(bureau: "Bureau", sold: list[str]) -> None:
    """As a new deal does: a row may name its number, its unit, its buyer."""
    code, cashier, records = bureau.units(1, building="9")[0], bureau.desk(Role.CASHIER), [row(2, sold[0], 20_00, "B1")]
    found = placing(cashier, records)
    bureau.sold(code, buyer="1")
    assert caught_up(cashier, found) is None
    assert caught_up(cashier, found) is None, "it is of no one moment since"


def test_another_day_places_all_rows_anew(bureau: "Bureau", sold: list[str]) -> None:
    cashier = bureau.desk(Role.CASHIER)
    found = placing(cashier, [row(2, sold[0], 2_000_00, "B1")])
    bureau.clock.on(days=1)
    assert caught_up(cashier, found) is None
