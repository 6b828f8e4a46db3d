"""Taking imports back: rows go or are as they were, unless something was built on them, which is named."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Table

from db import events, imports
from db.events import NewEvent
from db.tables.schema import METADATA
from db.undoing import OWN
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import NotFound, NotPermitted
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock
from salesdesk.language import CHINESE, explain, use_language
from salesdesk.services import (
    audit,
    batches,
    customers,
    dayend,
    deals,
    holds,
    importing,
    prices,
    reversals,
    settlements,
    steps,
    unallocated,
    undoing,
    unit_writing,
)
from salesdesk.services.customer_files import import_customers
from salesdesk.services.money_steps import MoneyBuiltOn
from salesdesk.services.price_files import import_prices
from salesdesk.services.receipt_files import import_receipts
from salesdesk.services.surveys import import_survey
from salesdesk.services.undo_refusals import STANDING, ImportBuiltOn, ImportStays, ImportUndone
from salesdesk.services.undoing import undo_import
from tests.services.accounts_at import cash

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.engine import Database
    from tests.conftest import Bureau, Clock

TABLES = ("unit", "customer", "customer_phone", "appointment")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _file(*rows: str) -> Path:
    path = Path("file.csv")
    path.write_text("\n".join((*rows, "")), encoding="utf-8")
    return path


def _units(bureau: "Bureau", price: int = 60_000, rooms: int = 3) -> int:
    rows = (f"3,1,{floor},01,100,{price}" for floor in range(1, rooms + 1))
    found = importing.import_units(bureau.desk(Role.MANAGER), _file("building,block,floor,room,area,unit price", *rows))
    assert found.import_id
    return found.import_id


def _kept(bureau: "Bureau") -> dict[str, list[tuple[object, ...]]]:
    written = bureau.written()
    return {name: written[name] for name in TABLES}


def test_units_that_came_in_go_and_changed_ones_are_as_they_were(
    bureau: "Bureau", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_writing, "NOTED_AT_ONCE", 1)
    manager = bureau.desk(Role.MANAGER)
    empty = _kept(bureau)
    first = _units(bureau, rooms=2)
    two = _kept(bureau)
    second = _units(bureau, price=61_000)
    done = undo_import(manager, second)
    assert (done.removed, done.restored) == (1, 2)
    assert _kept(bureau) == two
    with bureau.refuses(ImportUndone):
        undo_import(manager, second)
    with bureau.refuses(ImportBuiltOn, match="list price changed"):
        undo_import(manager, first)
    assert audit.verify(bureau.admin).ok
    assert empty["unit"] == []


def test_who_waits_for_an_import_to_be_taken_back_is_told(
    sqlite_bureau: "Bureau", monkeypatch: pytest.MonkeyPatch
) -> None:
    number, cashier = _units(sqlite_bureau), sqlite_bureau.desk(Role.CASHIER)
    monkeypatch.setattr(undoing, "SECONDS_ON_SQLITE", 1)
    with sqlite_bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("CREATE TABLE heard (file TEXT, seconds REAL)")
        heard = "INSERT INTO heard VALUES (NEW.file_name, (NEW.ready - NEW.since) / 1000)"
        tx.conn.exec_driver_sql(f"CREATE TRIGGER hear AFTER INSERT ON import_writing BEGIN {heard}; END")
    with sqlite_bureau.refuses(NotPermitted):
        undo_import(cashier, number)
    undo_import(sqlite_bureau.admin, number)
    with sqlite_bureau.database.reading() as tx:
        assert tx.conn.exec_driver_sql("SELECT * FROM heard").all() == [("file.csv", 3)]
        assert tx.conn.exec_driver_sql("SELECT count(*) FROM import_writing").scalar() == 0


def test_a_unit_of_another_import_may_be_in_use_while_one_is_taken_back(
    postgres_database: "Database", clock: "Clock", bureau_on: "Callable[[Database, Clock], Bureau]"
) -> None:
    bureau = bureau_on(postgres_database, clock)
    _units(bureau, rooms=1)
    found = importing.import_units(bureau.admin, _file("building,block,floor,room,area", "4,1,1,01,100"))
    with postgres_database.writing() as tx:
        tx.conn.exec_driver_sql("SELECT 1 FROM unit WHERE building = '3' FOR UPDATE").all()
        assert undo_import(bureau.admin, found.import_id or 0).removed == 1


def test_an_import_alone_goes_without_a_trace_but_in_the_log(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    empty = _kept(bureau)
    number = _units(bureau)
    assert undo_import(manager, number).removed == 3
    assert _kept(bureau) == empty
    assert _units(bureau) == number + 1
    assert audit.verify(bureau.admin).ok


def test_units_on_which_something_was_built_stay(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    number = _units(bureau)
    holds.lock_unit(bureau.admin, "3-1-101", Lock.SEIZED, "the court")
    use_language(CHINESE)
    with bureau.refuses(ImportBuiltOn) as refused:
        undo_import(manager, number)
    assert explain(refused.value).endswith("3-1-101（锁定（查封）：the court）。")


def test_units_stay_for_which_a_price_is_planned(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    number = _units(bureau, rooms=1)
    list_of = _file("building,block,floor,room,unit price", "3,1,1,01,61000")
    import_prices(manager, list_of, valid_from=date(2026, 9, 1), dry_run=False)
    with bureau.refuses(ImportBuiltOn, match="prices in lists 1"):
        undo_import(manager, number)


@pytest.mark.parametrize("kind", OWN)
def test_whatever_may_stand_on_units_and_customers_has_a_name(kind: str) -> None:
    standing = {table.name for table in METADATA.sorted_tables if _stands_on(table, kind)}
    assert standing - OWN[kind] <= STANDING.keys()


def _stands_on(table: Table, kind: str) -> bool:
    return any(key.column.table.name == kind for key in table.foreign_keys)


def test_units_that_are_on_sale_stay(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    batches.add_batch(bureau.admin, "Spring", "2026-001", bureau.clock.now)
    path = _file("building,block,floor,room,area,unit price", "3,1,1,01,100,60000")
    number = importing.import_units(manager, path, batch="Spring").import_id
    assert number
    batches.release_batch(bureau.admin, "Spring")
    with bureau.refuses(ImportBuiltOn):
        undo_import(manager, number)


def test_customers_that_came_in_go_with_phones_and_visits(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    empty = _kept(bureau)
    path = _file(
        "name,phone,visit",
        "王伟,19900000001,2026-08-01",
        "李娜,19900000002;19900000003,",
        "王伟,19900000001,2026-08-02",
    )
    number = import_customers(manager, path).import_id
    assert number
    assert undo_import(manager, number).removed == 2
    assert _kept(bureau) == empty
    assert audit.verify(bureau.admin).ok


def test_customers_who_were_there_have_again_what_they_had(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    customers.add_customer(rep, "陈静", ["19900000009"], note="likes light")
    customers.add_customer(rep, "刘洋", ["19900000008"])
    head = "name,phone,phone 2,employer,source,note,visit,visit note"
    first = _file(head, "陈静,19900000009,19900000010,,radio,,2026-08-01,", "刘洋,19900000008,,,,quiet,,")
    import_customers(manager, first)
    before = _kept(bureau)
    path = _file(
        head,
        "陈先生,19900000010,19900000011,Bank,walk-in,two cars,2026-08-02; 2026-12-24,with parents",
        "刘洋,19900000008,19900000012,,,,,",
        "李娜,19900000002,,Pier,,,2026-08-02,",
        "李娜,19900000003,19900000002,,,,,",
    )
    number = import_customers(manager, path).import_id
    assert number
    assert _kept(bureau) != before
    answer = undo_import(manager, number)
    assert (answer.removed, answer.restored) == (1, 2)
    assert _kept(bureau) == before
    assert audit.verify(bureau.admin).ok
    assert import_customers(manager, path).changed == 3


def test_what_customers_got_stays_when_something_happened_to_them_since(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    customers.add_customer(rep, "陈静", ["19900000009"])
    filled = import_customers(manager, _file("name,phone,employer", "陈静,19900000009,bank")).import_id
    import_customers(manager, _file("name,phone,source", "陈静,19900000009,radio"))
    with bureau.refuses(ImportBuiltOn, match=r"C-1 \(customer's record completed by a file\)"):
        undo_import(manager, filled or 0)


UNTOLD: dict[str, tuple[NewEvent, ...]] = {
    "units": (NewEvent("import.units", {"import": 1, "made": 2}),),
    "prices": (NewEvent("import.prices", {"import": 1}),),
    "survey": (NewEvent("unit.measured", {"unit": "3-1-1101"}, 1), NewEvent("import.survey", {"import": 1})),
    "customers": (
        NewEvent("customer.completed", {"customer": 1, "fields": ["note"], "phones": 0, "visits": 0, "import": 1}),
        NewEvent("import.customers", {"import": 1, "made": [], "completed": 1}),
    ),
    "receipts": (NewEvent("import.receipts", {"import": 2}),),
}
"""What an older program said of imports of each kind: too little, or nothing."""


@pytest.mark.parametrize("kind", UNTOLD)
def test_what_the_log_does_not_tell_is_not_guessed(bureau: "Bureau", kind: str) -> None:
    bureau.units(11)
    customers.add_customer(bureau.desk(Role.REP), "陈静", ["19900000009"])
    with bureau.database.writing() as tx:
        row = {"kind": kind, "file_name": "old.csv", "sha256": "", "project_id": 1, "staff_id": 1}
        number = imports.add_run(tx, {**row, "read": 1, "new": 0, "changed": 1, "same": 0, "rejected": 0})
        events.append(tx, 1, 1, "", UNTOLD[kind])
    with bureau.refuses(ImportStays, match="before the log told"):
        undo_import(bureau.admin, number)


def test_customers_on_whom_something_was_built_stay(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    number = import_customers(manager, _file("name,phone", "王伟,19900000001")).import_id
    customers.edit_customer(manager, "王伟", needs="light")
    with bureau.refuses(ImportBuiltOn, match="record changed"):
        undo_import(manager, number or 0)
    number = import_customers(manager, _file("name,phone,rep", "李娜,19900000002,rep one")).import_id
    holds.place_hold(rep, bureau.units(1)[0], "李娜")
    with bureau.refuses(ImportBuiltOn, match=r"C-2 \(held\)"):
        undo_import(manager, number or 0)


def test_measures_are_as_they_were(bureau: "Bureau") -> None:
    bureau.units(13)
    head = "building,block,floor,room,measured area"
    import_survey(bureau.admin, _file(head, "3,1,11,01,100.10"))
    before = _kept(bureau)
    number = import_survey(bureau.admin, _file(head, "3,1,11,01,100.20", "3,1,12,01,99.00")).import_id
    assert undo_import(bureau.admin, number or 0).restored == 2
    assert _kept(bureau) == before
    assert audit.verify(bureau.admin).ok


def test_measures_by_which_a_deal_was_settled_stay(bureau: "Bureau") -> None:
    back = bureau.desk(Role.BACK_OFFICE)
    bureau.signed(bureau.units(11)[-1], PlanKind.ONE_SUM)
    number = import_survey(back, _file("building,block,floor,room,measured area", "3,1,11,01,101.00")).import_id
    assert settlements.apply_building(back, "3").settlements[0].applied
    with bureau.refuses(ImportBuiltOn, match="settled"):
        undo_import(bureau.admin, number or 0)


def test_an_unknown_import_and_one_of_somebody_elses_kind_are_refused(bureau: "Bureau") -> None:
    number, cashier = _units(bureau), bureau.desk(Role.CASHIER)
    with bureau.refuses(NotFound):
        undo_import(bureau.admin, 999)
    with bureau.refuses(NotPermitted):
        undo_import(cashier, number)


def _statement(bureau: "Bureau", *, second: str = "") -> int:
    rows = (f"2026-08-30,5000,{second or 'D-0001'},王,B1", "2026-08-30,70,who knows,王,B2")
    number = import_receipts(bureau.desk(Role.CASHIER), _file("date,amount,remark,payer,reference", *rows)).import_id
    return number or 0


def test_a_statement_is_taken_back_by_reversals_and_can_come_in_again(bureau: "Bureau") -> None:
    cashier = bureau.desk(Role.CASHIER)
    deal = bureau.sold(bureau.units(1)[0])
    first = _statement(bureau)
    done = undo_import(cashier, first)
    assert (done.removed, done.restored) == (2, 0)
    view = deals.show_deal(cashier, deal)
    assert (view.paid_minor, [each.step for each in view.steps if each.done_at]) == (0, ["order"])
    assert unallocated.list_unallocated(cashier) == []
    assert cash(bureau.database) == (0, 0)
    with bureau.refuses(ImportUndone):
        undo_import(cashier, first)
    second = _statement(bureau)
    assert deals.show_deal(cashier, deal).paid_minor == 5_000_00
    undo_import(cashier, second)
    answer = import_receipts(cashier, Path("file.csv"))
    assert (answer.new, import_receipts(cashier, Path("file.csv")).same) == (2, 2)
    assert audit.verify(bureau.admin).ok


def test_a_receipt_that_was_reversed_alone_stays_so_and_is_not_booked_again(bureau: "Bureau") -> None:
    cashier = bureau.desk(Role.CASHIER)
    bureau.sold(bureau.units(1)[0])
    number = _statement(bureau)
    reversals.reverse_receipt(cashier, "R-000001", "bounced")
    assert undo_import(cashier, number).removed == 1
    answer = import_receipts(cashier, Path("file.csv"))
    assert (answer.new, answer.same) == (1, 1)


@pytest.mark.parametrize("what", ["moved", "given back", "step", "day"])
def test_a_statement_on_which_something_was_built_stays_whole(bureau: "Bureau", what: str) -> None:
    cashier = bureau.desk(Role.CASHIER)
    deal = bureau.sold(bureau.units(1)[0])
    number = _statement(bureau)
    bureau.clock.on(minutes=1)
    if what == "moved":
        unallocated.move_money(cashier, "R-000002", 1_00, deal)
    elif what == "given back":
        unallocated.refund_money(cashier, "R-000002", 1_00, Method.CASH, None, "so be it")
    elif what == "step":
        bureau.paid(deal, 1_795_000_00)
        steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
    else:
        dayend.close_day(cashier)
    with bureau.refuses(MoneyBuiltOn if what == "step" else ImportBuiltOn):
        undo_import(cashier, number)


PRICES = "code,list price,filed price,floor price"


def _prices(bureau: "Bureau", *rows: str, begins: date | None = None) -> int:
    answer = import_prices(bureau.admin, _file(PRICES, *rows), valid_from=begins, dry_run=False)
    return answer.import_id or 0


def test_prices_are_as_they_were_before_their_file(bureau: "Bureau") -> None:
    _units(bureau)
    _prices(bureau, "3-1-101,6000000,7000000,5000000")
    before = _kept(bureau)
    number = _prices(bureau, "3-1-101,6100000,7100000,5100000", "3-1-201,6200000,,", "3-1-301,,7000000,")
    assert undo_import(bureau.desk(Role.MANAGER), number).restored == 3
    assert _kept(bureau) == before
    assert [each.list_price_minor for each in prices.price_history(bureau.admin, "3-1-101")[:2]] == [
        6_000_000_00,
        6_100_000_00,
    ]
    assert audit.verify(bureau.admin).ok
    assert _prices(bureau, "3-1-101,6100000,7100000,5100000")


def test_imports_are_taken_back_one_after_the_other_the_latest_first(bureau: "Bureau") -> None:
    _units(bureau)
    before = _kept(bureau)
    first = _prices(bureau, "3-1-101,6100000,7100000,5100000")
    second = _prices(bureau, "3-1-101,6200000,7200000,5200000")
    with bureau.refuses(ImportBuiltOn, match=r": 3-1-101 \(filed[^)]*\), 3-1-101 \(list[^)]*\)\.$"):
        undo_import(bureau.admin, first)
    undo_import(bureau.admin, second)
    assert [each.state for each in prices.list_prices(bureau.admin)] == ["taken_back", "in_force"]
    undo_import(bureau.admin, first)
    assert {each.state for each in prices.list_prices(bureau.admin)} == {"taken_back"}
    assert _kept(bureau) == before
    third = _prices(bureau, "3-1-101,6300000,,")
    _prices(bureau, "3-1-101,6400000,,")
    _prices(bureau, "3-1-101,6300000,,")
    with bureau.refuses(ImportBuiltOn, match="3-1-101"):
        undo_import(bureau.admin, third)
    assert audit.verify(bureau.admin).ok


def test_customers_of_two_files_are_taken_back_the_latest_first(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    import_customers(manager, _file("name,phone", "Ann Lee,199-0000-0031"))
    before = _kept(bureau)
    numbers = [
        import_customers(manager, _file("name,phone,employer,note", *rows)).import_id or 0
        for rows in (("Ann Lee,199-0000-0031,Harbour Ltd,",), ("Ann Lee,199-0000-0031,,tall",))
    ]
    for number in reversed(numbers):
        undo_import(manager, number)
    assert _kept(bureau) == before


def test_a_planned_price_list_is_planned_no_more(bureau: "Bureau") -> None:
    _units(bureau)
    before = _kept(bureau)
    number = _prices(bureau, "3-1-101,6100000,7100000,", begins=date(2026, 9, 5))
    assert undo_import(bureau.admin, number).restored == 1
    assert _kept(bureau) == before
    assert prices.list_prices(bureau.admin)[0].state == "draft"
    late = _prices(bureau, "3-1-101,6100000,,", begins=date(2026, 9, 5))
    bureau.clock.on(days=6)
    _prices(bureau, "3-1-201,6100000,,")
    with bureau.refuses(ImportBuiltOn, match="is in force"):
        undo_import(bureau.admin, late)
    assert audit.verify(bureau.admin).ok


def test_prices_under_which_something_was_done_stay(bureau: "Bureau") -> None:
    bureau.units(2)
    number = _prices(bureau, "3-1-0101,5900000,,", "3-1-0201,5900000,,")
    bureau.sold("3-1-0201")
    with bureau.refuses(ImportBuiltOn, match=r"3-1-0201 \(ordered for "):
        undo_import(bureau.admin, number)
