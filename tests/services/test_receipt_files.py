"""Importing a bank statement: every row accounted for, each payment on its deal, no reference booked twice."""

import csv
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.domain.buyers import BuyerAct
from salesdesk.domain.errors import DeskError, NotPermitted
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.importing.progress import ImportProgress, Stage
from salesdesk.importing.synonyms import fields_of
from salesdesk.services import audit, batches, changes, dayend, deals, payments, reversals, suspense, unallocated
from salesdesk.services.booking import DayClosed
from salesdesk.services.exporting import ExportKind, export
from salesdesk.services.importing import import_units
from salesdesk.services.receipt_files import ReceiptsAnswer, import_receipts

if TYPE_CHECKING:
    from tests.conftest import Bureau

HEAD = ("交易日期", "贷方发生额", "借方发生额", "对方户名", "附言", "交易流水号")
DAY = "2026-08-30"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, where rejected rows are left."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> Path:
    path = Path("bank.csv")
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([head, *(row + ("",) * (len(head) - len(row)) for row in rows)])
    return path


def _counts(answer: ReceiptsAnswer) -> tuple[int, int, int, int, int]:
    assert answer.read == answer.new + answer.changed + answer.same + answer.rejected
    return answer.read, answer.new, answer.changed, answer.same, answer.rejected


def _sold(bureau: "Bureau") -> tuple[str, str]:
    """Sell two units to two people, and give the deals' numbers."""
    rep = bureau.desk(Role.REP)
    one, two = bureau.units(2)
    first = bureau.sold(one, buyer=bureau.customer(rep, "王伟", "19900000001"))
    return first, bureau.sold(two, buyer=bureau.customer(rep, "李娜", "19900000002"))


def _open(bureau: "Bureau", deal: str) -> list[int]:
    return [row.open_minor for row in deals.show_deal(bureau.admin, deal).schedule]


def test_money_is_matched_by_number_by_unit_and_by_payer(bureau: "Bureau") -> None:
    first, second = _sold(bureau)
    unit = deals.show_deal(bureau.admin, first).unit
    deposit = _open(bureau, second)[0]
    path = _write(
        (DAY, "1,000.00", "", "somebody", f"deposit for {first} thanks", "B1"),
        (DAY, "¥500", "", "", f"房款 {unit}", "B2"),
        (DAY, f"{deposit // 100}.{deposit % 100:02d}", "0.00", "李 娜", "", "B3"),
    )
    before = _open(bureau, first)
    cashier = bureau.desk(Role.CASHIER)
    answer = import_receipts(cashier, path)
    assert (_counts(answer), answer.booked_minor, answer.unallocated_minor) == ((3, 3, 0, 0, 0), 150_000 + deposit, 0)
    assert sum(before) - sum(_open(bureau, first)) == 150_000
    assert _open(bureau, second)[0] == 0
    assert _counts(import_receipts(cashier, path)) == (3, 0, 0, 3, 0)
    assert len(payments.list_receipts(cashier)) == 3
    assert audit.verify(bureau.admin).ok


def test_a_column_may_tell_the_deal_or_the_unit(bureau: "Bureau") -> None:
    first, second = _sold(bureau)
    unit, cashier = deals.show_deal(bureau.admin, second).unit, bureau.desk(Role.CASHIER)
    known = ((DAY, "10", first, "9-9-999"), (DAY, "20", "", unit.lower()))
    strange = ((DAY, "30", "a deal", unit), (DAY, "40", "D-0999", unit), (DAY, "50", "", "9-9-999"))
    before = sum(_open(bureau, first)), sum(_open(bureau, second))
    answer = import_receipts(cashier, _write(*known, *strange, head=("日期", "金额", "交易号", "房源")))
    assert _counts(answer) == (5, 5, 0, 0, 0)
    assert before == (sum(_open(bureau, first)) + 10_00, sum(_open(bureau, second)) + 20_00)
    assert (answer.unclaimed, [(each.line, each.code) for each in answer.notes]) == (
        3,
        [(4, "unknown_deal"), (5, "unknown_deal"), (6, "no_live_deal")],
    )


