"""Price lists from files: looked at first, then in force; claimed units, filed prices and bands are minded."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from db import imports
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, NotPermitted
from salesdesk.domain.roles import Role
from salesdesk.services import audit, board, discounts, holds, office, price_files, prices
from salesdesk.services.past_imports import past_imports
from salesdesk.services.price_files import PricesAnswer, import_prices
from salesdesk.services.prices import PriceListExists

if TYPE_CHECKING:
    from tests.conftest import Bureau

MONDAY = date(2026, 8, 31)
TODAY = 6_000_000_00
HEADER = "code,list price,filed price,floor price"


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a price list: unit by unit, list, filed and floor price in yuan."""

    def write(*lines: str, name: str = "autumn") -> Path:
        monkeypatch.chdir(tmp_path)  # where rejected rows are left
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        return path

    return write


def _counts(answer: PricesAnswer) -> tuple[int, int, int, int, int]:
    assert answer.read == answer.new + answer.changed + answer.same + answer.rejected
    return answer.read, answer.new, answer.changed, answer.same, answer.rejected


def _prices(bureau: "Bureau", unit: str) -> tuple[int | None, int | None, int | None]:
    row = board.unit_card(bureau.admin, unit).unit
    return row.list_price_minor, row.filed_price_minor, row.floor_price_minor


def _codes(answer: PricesAnswer) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in answer.problems]


def test_a_list_is_looked_at_and_changes_nothing_until_it_is_applied(
    bureau: "Bureau", listed: Callable[..., Path]
) -> None:
    first, second, *_ = bureau.units(4)
    desk = bureau.desk(Role.MANAGER)
    path = listed("3-1-0101,5900000,,", "3-1-0201,6000000,,4900000", "3-1-0301,6000000,6000000,4800000")
    before = bureau.written()
    seen = import_prices(desk, path)
    assert bureau.written() == before
    assert (_counts(seen), seen.dry_run, seen.import_id, seen.price_list) == ((3, 0, 2, 1, 0), True, None, None)
    done = import_prices(desk, path, dry_run=False)
    assert (_counts(done), done.price_list, done.valid_from) == ((3, 0, 2, 1, 0), "autumn", MONDAY)
    assert _prices(bureau, first) == (5_900_000_00, TODAY, 4_800_000_00)
    assert _prices(bureau, second) == (TODAY, TODAY, 4_900_000_00)
    (version,) = prices.list_prices(desk)
    assert (version.name, version.state, version.source, version.units) == ("autumn", "in_force", "import", 3)
    (changed,) = prices.price_history(desk, first)
    assert (changed.price_list, changed.list_price_before_minor, changed.list_price_minor) == (
        "autumn",
        TODAY,
        5_900_000_00,
    )
    (run,) = past_imports(desk)
    assert (run.kind, run.read, run.changed, run.same, run.import_id) == ("prices", 3, 2, 1, done.import_id)
    assert audit.verify(bureau.admin).ok


def test_a_file_that_comes_again_changes_nothing(bureau: "Bureau", listed: Callable[..., Path]) -> None:
    bureau.units(2)
    desk = bureau.desk(Role.MANAGER)
    path = listed("3-1-0101,5900000,,", "3-1-0201,5800000,5900000,4700000")
    import_prices(desk, path, dry_run=False, name="autumn")
    again = import_prices(desk, path, dry_run=False, name="autumn")
    assert (_counts(again), again.price_list) == ((2, 0, 0, 2, 0), None)
    assert len(prices.list_prices(desk)) == 1
    assert len(past_imports(desk)) == 2


