"""A statement's money, written at once, does what it does when it is booked one receipt after the other."""

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select, text

from db import deals as held
from db import events
from db.engine import Tx
from db.tables.office import GivenAnswer
from db.tables.schema import table_of
from salesdesk.domain.deal import PlanKind, Step, view_of
from salesdesk.domain.receipts import Method, parse_number
from salesdesk.domain.roles import Role
from salesdesk.importing.progress import ImportProgress, Stage
from salesdesk.services import audit, deals, payments, reversals, steps
from salesdesk.services.booking import Origin
from salesdesk.services.booking_together import book_together, for_deal, laid_out
from salesdesk.services.deal_accounts import account_of
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Change
from salesdesk.services.receipt_files import ReceiptsAnswer, import_receipts
from salesdesk.services.suspense import Incoming
from tests.conftest import WAITING
from tests.services.at_stages import ON_POSTGRESQL, imported_at

if TYPE_CHECKING:
    from tests.conftest import Bureau

Row = tuple[int, int, str]
"""A day of September, yuan, and the deal."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, where the statements lie."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def statement(rows: Sequence[Row], name: str = "bank") -> Path:
    path = Path(f"{name}.csv")
    lines = (f"2026-09-{day:02d},{yuan},{deal},{name}{place}" for place, (day, yuan, deal) in enumerate(rows))
    path.write_text("\n".join(["日期,金额,附言,流水号", *lines]), encoding="utf-8")
    return path


@pytest.fixture
def sold(bureau: "Bureau") -> list[str]:
    """Twice three deals alike: by instalments, by a loan, and by a loan with the contract signed; on 20 September."""
    codes, rep = iter(bureau.units(6)), bureau.desk(Role.REP)
    buyers = (bureau.customer(rep, f"buyer {place}", f"199000001{place:02d}") for place in range(6))
    plans = (PlanKind.INSTALMENTS, PlanKind.MORTGAGE, PlanKind.MORTGAGE) * 2
    found = [bureau.sold(next(codes), plan, next(buyers)) for plan in plans]
    for signed in found[2::3]:
        own = [each for each in deals.show_deal(bureau.admin, signed).schedule if each.kind != "loan"]
        bureau.paid(signed, sum(each.amount_minor for each in own))
        steps.do_step(bureau.desk(Role.BACK_OFFICE), signed, Step.CONTRACT, ticked=True)
        steps.do_step(bureau.desk(Role.MORTGAGE_DESK), signed, Step.MORTGAGE)
    bureau.clock.on(days=20)
    return found


def rows_for(some: Sequence[str]) -> list[Row]:
    """Part of a deposit, what completes it, what runs on into the next payment, what nothing takes; deals mixed."""
    yuan = [3_000, 4_000, 3_000, 1_790_000, 500, 3_000_000, 2_000_000, 7_000_000, 20] * 3
    return [(5 + place * 5 % 14, amount, some[place * 7 % 3]) for place, amount in enumerate(yuan)]


def stand(bureau: "Bureau", deal: str) -> tuple[object, ...]:
    """Tell how a deal stands and what the log says of its money, in words that are the same for one like it."""
    view = deals.show_deal(bureau.admin, deal)
    lines = [(each.label, each.due, each.amount_minor, each.paid_minor, each.late_fee_minor) for each in view.schedule]
    came = [(each.amount_minor, each.method, each.value_date, each.here_minor, each.cashier) for each in view.receipts]
    with bureau.database.reading() as tx:
        log = events.deal_history(tx, parse_number("deal", deal))
    own = {"deal", "receipt", "reference"}
    told = [(each.kind, {name: said for name, said in each.facts.items() if name not in own}) for each in log]
    money = [each for each in told if each[0] in {"receipt.booked", "deal.step_done", "deal.step_undone"}]
    return view.steps, lines, came, view.paid_minor, view.unallocated_minor, money


def imported(bureau: "Bureau", path: Path, **more: Any) -> ReceiptsAnswer:
    return import_receipts(bureau.desk(Role.CASHIER), path, **more)


@pytest.mark.parametrize("stage", [None, Stage.WRITING])
def test_money_does_what_it_does_when_it_is_booked_one_by_one(
    bureau: "Bureau", sold: list[str], stage: Stage | None
) -> None:
    """So it does where something has happened since the rows were matched, and they are matched anew."""
    one_by_one, together = sold[:3], sold[3:]
    for day, yuan, deal in rows_for(one_by_one):
        bureau.paid(deal, yuan * 100, value_date=date(2026, 9, day), note=deal)
    importing = partial(imported, bureau, statement(rows_for(together)))
    imported_at(importing, stage, lambda: bureau.customer(bureau.desk(Role.REP), "passer-by", "19900000999"))
    assert [stand(bureau, each) for each in together] == [stand(bureau, each) for each in one_by_one]
    done = [[each.step for each in deals.show_deal(bureau.admin, deal).steps if each.done_at] for deal in together]
    assert (Step.FIRST_PAYMENT in done[0], Step.TOP_UP in done[1], Step.LOAN_PAYOUT in done[2]) == (True, True, True)
    assert audit.verify(bureau.admin).ok


def test_a_dry_run_says_what_the_import_does(bureau: "Bureau", sold: list[str]) -> None:
    """A row by payer and amount may hang on what the rows before it have paid, and no loan is paid before its time."""
    buyer = deals.show_deal(bureau.admin, sold[1]).customer
    rows = (f"2026-09-05,1850000,{sold[1]},,B1", f"2026-09-19,4200000,,{buyer},B2")
    path = Path("bank.csv")
    path.write_text("\n".join(["日期,金额,附言,对方户名,流水号", *rows]), encoding="utf-8")
    answers = imported(bureau, path, dry_run=True), imported(bureau, path)
    told = [(each.new, each.unclaimed, each.booked_minor, each.unallocated_minor) for each in answers]
    assert told == [(2, 0, 6_050_000_00, 4_250_000_00)] * 2


@pytest.mark.parametrize("known", [True, False])
def test_what_somebody_books_between_matching_and_writing_is_seen(
    bureau: "Bureau", sold: list[str], known: bool
) -> None:
    """The deal that they pay may be one of the statement, or one whose money is then no longer told by its amount."""
    deal = sold[0]
    deposit = deals.show_deal(bureau.admin, deal).schedule[0].open_minor
    path, buyer = Path("bank.csv"), deals.show_deal(bureau.admin, deal).customer
    told = (deal, "somebody") if known else ("", buyer)
    path.write_text(
        f"日期,金额,附言,对方户名,流水号\n2026-09-05,{deposit // 100},{','.join(told)},B1\n", encoding="utf-8"
    )
    paid = partial(bureau.paid, deal, deposit, value_date=date(2026, 9, 3))
    answer = imported_at(partial(imported, bureau, path), Stage.WRITING, paid)
    view = deals.show_deal(bureau.admin, deal)
    assert (view.schedule[0].paid_minor, answer.unclaimed) == (deposit, 0 if known else 1)
    assert view.paid_minor == (2 * deposit if known else deposit)
    assert view_of(view.steps, Step.DEPOSIT).done_at == date(2026, 9, 3)
    assert audit.verify(bureau.admin).ok


def test_a_deal_whose_money_it_is_only_by_what_somebody_books_meanwhile_is_paid(
    bureau: "Bureau", sold: list[str]
) -> None:
    deal, path = sold[0], Path("bank.csv")
    buyer = deals.show_deal(bureau.admin, deal).customer
    path.write_text(f"日期,金额,对方户名,流水号\n2026-09-05,7000,{buyer},B1\n", encoding="utf-8")
    assert imported(bureau, path, dry_run=True).unclaimed == 1
    paid = partial(bureau.paid, deal, 3_000_00)
    assert imported_at(partial(imported, bureau, path), Stage.WRITING, paid).unclaimed == 0
    assert deals.show_deal(bureau.admin, deal).schedule[0].open_minor == 0


@ON_POSTGRESQL
def test_somebody_who_is_booking_on_a_deal_is_waited_for_and_what_they_book_is_seen(
    bureau: "Bureau", sold: list[str]
) -> None:
    deal, path, cashier = sold[0], statement([(5, 5_000, sold[0]), (6, 10_000, sold[1])]), bureau.desk(Role.CASHIER)
    bureau.paid(deal, 1_000_00)
    assert cashier.actor is not None
    with ThreadPoolExecutor(1) as pool:
        with bureau.database.writing() as tx:
            change = Change(cashier, tx, cashier.actor)
            payments.take_money(change, deal, 6_000_00, Method.TRANSFER, date(2026, 9, 3))
            waiting = pool.submit(imported, bureau, path)
            _until_somebody_waits(tx)
            told = chain.from_iterable(change.told)
            events.append(tx, change.project_id, cashier.actor.staff_id, cashier.terminal, told)
        assert waiting.result().new == 2
    paid = [each.paid_minor for each in deals.show_deal(bureau.admin, deal).schedule]
    assert paid[:2] == [10_000_00, 2_000_00]
    assert audit.verify(bureau.admin).ok


@ON_POSTGRESQL
def test_a_deal_that_a_row_is_for_only_by_now_is_held_too(bureau: "Bureau", sold: list[str]) -> None:
    """The row fits one deal of its payer when it is matched, and the other when it is to be written."""
    cashier, rep, day = bureau.desk(Role.CASHIER), bureau.desk(Role.REP), date(2026, 9, 5)
    assert cashier.actor is not None
    buyer = bureau.customer(rep, "two deals", "19900000199")
    one, other = (bureau.sold(code, PlanKind.INSTALMENTS, buyer) for code in bureau.units(2, building="9"))
    for each in (one, other):
        bureau.paid(each, 1_000_00)
    part = bureau.paid(other, 4_000_00)
    path = Path("bank.csv")
    path.write_text("日期,金额,户名,流水号\n2026-09-20,9000,two deals,B1", encoding="utf-8")
    is_other, is_held = Event(), Event()

    def meanwhile() -> None:
        bureau.paid(one, 1_00)
        reversals.reverse_receipt(cashier, part, "wrong")
        is_other.set()
        assert is_held.wait(10)

    with ThreadPoolExecutor(1) as pool:
        importing = partial(import_receipts, cashier, path)
        waiting = pool.submit(imported_at, importing, Stage.WRITING, meanwhile)
        assert is_other.wait(10)
        with bureau.database.writing() as tx:
            change = Change(cashier, tx, cashier.actor)
            payments.take_money(change, other, 6_000_00, Method.TRANSFER, day)
            is_held.set()
            _until_somebody_waits(tx)
            told = chain.from_iterable(change.told)
            events.append(tx, change.project_id, cashier.actor.staff_id, cashier.terminal, told)
        assert waiting.result().unclaimed == 1
    assert deals.show_deal(bureau.admin, other).schedule[0].open_minor == 3_000_00


def test_an_account_that_takes_money_in_stands_as_it_is_read_when_that_is_written(
    bureau: "Bureau", sold: list[str]
) -> None:
    cashier = bureau.desk(Role.CASHIER)
    assert cashier.actor is not None
    with bureau.database.writing() as tx:
        change = Change(cashier, tx, cashier.actor)
        account = account_of(change, deal_called(change, sold[0]))
        for yuan in (3_000, 4_000, 3_000, 1_790_000, 20):
            origin = Origin(reference=f"B{yuan}-{len(account.came)}")
            came = Incoming(yuan * 100, Method.TRANSFER, date(2026, 9, 5), "", origin)
            book_together(change, laid_out(change, [for_deal(account, came)]))
        again = account_of(change, account.deal)
        assert (account.steps, list(account.lines)) == (again.steps, again.lines)
        noted = [[(each.step, each.done_on) for each in one.done] for one in (account, again)]
        assert noted[0] == noted[1]
        events.append(tx, change.project_id, None, "", chain.from_iterable(change.told))
    assert audit.verify(bureau.admin).ok


@ON_POSTGRESQL
def test_deals_are_held_in_the_order_of_their_keys(bureau: "Bureau", sold: list[str]) -> None:
    low, high = (parse_number("deal", each) for each in (sold[0], sold[5]))
    one = text("SELECT id FROM deal WHERE id = :id FOR UPDATE NOWAIT")

    def hold() -> None:
        with bureau.database.writing() as tx:
            held.hold_deals(tx, [high, low])

    with ThreadPoolExecutor(1) as pool:
        with bureau.database.writing() as tx:
            tx.conn.execute(one, {"id": low})
            waiting = pool.submit(hold)
            _until_somebody_waits(tx)
            tx.conn.execute(one, {"id": high})
        waiting.result()


def _until_somebody_waits(tx: Tx) -> None:
    deadline = time.monotonic() + 5
    while tx.conn.execute(text(WAITING)).scalar() != 1:
        assert time.monotonic() < deadline, "nobody waits"


def test_more_rows_take_no_more_statements_while_others_wait(sqlite_bureau: "Bureau") -> None:
    deal = sqlite_bureau.sold(sqlite_bureau.units(1)[0], PlanKind.INSTALMENTS)
    sqlite_bureau.clock.on(days=20)
    sqlite_bureau.paid(deal, 10_00)
    counts = [_statements_in(sqlite_bureau, statement([(5, 10, deal)] * count, f"bank{count}")) for count in (5, 60)]
    assert counts[0] == counts[1] > 0


def _statements_in(bureau: "Bureau", path: Path) -> int:
    """Count the statements of the transaction in which a statement of the bank is written."""
    found: list[str] = []

    def begin(progress: ImportProgress) -> None:
        if progress.stage is Stage.WRITING and not found:
            found.append("")

    def trace(said: str) -> None:
        if found and said != found[-1]:  # a trigger tells the statement that set it off again
            found.append(said)

    def connected(connection: Any, _record: object) -> None:
        connection.set_trace_callback(trace)

    bureau.database.close()
    event.listen(bureau.database.engine, "connect", connected)
    imported(bureau, path, progress=begin)
    return len(found) - 1


def test_a_key_keeps_what_was_answered_and_not_the_rows(bureau: "Bureau", sold: list[str]) -> None:
    cashier, path = bureau.desk(Role.CASHIER), statement(rows_for(sold[:3]))
    first, again = (import_receipts(cashier.keyed("k1"), path) for _ in range(2))
    assert (first.new, first.booked_minor, first.unallocated_minor) == (
        again.new, again.booked_minor, again.unallocated_minor,
    )  # fmt: skip
    given = table_of(GivenAnswer)
    with bureau.database.reading() as tx:
        kept = tx.conn.execute(select(given.c.answer).where(given.c.key == "k1")).scalar_one()
    assert "entries" not in json.loads(kept)