@pytest.mark.parametrize(
    ("remark", "is_second"),
    [
        ("李娜3栋1单元201室首付", True), ("3号楼-201 房款", True), ("房款：３棟201室", True),
        ("购3栋201室 车位款", True),
        ("D-0001 3栋201", False), ("3栋101、201室房款", None), ("3栋1单元201元", None), ("3栋 20100", None),
        ("3栋101和3栋201", None), ("4栋201", None), ("13栋201", None),
    ],
)  # fmt: skip
def test_a_remark_names_a_unit_by_its_place(sqlite_bureau: "Bureau", remark: str, is_second: bool | None) -> None:
    first, second = _of_lists(sqlite_bureau)
    before = sum(_open(sqlite_bureau, first)), sum(_open(sqlite_bureau, second))
    answer = import_receipts(sqlite_bureau.desk(Role.CASHIER), _write((DAY, "10", "", "somebody", remark, "B1")))
    paid = before[0] - sum(_open(sqlite_bureau, first)), before[1] - sum(_open(sqlite_bureau, second))
    assert paid == {True: (0, 10_00), False: (10_00, 0), None: (0, 0)}[is_second]
    assert answer.unclaimed == (is_second is None)


def _of_lists(bureau: "Bureau") -> tuple[str, str]:
    """Sell two units of a list, 3-1-101 and 3-1-201; 101 is in another block, too."""
    path = Path("units.csv")
    places = ("1,1,101", "1,2,201", "2,1,101")
    path.write_text(
        "\n".join(["building,block,floor,room,area,total", *(f"3,{each},100,2000000" for each in places), ""])
    )
    import_units(bureau.admin, path)
    batches.add_batch(bureau.admin, "spring", "2026-001", bureau.clock.now, ["3"])
    batches.release_batch(bureau.admin, "spring")
    rep = bureau.desk(Role.REP)
    first = bureau.sold("3-1-101", buyer=bureau.customer(rep, "王伟", "19900000001"))
    return first, bureau.sold("3-1-201", buyer=bureau.customer(rep, "李娜", "19900000002"))