def test_a_list_of_a_day_to_come_counts_from_that_day_and_comes_once(
    bureau: "Bureau", listed: Callable[..., Path]
) -> None:
    unit, other = bureau.units(2)
    desk, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    path, day = listed("3-1-0101,5900000,,"), MONDAY + timedelta(days=2)
    done = import_prices(desk, path, dry_run=False, valid_from=day)
    assert (done.changed, done.valid_from, _prices(bureau, unit)[0]) == (1, day, TODAY)
    assert prices.list_prices(desk)[0].state == "planned"
    assert import_prices(desk, path, dry_run=False, valid_from=day).same == 1
    bureau.clock.on(days=2)
    holds.place_hold(rep, other, bureau.customer(rep))
    assert _prices(bureau, unit)[0] == 5_900_000_00


def test_an_older_list_that_is_due_does_not_come_over_a_newer_one(
    bureau: "Bureau", listed: Callable[..., Path]
) -> None:
    unit, other = bureau.units(2)
    desk, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    import_prices(desk, listed("3-1-0101,5900000,,"), dry_run=False, valid_from=MONDAY + timedelta(days=1))
    bureau.clock.on(days=1)
    import_prices(desk, listed("3-1-0101,5800000,,", name="late"), dry_run=False)
    holds.place_hold(rep, other, bureau.customer(rep))
    assert _prices(bureau, unit)[0] == 5_800_000_00


def test_claimed_units_keep_their_prices_and_are_named(
    bureau: "Bureau", listed: Callable[..., Path], tmp_path: Path
) -> None:
    held, sold, same, _ = bureau.units(4)
    rep, desk = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    buyer = bureau.customer(rep)
    holds.place_hold(rep, held, buyer)
    bureau.sold(sold, buyer=buyer)
    holds.place_hold(rep, same, buyer)
    path = listed("3-1-0101,5900000,,", "3-1-0201,,6100000,", "3-1-0301,6000000,,", "3-1-0401,5900000,,")
    back = tmp_path / "back.csv"
    done = import_prices(desk, path, dry_run=False, rejects=back)
    assert (_counts(done), _codes(done)) == ((4, 0, 1, 1, 2), [(2, "claimed"), (3, "claimed")])
    assert [each.column for each in done.problems] == ["list price", "filed price"]
    assert back.read_text("utf-8-sig").count("claimed") == 2
    assert (_prices(bureau, held)[0], _prices(bureau, sold)[1]) == (TODAY, TODAY)
    bureau.clock.on(hours=3)
    assert _counts(import_prices(desk, path)) == (4, 0, 1, 2, 1), "a hold whose time is over is none, also to a look"
    assert _counts(import_prices(desk, path, dry_run=False, rejects=back)) == (4, 0, 1, 2, 1)
    assert audit.verify(bureau.admin).ok


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("3-1-0101,6000000.01,,", "above_filed"),
        ("3-1-0101,5000000,,", "below_band"),
        ("3-1-0101,,5900000,", "filed_below_list"),
        ("3-1-0101,5900000,5899999,", "above_filed"),
        ("3-1-0101,,,6000001", "floor_above_list"),
        ("3-1-0101,,,4799999.999", "not_an_amount"),
    ],
)
def test_a_price_that_may_not_be_is_refused_with_its_reason(
    bureau: "Bureau", listed: Callable[..., Path], line: str, code: str
) -> None:
    unit = bureau.units(1)[0]
    office.set_project(bureau.admin, "price_band_low_percent", "85")
    before = _prices(bureau, unit)
    done = import_prices(bureau.desk(Role.MANAGER), listed(line), dry_run=False)
    assert (_counts(done), _codes(done)) == ((1, 0, 0, 0, 1), [(2, code)])
    assert _prices(bureau, unit) == before
    assert all(each.sentence and each.accepted and each.column for each in done.problems)


def test_list_and_filed_price_may_come_down_together(bureau: "Bureau", listed: Callable[..., Path]) -> None:
    unit = bureau.units(1)[0]
    desk = bureau.desk(Role.MANAGER)
    path = listed("3-1-0101,5000000,5000000,4000000")
    later = import_prices(desk, path, valid_from=MONDAY + timedelta(days=1))
    assert _codes(later) == [(2, "filed_below_list")]
    import_prices(desk, path, dry_run=False)
    assert _prices(bureau, unit) == (5_000_000_00, 5_000_000_00, 4_000_000_00)


