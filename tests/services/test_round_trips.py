"""Whatever is exported comes in again as the same, in every format; and what was masked comes back with a word."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.documents.table_files import TableFormat
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import batches, customers, orders, payments, settlements, surveys, suspense
from salesdesk.services.customer_files import import_customers
from salesdesk.services.desk import Desk
from salesdesk.services.exporting import ExportKind, export
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.importing import import_units
from salesdesk.services.price_files import import_prices
from salesdesk.services.receipt_files import import_receipts

if TYPE_CHECKING:
    from tests.conftest import Bureau

IMPORTS: dict[ExportKind, Callable[[Desk, Path], ImportAnswer]] = {
    ExportKind.UNITS: import_units,
    ExportKind.PRICES: lambda desk, path: import_prices(desk, path, dry_run=False),
    ExportKind.SURVEY: surveys.import_survey,
    ExportKind.CUSTOMERS: import_customers,
    ExportKind.RECEIPTS: import_receipts,
}
LIST = """\
楼栋,单元,楼层,房号,类型,户型,朝向,建筑面积,套内面积,面价单价,面价总价,备案总价,底价总价
3,一单元,3A,3A01,住宅,"=三室, 两厅",+南,125.53,100.05,52229.87,6556415.58,6600000,6000000
3,1,12,1202,住宅,"-1""室
厅",@东,125.53,,,6000000,,
'003,,B1,B1001,车位,'甲,,12.50,,,,,
6,1,1,101,商铺,,,88.88,,10000,888800,888800,
"""
NASTY = st.sampled_from(
    ["=1+1", "+86", "-", "--", "@sum", "\t=1", "'", "'=1", "''=1", '"', 'a"b', "3A", "B1", "007", "1.39E+10", "中文，",
     "a\nb", "a\r\nb", "a\rb", ";", "|", "\\", "_x0041_", "_x005F_", "TRUE", "2026-03-05", "1,000.00", "无", "n/a",
     "#N/A", "=cmd|' /C calc'!A0", " lead", "＝1", "\u00a0x"]
) | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, where rejected rows are left."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def office(bureau: "Bureau", folder: Path) -> "Bureau":
    """An office with something of every kind."""
    (folder / "list.csv").write_text(LIST, "utf-8")
    assert import_units(bureau.admin, folder / "list.csv").new == 4
    settlements.measure_unit(bureau.admin, "6-1-101", 9_000, None)
    batches.add_batch(bureau.admin, "one", "2026-001", bureau.clock.now, ["6"])
    batches.release_batch(bureau.admin, "one")
    rep, cashier = bureau.desk(Role.REP), bureau.desk(Role.CASHIER)
    buyer = customers.add_customer(rep, "=王伟", ["19900000001", "+44 20 7946 0958"]).customer_id
    customers.add_visit(rep, str(buyer), bureau.clock.now + timedelta(days=1, seconds=7), None, "看房\n@二楼")
    deal = orders.place_order(rep, "6-1-101", str(buyer), PlanKind.ONE_SUM).deal_id
    payments.add_receipt(cashier, deal, 3_000_00, Method.CASH, note="=1+1")
    payments.add_receipt(cashier, deal, 3_000_00, Method.CASH)
    suspense.add_loose(cashier, 77, Method.TRANSFER, payer="+某人", note="-2", reference="007")
    return bureau


def _again(bureau: "Bureau", kind: ExportKind, form: TableFormat) -> ImportAnswer:
    path = Path(f"{kind}.{form}")
    assert export(bureau.admin, kind, path, force=True).rows
    return IMPORTS[kind](bureau.admin, path)


@pytest.mark.parametrize("kind", ExportKind)
def test_what_is_exported_comes_in_as_the_same(office: "Bureau", kind: ExportKind) -> None:
    before = office.written()
    for form in TableFormat:
        answer = _again(office, kind, form)
        assert (answer.read, answer.problems) == (answer.same, []), form
    after = office.written()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"event", "event_head", "import_run"}


@pytest.mark.parametrize("kind", ExportKind)
def test_what_is_sold_and_claimed_is_exported_without_a_change_by_who_sees_less(
    office: "Bureau", kind: ExportKind
) -> None:
    path = Path("some.csv")
    export(office.desk(Role.BACK_OFFICE), kind, path)
    answer = IMPORTS[kind](office.admin, path)
    if kind is ExportKind.CUSTOMERS:
        assert (answer.read, answer.rejected, {each.code for each in answer.problems}) == (1, 1, {"masked"})
    else:
        assert answer.read == answer.same


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(NASTY, min_size=5, max_size=5), form=st.sampled_from(TableFormat))
def test_any_text_comes_back_as_it_was(sqlite_bureau: "Bureau", words: list[str], form: TableFormat) -> None:
    rep, cashier = sqlite_bureau.desk(Role.REP), sqlite_bureau.desk(Role.CASHIER)
    said = dict(zip(("name", "employer", "source", "needs", "note"), words, strict=True))
    number = f"199{len(customers.find_customers(sqlite_bureau.admin, '')):08d}"
    Path("one.jsonl").write_text(json.dumps({**said, "name": f"王{words[0]}", "phone": number}), "utf-8")
    import_customers(sqlite_bureau.admin, Path("one.jsonl"))
    with suppress(DeskError):
        customers.add_customer(rep, f"李{words[0]}", [f"198{number[3:]}"], *words[2:])
        suspense.add_loose(cashier, 1_00, Method.CASH, payer=f"王{words[0]}", note=words[1])
    for kind in (ExportKind.CUSTOMERS, ExportKind.RECEIPTS)[: 2 if payments.list_receipts(cashier) else 1]:
        answer = _again(sqlite_bureau, kind, form)
        assert (answer.read, [(each.value, each.code) for each in answer.problems]) == (answer.same, [])