def test_what_is_odd_comes_back_with_its_reason(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    path = _write(
        (DAY, "1000", "", "", first, "B1"),
        (DAY, "1000", "", "", first, "B1"),
        (DAY, "2000", "", "", first, "B1"),
        (DAY, "1000", "", "王伟", first, "B1"),
        (DAY, "1000", "", "", first, "1.23456789012346E+20"),
        (DAY, "", "70", "", first, "B5"),
        (DAY, "-5", "", "", first, "B6"),
        (DAY, "x", "", "", first, "B7"),
        ("2031-01-01", "10", "", "", first, "B8"),
        ("合日", "4080", "", "", "", ""),
        ("合计", "4080", "", "", "", ""),
    )
    answer = import_receipts(cashier, path)
    assert _counts(answer) == (10, 1, 0, 1, 8)
    assert [each.code for each in answer.problems] == [
        "reference_differs", "reference_differs", "digits_lost", "money_out", "money_out",
        "not_an_amount", "future_day", "not_a_day",
    ]  # fmt: skip
    assert [(each.line, each.code) for each in answer.notes] == [(12, "total_row")]


@pytest.mark.parametrize("filler", ["", "0", "000", "--", "／", "无"])
def test_equal_payments_without_a_reference_are_counted_whatever_fills_its_column(
    sqlite_bureau: "Bureau", filler: str
) -> None:
    first, _ = _sold(sqlite_bureau)
    path = _write(*[(DAY, "10", "", "王伟", first, filler)] * 2)
    assert _counts(import_receipts(sqlite_bureau.admin, path)) == (2, 2, 0, 0, 0)
    assert _counts(import_receipts(sqlite_bureau.admin, path)) == (2, 0, 0, 2, 0)


def test_what_is_for_no_deal_that_is_known_is_booked_for_none_and_told(bureau: "Bureau") -> None:
    first, second = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    path = _write(
        (DAY, "12345", "", "王伟", "", "B2"),
        (DAY, "10", "", "", "D-0999", "B3"),
        (DAY, "20", "", "某人", f"{first} {second}", "B4"),
    )
    seen = import_receipts(cashier, path, dry_run=True)
    answer = import_receipts(cashier, path)
    told = (seen.unclaimed, seen.unallocated_minor, [each.code for each in seen.notes])
    assert told == (3, 12_375_00, ["no_deal", "unknown_deal", "several_deals"])
    assert (answer.unclaimed, answer.unallocated_minor, [each.code for each in answer.notes]) == told
    assert _counts(answer) == (3, 3, 0, 0, 0)
    loose = unallocated.list_unallocated(cashier)
    assert [(each.name, each.customer, each.remark, each.reference) for each in loose] == [
        ("R-000001", "王伟", "", "B2"),
        ("R-000002", "", "D-0999", "B3"),
        ("R-000003", "某人", f"{first} {second}", "B4"),
    ]
    unallocated.move_money(cashier, "R-000003", 20_00, second)
    assert _counts(import_receipts(cashier, path)) == (3, 0, 0, 3, 0)
    assert audit.verify(bureau.admin).ok


def test_a_place_in_columns_of_its_own_and_a_bare_room_with_its_payer_name_a_deal(bureau: "Bureau") -> None:
    first, second = _of_lists(bureau)
    head = ("收款日期", "楼栋", "单元", "房号", "客户姓名", "收款金额")
    path = _write(
        (DAY, "3栋", "1单元", "101室", "某人", "1"),
        (DAY, "3", "", "201", "某人", "2"),
        (DAY, "", "", "201", "李 娜", "3"),
        (DAY, "", "", "201", "王伟", "4"),
        (DAY, "", "", "201", "", "5"),
        (DAY, "9", "1", "201", "李娜", "6"),
        (DAY, "3", "", "101", "王伟", "7"),
        (DAY, "3", "", "101", "李娜", "8"),
        (DAY, "", "", "临时", "李娜", f"{_open(bureau, second)[0] // 100 - 5}"),
        head=head,
    )
    before, cashier = _open(bureau, first)[0], bureau.desk(Role.CASHIER)
    answer = import_receipts(cashier, path)
    assert (_counts(answer), answer.unclaimed_minor) == ((9, 9, 0, 0, 0), 23_00)
    assert [(each.line, each.column, each.code) for each in answer.notes if each.line] == [
        (5, "房号", "bare_room"), (6, "房号", "bare_room"), (7, "房号", "no_live_deal"), (9, "房号", "no_live_deal"),
    ]  # fmt: skip
    assert (before - _open(bureau, first)[0], _open(bureau, second)[0]) == (8_00, 0)
    assert _counts(import_receipts(cashier, path)) == (9, 0, 0, 9, 0)


def test_a_room_alone_stands_behind_what_the_remark_names_and_says_nothing_where_there_is_none(
    bureau: "Bureau",
) -> None:
    first, second = _of_lists(bureau)
    deposit = _open(bureau, second)[0] // 100
    path = _write(
        (DAY, "201", "某人", "1", first),
        (DAY, "201", "李娜", "2", f"代付 {first}"),
        (DAY, "9-1-901", "李娜", "3", ""),
        (DAY, "888", "李娜", f"{deposit}", ""),
        head=("收款日期", "房号", "客户姓名", "收款金额", "备注"),
    )
    before = _open(bureau, first)[0]
    answer = import_receipts(bureau.desk(Role.CASHIER), path)
    assert [(each.line, each.code) for each in answer.notes if each.line] == [(4, "no_live_deal")]
    assert (before - _open(bureau, first)[0], _open(bureau, second)[0]) == (3_00, 0)


def test_a_place_that_could_be_in_several_blocks_stands_behind_what_the_remark_names(bureau: "Bureau") -> None:
    first, second = _of_lists(bureau)
    before = _open(bureau, first)[0]
    rows = (DAY, "3栋101", "某人", "1", first), (DAY, "9-1-901", "某人", "2", second)
    path = _write(*rows, head=("收款日期", "房源", "客户姓名", "收款金额", "备注"))
    answer = import_receipts(bureau.desk(Role.CASHIER), path)
    assert [(each.line, each.code) for each in answer.notes if each.line] == [(3, "no_live_deal")]
    assert before - _open(bureau, first)[0] == 1_00


def test_a_bare_room_among_whole_places_is_the_payers(bureau: "Bureau") -> None:
    _of_lists(bureau)
    rows = [(DAY, "3-1-101", "某人", "1"), (DAY, "3-1-101", "某人", "2"), (DAY, "201", "李 娜", "3")]
    answer = import_receipts(
        bureau.desk(Role.CASHIER), _write(*rows, head=("收款日期", "房号", "客户姓名", "收款金额"))
    )
    assert (_counts(answer), answer.unclaimed) == ((3, 3, 0, 0, 0), 0)


def test_money_came_in_as_its_row_says_else_as_whoever_imports_says(bureau: "Bureau") -> None:
    first, second = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    head = ("收款日期", "收款金额", "交易号", "收款方式")
    path = _write((DAY, "100", first, "现金"), (DAY, "200", second, "POS"), (DAY, "300", first, ""), head=head)
    assert _counts(import_receipts(cashier, path, method=Method.CHEQUE)) == (3, 3, 0, 0, 0)
    booked = {each.amount_minor: each.method for each in payments.list_receipts(cashier)}
    assert booked == {100_00: Method.CASH, 200_00: Method.CARD, 300_00: Method.CHEQUE}
    assert _counts(import_receipts(cashier, path)) == (3, 0, 0, 3, 0)


def test_money_that_is_said_to_be_the_banks_pays_no_deposit(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    deposit = _open(bureau, first)[0]
    path = _write((DAY, "100", first, "按揭放款"), head=("收款日期", "收款金额", "交易号", "收款方式"))
    assert _counts(import_receipts(cashier, path)) == (1, 1, 0, 0, 0)
    assert _open(bureau, first)[0] == deposit


def test_cash_that_was_booked_by_hand_is_not_booked_again_by_a_list_of_cash(bureau: "Bureau") -> None:
    first, second = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    payments.add_receipt(cashier, first, 100_00, Method.CASH, date.fromisoformat(DAY))
    payments.add_receipt(cashier, second, 100_00, Method.CARD, date.fromisoformat(DAY))
    rows = [(DAY, "100", deal, said) for deal in (first, second) for said in ("现金", "转账")]
    answer = import_receipts(cashier, _write(*rows, head=("收款日期", "收款金额", "交易号", "收款方式")))
    assert [(each.line, each.code) for each in answer.problems] == [(2, "booked_by_hand"), (5, "booked_by_hand")]
    assert _counts(answer) == (4, 2, 0, 0, 2)


def test_a_transfer_that_was_booked_by_hand_is_not_booked_again_by_its_statement(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    payments.add_receipt(cashier, first, 100_00, Method.TRANSFER, date.fromisoformat(DAY))
    path = _write((DAY, "100", "", "", first, "B1"), (DAY, "100", "", "", first, "B2"))
    answer = import_receipts(cashier, path)
    assert (_counts(answer), [each.code for each in answer.problems]) == ((2, 1, 0, 0, 1), ["booked_by_hand"])
    assert _counts(import_receipts(cashier, path)) == (2, 0, 0, 1, 1)


def test_a_row_that_stands_twice_in_a_statement_is_not_booked_if_it_was_by_hand(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    payments.add_receipt(cashier, first, 100_00, Method.TRANSFER, date.fromisoformat(DAY))
    rows = [(DAY, amount, "", "", first, "B1") for amount in ("100", "100", "70")]
    answer = import_receipts(cashier, _write(*rows))
    told = [each.code for each in answer.problems]
    assert (_counts(answer), told) == ((3, 0, 0, 0, 3), ["booked_by_hand", "booked_by_hand", "reference_differs"])


def test_equal_payments_without_a_reference_are_told_apart_and_known_again(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    path = _write((DAY, "100", "", "", first), (DAY, "100", "", "", first))
    cashier = bureau.desk(Role.CASHIER)
    assert _counts(import_receipts(cashier, path)) == (2, 2, 0, 0, 0)
    assert _counts(import_receipts(cashier, path)) == (2, 0, 0, 2, 0)


def test_money_beyond_what_may_be_paid_is_unallocated_on_its_deal(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    path = _write((DAY, "9,000,000", "", "", first, "B1"))
    cashier = bureau.desk(Role.CASHIER)
    seen = import_receipts(cashier, path, dry_run=True)
    assert _counts(seen) == (1, 1, 0, 0, 0)
    answer = import_receipts(cashier, path)
    assert answer.unallocated_minor > 0
    assert unallocated.list_unallocated(cashier)[0].amount_minor == answer.unallocated_minor


def test_a_dry_run_counts_alike_and_writes_nothing(bureau: "Bureau") -> None:
    first, second = _sold(bureau)
    deposit = _open(bureau, second)[0] // 100
    path = _write(
        (DAY, f"{deposit}", "", "李娜", "", "B1"), (DAY, f"{deposit}", "", "李娜", "", "B2"), (DAY, "1", "", "", first)
    )
    cashier = bureau.desk(Role.CASHIER)
    before = bureau.written()
    seen = import_receipts(cashier, path, dry_run=True)
    assert bureau.written() == before
    answer = import_receipts(cashier, path)
    assert _counts(seen) == _counts(answer) == (3, 3, 0, 0, 0)
    assert seen.unclaimed == answer.unclaimed == 1


def test_a_closed_day_takes_no_statement_and_nothing_is_written(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    dayend.close_day(cashier)
    path = _write((DAY, "100", "", "", first, "B1"))
    with bureau.refuses(DayClosed):
        import_receipts(cashier, path)
    with bureau.refuses(DayClosed):
        import_receipts(cashier, path, dry_run=True)


def test_money_that_was_reversed_is_not_booked_again(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    path = _write((DAY, "100", "", "", first, "B1"))
    import_receipts(cashier, path)
    reversals.reverse_receipt(cashier, "R-000001", "a wrong deal")
    assert _counts(import_receipts(cashier, path)) == (1, 0, 0, 1, 0)


def test_a_register_that_was_exported_comes_in_as_the_same(bureau: "Bureau", folder: Path) -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    import_receipts(cashier, _write((DAY, "100", "", "", first, "B1")))
    bureau.paid(first, 20_000)
    suspense.add_loose(cashier, 70_00, Method.CASH, payer="=某人")
    unallocated.refund_money(cashier, "R-000003", 20_00, Method.CASH, None, "too much")
    reversals.reverse_receipt(cashier, "R-000001", "a wrong deal")
    for form in ("csv", "xlsx", "jsonl"):
        path = folder / f"receipts.{form}"
        export(bureau.admin, ExportKind.RECEIPTS, path)
        assert _counts(import_receipts(cashier, path)) == (5, 0, 0, 5, 0)


def test_a_receipts_number_says_which_it_is_with_its_day_and_amount_alone(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    payments.add_receipt(cashier, first, 100_00, Method.TRANSFER, date.fromisoformat(DAY))
    head = ("日期", "金额", "收据号")
    rows = ((DAY, "100", "R-000001"), (DAY, "101", "R-000001"), ("2026-08-29", "100", "1"), (DAY, "100", "R-000002"))
    answer = import_receipts(cashier, _write(*rows, (DAY, "100", "receipt"), head=head))
    assert (_counts(answer), {each.code for each in answer.problems}) == ((5, 0, 0, 1, 4), {"unknown_receipt"})


def test_a_statement_that_comes_in_twice_at_once_is_booked_once(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    path = _write((DAY, "100", "", "", first, "B1"), (DAY, "7", "", "somebody", "", "B2"))
    answers = bureau.collide("project", *[lambda: import_receipts(cashier, path)] * 2)
    assert sorted((each.new, each.same) for each in answers) == [(0, 2), (2, 0)]
    assert len(payments.list_receipts(cashier)) == 2
    assert audit.verify(bureau.admin).ok


def test_a_later_buyer_of_a_deal_pays_for_it_too(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    wife = bureau.customer(bureau.desk(Role.REP), "李梅", "199-0000-0003")
    rep, share = bureau.desk(Role.REP), Decimal(40)
    asked = changes.ask_buyer_change(rep, first, BuyerAct.ADD, wife, "they marry", share=share)
    changes.approve_change(bureau.desk(Role.MANAGER), asked.change_id)
    changes.do_change(bureau.desk(Role.REP), asked.change_id)
    deposit = _open(bureau, first)[0]
    answer = import_receipts(bureau.desk(Role.CASHIER), _write((DAY, f"{deposit // 100}", "", "李梅", "", "B1")))
    assert (answer.unclaimed, _open(bureau, first)[0]) == (0, 0)


def test_a_statement_is_read_anew_if_its_day_has_become_another(bureau: "Bureau") -> None:
    first, _ = _sold(bureau)
    cashier = bureau.desk(Role.CASHIER)
    path = _write(("2026-09-01", "100", "", "", first, "B1"))
    assert _counts(import_receipts(cashier, path)) == (1, 0, 0, 0, 1), "it lies in the future"

    def at_midnight(progress: ImportProgress) -> None:
        if progress.stage is Stage.WRITING:
            bureau.clock.on(days=1)

    assert _counts(import_receipts(cashier, path, progress=at_midnight)) == (1, 1, 0, 0, 0)


def test_without_the_right_nothing_is_booked(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    with bureau.refuses(NotPermitted):
        import_receipts(manager, _write((DAY, "100", "", "", "D-0001", "B1")))


CELL = st.sampled_from(
    ["D-0001", "2026-08-30", "100", "1,000.00", "-5", "0", "", "-", "王伟", "B1", "R-000001", "\x00", "\u202e", "=1",
     "1e9", "９９", "9" * 30, "3-1-1101", "9999-12-31"]
) | st.text(max_size=6)  # fmt: skip
FIELDS = list(fields_of("receipts"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=timedelta(seconds=20), max_examples=40)
@given(rows=st.lists(st.lists(CELL, min_size=len(FIELDS), max_size=len(FIELDS)), min_size=1, max_size=8))
def test_any_statement_keeps_the_promise(sqlite_bureau: "Bureau", rows: list[list[str]]) -> None:
    path = Path("any.csv")
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([FIELDS, *rows])
    if not deals.list_deals(sqlite_bureau.admin):
        _sold(sqlite_bureau)
    first = again = (0, 0, 0, 0, 0)
    with suppress(DeskError):
        first = _counts(import_receipts(sqlite_bureau.admin, path))
        again = _counts(import_receipts(sqlite_bureau.admin, path))
    assert again == (first[0], 0, 0, first[1] + first[3], first[4])
