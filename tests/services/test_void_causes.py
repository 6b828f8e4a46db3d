"""Why a request for a discount is void: the log tells what happened to its unit, and who asked anew."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from db import events, units
from db.events import NewEvent
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.roles import Role
from salesdesk.services import discounts, prices
from salesdesk.services.past_imports import past_imports
from salesdesk.services.price_files import import_prices
from salesdesk.services.void_causes import VoidBy, void_said

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from tests.conftest import Bureau


def _ask(desk: "Desk", unit: str, buyer: str, percent: str = "98") -> int:
    return discounts.request_discount(desk, unit, buyer, PlanKind.ONE_SUM, "today", Decimal(percent)).request_id


def _why(desk: "Desk", number: int) -> tuple[str, str]:
    found = discounts.show_discount(desk, number)
    (listed,) = (each for each in discounts.list_discounts(desk) if each.request_id == number)
    assert (found.state, found.void_by) == ("void", listed.void_by)
    assert found.void_by is not None
    return found.void_by.by, void_said(found.void_by)


def test_who_asks_anew_for_the_same_sale_makes_the_older_request_void(bureau: "Bureau") -> None:
    rep, (unit, other) = bureau.desk(Role.REP), bureau.units(2)
    buyer = bureau.customer(rep)
    first = _ask(rep, unit, buyer)
    _ask(rep, other, buyer)
    assert discounts.show_discount(rep, first).void_by is None
    newer = _ask(rep, unit, buyer, "97")
    assert _why(rep, first) == (VoidBy.REQUEST, f"rep one asked anew for the same sale: request {newer}")
    assert discounts.show_discount(rep, newer).void_by is None


def test_a_list_that_is_put_in_force_is_named(bureau: "Bureau") -> None:
    rep, (unit, other) = bureau.desk(Role.REP), bureau.units(2)
    buyer = bureau.customer(rep)
    numbers = [_ask(rep, each, buyer) for each in (unit, other)]
    bureau.clock.on(minutes=1)
    prices.make_list(bureau.admin, "autumn", PriceRule(Decimal(98)))
    prices.apply_list(bureau.admin, "autumn")
    later = _ask(rep, other, bureau.customer(rep, "李娜", "199-0000-0002"))
    bureau.clock.on(minutes=1)
    prices.make_list(bureau.admin, "winter", PriceRule(Decimal(97)))
    prices.apply_list(bureau.admin, "winter")
    said = (VoidBy.PRICE_LIST, "the price list autumn was put in force by Ada Min")
    assert [_why(rep, each) for each in numbers] == [said, said]
    assert _why(rep, later) == (VoidBy.PRICE_LIST, "the price list winter was put in force by Ada Min")


def test_a_file_is_named(bureau: "Bureau", tmp_path: Path) -> None:
    rep, manager, unit = bureau.desk(Role.REP), bureau.desk(Role.MANAGER), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    path = tmp_path / "new.csv"
    for header, value in (("list price", 5_900_000), ("filed price", 7_000_000)):
        path.write_text(f"code,{header}\n{unit},{value}\n", "utf-8")
        before, number = _ask(rep, unit, buyer), len(past_imports(manager)) + 1
        import_prices(manager, path, dry_run=False)
        said = f"the unit has another price or area by import {number} (new.csv) of manager one"
        assert _why(rep, before) == (VoidBy.IMPORT, said)


def test_a_change_that_is_part_of_no_list_and_no_file_names_none_that_came_later(
    bureau: "Bureau", tmp_path: Path
) -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    number = _ask(rep, unit, bureau.customer(rep))
    with bureau.database.reading() as tx:
        found = units.unit_ids(tx, bureau.admin.project.id)[unit].id
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql(f"UPDATE unit SET list_price_minor = {5_900_000_00}")
        told = NewEvent("unit.changed", {"unit": unit, "fields_after": {"list_price_minor": 5_900_000_00}}, found)
        events.append(tx, bureau.admin.project.id, 1, bureau.admin.terminal, [told])
    bureau.clock.on(minutes=1)
    path = tmp_path / "new.csv"
    path.write_text(f"code,list price\n{unit},5950000\n", "utf-8")
    import_prices(bureau.admin, path, dry_run=False)
    assert _why(rep, number) == (VoidBy.CHANGE, "the unit has another price or area by Ada Min")


def test_what_the_log_does_not_tell_has_no_cause(sqlite_bureau: "Bureau") -> None:
    rep, unit = sqlite_bureau.desk(Role.REP), sqlite_bureau.units(1)[0]
    number = _ask(rep, unit, sqlite_bureau.customer(rep))
    with sqlite_bureau.database.writing() as tx:
        tx.conn.exec_driver_sql(f"UPDATE unit SET list_price_minor = {5_900_000_00}")
    found = discounts.show_discount(rep, number)
    assert (found.state, found.void_by) == ("void", None)
