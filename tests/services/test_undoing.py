"""Taking imports back: rows go or are as they were, unless something was built on them, which is named."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import NotFound
from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock
from salesdesk.services import audit, batches, customers, holds, importing
from salesdesk.services.customer_files import import_customers
from salesdesk.services.receipt_files import import_receipts
from salesdesk.services.surveys import import_survey
from salesdesk.services.undoing import ImportBuiltOn, ImportStays, ImportUndone, undo_import

if TYPE_CHECKING:
    from tests.conftest import Bureau

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


def test_units_that_came_in_go_and_changed_ones_are_as_they_were(bureau: "Bureau") -> None:
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
    with bureau.refuses(ImportBuiltOn, match="unit.changed"):
        undo_import(manager, first)
    assert audit.verify(bureau.admin).ok
    assert empty["unit"] == []


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
    with bureau.refuses(ImportBuiltOn, match="3-1-101"):
        undo_import(manager, number)


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


def test_customers_on_whom_something_was_built_stay(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    customers.add_customer(rep, "陈静", ["19900000009"])
    filled = import_customers(manager, _file("name,phone,employer", "陈静,19900000009,bank")).import_id
    with bureau.refuses(ImportStays):
        undo_import(manager, filled or 0)
    number = import_customers(manager, _file("name,phone", "王伟,19900000001")).import_id
    customers.edit_customer(manager, "王伟", needs="light")
    with bureau.refuses(ImportBuiltOn, match="customer.edited"):
        undo_import(manager, number or 0)
    number = import_customers(manager, _file("name,phone,rep", "李娜,19900000002,rep one")).import_id
    holds.place_hold(rep, bureau.units(1)[0], "李娜")
    with bureau.refuses(ImportBuiltOn, match="hold.placed"):
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


def test_money_stays_and_an_unknown_import_is_told(bureau: "Bureau") -> None:
    deal = bureau.sold(bureau.units(1)[0])
    number = import_receipts(bureau.admin, _file("date,amount,remark", f"2026-08-30,5,{deal}")).import_id
    with bureau.refuses(ImportStays, match="receipt reverse"):
        undo_import(bureau.admin, number or 0)
    with bureau.refuses(NotFound):
        undo_import(bureau.admin, 999)
