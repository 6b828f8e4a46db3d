"""Importing a list of units that others hold, order or ask a discount for: price and area stand still under them."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock
from salesdesk.services import audit, board, discounts, holds, importing, orders
from salesdesk.services.exporting import ExportKind, export
from salesdesk.services.today import read_today
from salesdesk.services.void_causes import VoidBy
from tests.services.unit_files import (
    CODES,
    ROWS,
    counts,
    import_rows,
    list_prices,
    put_on_sale,
    rejects,
    unit_file,
    unit_price,
)

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, where rejected rows are left."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_price_and_area_of_a_claimed_unit_are_frozen_and_the_row_comes_back(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    import_rows(bureau.admin, *ROWS)
    put_on_sale(bureau)
    holds.place_hold(rep, CODES[0], bureau.customer(rep))
    orders.place_order(rep, CODES[1], "1", PlanKind.ONE_SUM)
    cheaper = [row.replace("60000,60000", "60000,59000") for row in ROWS]
    bigger = cheaper[0].replace(",100,", ",101,")
    preview = importing.import_units(bureau.admin, unit_file(bigger, *cheaper[1:]), dry_run=True)
    answer = importing.import_units(bureau.admin, unit_file(bigger, *cheaper[1:]))
    assert counts(preview) == counts(answer) == (3, 0, 1, 0, 2)
    assert [(each["line"], each["column"]) for each in rejects()] == [("2", "area"), ("3", "unit price")]
    assert [each["value"] for each in rejects()] == ["101", "59000"]
    assert {each.code for each in answer.problems} == {"claimed"}
    assert list_prices(bureau) == dict(zip(CODES, (6_000_000_00, 6_000_000_00, 5_900_000_00), strict=True))
    assert board.unit_card(rep, CODES[0]).unit.built_area == 100_00
    assert answer.list_total_minor == 5_900_000_00


def test_what_costs_nothing_may_change_under_a_claim(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    import_rows(bureau.admin, ROWS[0])
    put_on_sale(bureau)
    holds.place_hold(rep, CODES[0], bureau.customer(rep))
    assert counts(import_rows(bureau.admin, ROWS[0].replace("3 rooms", "4 rooms"))) == (1, 0, 1, 0, 0)
    card = board.unit_card(rep, CODES[0]).unit
    assert (card.layout, card.state, card.list_price_minor) == ("4 rooms", "held", 6_000_000_00)


@pytest.mark.parametrize("seized", [False, True])
def test_an_expired_hold_freezes_no_price_unless_a_seizure_stopped_its_clock(bureau: "Bureau", seized: bool) -> None:
    rep = bureau.desk(Role.REP)
    import_rows(bureau.admin, ROWS[0])
    put_on_sale(bureau)
    holds.place_hold(rep, CODES[0], bureau.customer(rep))
    if seized:
        holds.lock_unit(bureau.admin, CODES[0], Lock.SEIZED, "the court")
    bureau.clock.on(hours=1)
    path = unit_file(ROWS[0].replace("60000,60000", "60000,59000"))
    preview = importing.import_units(bureau.admin, path, dry_run=True)
    answer = importing.import_units(bureau.admin, path)
    assert counts(preview) == counts(answer) == ((1, 0, 0, 0, 1) if seized else (1, 0, 1, 0, 0))
    assert board.unit_card(rep, CODES[0]).unit.state == ("held" if seized else "available")


def test_a_new_price_makes_requests_for_the_old_one_void(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    import_rows(bureau.admin, *ROWS)
    buyer = bureau.customer(rep)
    asked = [discounts.request_discount(rep, code, buyer, PlanKind.ONE_SUM, "x", None, 60_000_00) for code in CODES[:2]]
    discounts.approve_discount(bureau.desk(Role.MANAGER), asked[0].request_id)
    import_rows(bureau.admin, *(row.replace("3 rooms", "4 rooms") for row in ROWS))
    assert [discounts.show_discount(rep, each.request_id).state for each in asked] == ["approved", "waiting"]
    assert read_today(bureau.desk(Role.MANAGER)).counts["approval_waits"] == 1
    cheaper = unit_file(*(row.replace("60000,60000", "60000,59000") for row in ROWS))
    tried, answer = (importing.import_units(bureau.admin, cheaper, dry_run=dry) for dry in (True, False))
    assert [discounts.show_discount(rep, each.request_id).state for each in asked] == ["void", "void"]
    causes = [discounts.show_discount(rep, each.request_id).void_by for each in asked]
    assert [(each.by, each.number) for each in causes if each] == [(VoidBy.IMPORT, answer.import_id)] * 2
    void = ["void by this, as their units have other prices or areas: requests 1, 2 for a discount"]
    assert [each.sentence for each in tried.notes] == [each.sentence for each in answer.notes] == void
    assert read_today(bureau.desk(Role.MANAGER)).counts["approval_waits"] == 0


def test_units_that_get_another_area_and_keep_what_they_cost_are_told(bureau: "Bureau") -> None:
    import_rows(bureau.admin, "3,1,1,01,100,60000,60000,", "3,1,2,01,100,,,")
    header = "building,block,floor,room,built_area"
    answer = importing.import_units(bureau.admin, unit_file("3,1,1,01,101", "3,1,2,01,101", header=header))
    assert [(each.code, each.sentence) for each in answer.notes] == [
        ("price_kept", "1 unit has another area and the list price it had; if that is another, too, import it")
    ]
    unit = next(each for each in board.read_board(bureau.admin).units if each.code == "3-1-101")
    assert (unit.list_price_minor, unit_price(bureau, "3-1-101")) == (600_000_000, 5_940_594)
    for form in ("csv", "xlsx"):
        export(bureau.admin, ExportKind.UNITS, Path(f"out.{form}"))
        assert counts(importing.import_units(bureau.admin, Path(f"out.{form}"))) == (2, 0, 0, 2, 0)
    dearer = "3,1,1,01,102,60000,60000,"
    assert [each.code for each in import_rows(bureau.admin, dearer).notes] == []


def test_a_hold_placed_at_the_same_moment_never_sees_its_price_move(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    import_rows(bureau.admin, *ROWS)
    put_on_sale(bureau)
    buyer = bureau.customer(rep)
    path = unit_file(ROWS[0].replace("60000,60000", "60000,59000"))
    answers = bureau.collide(
        "unit",
        partial(importing.import_units, bureau.admin, path),
        partial(holds.place_hold, rep, CODES[0], buyer),
    )
    assert [type(each).__name__ for each in answers] == ["ImportAnswer", "HoldAnswer"]
    kinds = [each.kind for each in audit.show_events(bureau.admin) if each.kind in {"unit.changed", "hold.placed"}]
    assert kinds in (["unit.changed", "hold.placed"], ["hold.placed"])
    assert answers[0].changed == kinds.count("unit.changed")