def test_a_list_below_the_floor_price_that_stands_is_refused(bureau: "Bureau", listed: Callable[..., Path]) -> None:
    bureau.units(1)
    done = import_prices(bureau.desk(Role.MANAGER), listed("3-1-0101,4799999,,"))
    assert _codes(done) == [(2, "below_floor")]


def test_what_was_asked_for_at_another_price_is_void_and_nothing_else(
    bureau: "Bureau", listed: Callable[..., Path]
) -> None:
    """In the database itself, whatever a look at a request makes of the sale that it was for."""
    rep, (first, second) = bureau.desk(Role.REP), bureau.units(2)
    buyer = bureau.customer(rep)
    for unit in (first, second):
        discounts.request_discount(rep, unit, buyer, PlanKind.ONE_SUM, "a friend", None, 10_000_00)
    path = listed(f"{first},5900000,,", f"{second},6000000,,")
    said = "void by this, as its unit has another price or area: request 1 for a discount"
    for dry_run in (True, False):
        answer = import_prices(bureau.admin, path, dry_run=dry_run)
        assert [each.sentence for each in answer.notes] == [said]
    with bureau.database.reading() as tx:
        states = tx.conn.execute(select(imports.request.c.state).order_by(imports.request.c.id)).scalars().all()
    assert states == ["void", "waiting"]


def test_a_request_that_waits_is_void_when_the_floor_price_changes(
    sqlite_bureau: "Bureau", listed: Callable[..., Path]
) -> None:
    unit = sqlite_bureau.units(1)[0]
    rep = sqlite_bureau.desk(Role.REP)
    buyer = sqlite_bureau.customer(rep)
    asked = discounts.request_discount(rep, unit, buyer, PlanKind.ONE_SUM, "a friend", None, 10_000_00)
    import_prices(sqlite_bureau.desk(Role.MANAGER), listed("3-1-0101,,,5500000"), dry_run=False)
    assert discounts.show_discount(rep, asked.request_id).state == "void"


def test_the_name_of_a_list_is_its_own(bureau: "Bureau", listed: Callable[..., Path]) -> None:
    bureau.units(2)
    desk = bureau.desk(Role.MANAGER)
    import_prices(desk, listed("3-1-0101,5900000,,"), dry_run=False)
    path = listed("3-1-0101,5800000,,")
    for dry_run in (True, False):
        with bureau.refuses(PriceListExists, match="autumn"):
            import_prices(desk, path, name="autumn", dry_run=dry_run)
    for name in (" ", "n" * 61):
        with bureau.refuses(BadValue, match="1 to 60 characters"):
            import_prices(desk, path, name=name, dry_run=False)
    assert import_prices(desk, path, dry_run=False).price_list == "autumn (2)"
    with bureau.refuses(BadValue, match="past"):
        import_prices(desk, path, valid_from=MONDAY - timedelta(days=1), dry_run=False)


def test_who_sets_no_prices_imports_none(bureau: "Bureau", listed: Callable[..., Path]) -> None:
    bureau.units(1)
    path = listed("3-1-0101,5900000,,")
    for role in (Role.REP, Role.CASHIER, Role.BACK_OFFICE):
        desk = bureau.desk(role)
        with bureau.refuses(NotPermitted):
            price_files.import_prices(desk, path)


def test_a_file_under_a_key_is_imported_once_and_gets_its_first_answer(
    bureau: "Bureau", listed: Callable[..., Path]
) -> None:
    bureau.units(2)
    desk = bureau.desk(Role.MANAGER).keyed("k-1")
    path = listed("3-1-0101,5900000,,", "3-1-0201,6100000,,")
    first = import_prices(desk, path, dry_run=False)
    written = bureau.written()
    assert import_prices(desk, path, dry_run=False) == first
    assert bureau.written() == written
