"""Today as people use it: every line is opened or dealt with where it stands."""

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.pilot import Pilot
from textual.widgets import Input, Static

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import ChaseOutcome, TaskKind
from salesdesk.services.chasing import write_chase
from salesdesk.services.customers import add_visit, close_visit
from salesdesk.services.holds import place_hold
from salesdesk.services.orders import place_order
from salesdesk.services.today import read_today
from screens.board import BoardScreen
from screens.customer import CustomerScreen
from screens.deal import DealScreen
from screens.dialogs import Form
from screens.today import TodayScreen
from screens.widgets.day_line import DayLine
from screens.widgets.row_list import RowList
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from tests.conftest import Bureau


def shown(pilot: Pilot[None]) -> list[str]:
    """Give the lines of the list as they are drawn."""
    rows = pilot.app.screen.query_one(RowList)
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


def today_screen(pilot: Pilot[None]) -> TodayScreen:
    screen = pilot.app.screen
    assert isinstance(screen, TodayScreen)
    return screen


def toasts(pilot: Pilot[None]) -> str:
    return "\n".join(each.message for each in pilot.app._notifications)


def sold(bureau: "Bureau", rep: "Desk", name: str = "王小明", phone: str = "199-0000-0001", at: int = 0) -> str:
    """Order the unit at a place of the building for a new customer."""
    units = [f"3-1-{floor:02d}01" for floor in range(1, 5)]
    return place_order(rep, units[at], bureau.customer(rep, name, phone), PlanKind.ONE_SUM).deal_id


async def test_an_empty_day_says_what_would_be_here_and_how_to_get_it(console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        lines = "\n".join(shown(pilot))
        assert "Nothing is to be done on 31 Aug 2026." in lines
        assert "v agrees on a visit" in lines


async def test_tasks_stand_in_groups_with_counts_and_amounts_at_the_right_edge(
    sqlite_bureau: "Bureau", console: Console
) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(4)
    sold(sqlite_bureau, rep)
    place_hold(rep, units[2], sqlite_bureau.customer(rep, "[red]Li[/]", "199-0000-0002"))
    async with console(Role.REP, "Wang Li") as pilot:
        lines = [line for line in shown(pilot) if line]
        groups = [line[1:].split("  ")[0] for line in lines if line[1:2] != " "]
        assert groups == ["TO COLLECT 1", "HOLDS 1"]
        assert lines[0].endswith("deposit  10,000")
        assert any("[red]Li[/]" in line for line in lines)


async def test_the_panel_agrees_with_the_service_line_by_line(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(4)
    sold(sqlite_bureau, rep)
    place_hold(rep, units[2], sqlite_bureau.customer(rep, "李明", "199-0000-0002"))
    tasks = read_today(rep).tasks
    async with console(Role.REP, "Wang Li") as pilot:
        rows = pilot.app.screen.query_one(RowList).rows
        assert [row.key.split()[:2] for row in rows] == [[str(task.kind), task.ref] for task in tasks]


async def test_what_is_late_is_marked_and_says_so_in_words(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.units(4)
    sold(sqlite_bureau, rep)
    sqlite_bureau.clock.on(days=3)
    async with console(Role.REP, "Wang Li") as pilot:
        assert any("! 3 d late" in line for line in shown(pilot))
        line = pilot.app.screen.query_one(DayLine).lines(78)[0].plain
        assert "1 late" in line


async def test_what_is_done_is_told_beside_what_is_left(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.units(4)
    sold(sqlite_bureau, rep)
    close_visit(rep, add_visit(rep, "1", sqlite_bureau.clock.now).visit_id)
    async with console(Role.REP, "Wang Li") as pilot:
        assert "1 of 2 done" in pilot.app.screen.query_one(DayLine).lines(78)[0].plain


async def test_enter_opens_the_deal_that_a_payment_belongs_to(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.units(4)
    sold(sqlite_bureau, rep)
    async with console(Role.REP, "Wang Li") as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DealScreen)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, TodayScreen)


async def test_enter_on_a_hold_goes_to_the_unit_on_the_board(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(4)
    place_hold(rep, units[2], sqlite_bureau.customer(rep))
    async with console(Role.REP, "Wang Li") as pilot:
        await pilot.press("enter")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, BoardScreen)
        tile = screen._grid.tile
        assert tile is not None
        assert tile.code == units[2]


async def test_a_visit_opens_the_record_and_is_closed_by_a_key(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    add_visit(rep, sqlite_bureau.customer(rep), sqlite_bureau.clock.now + timedelta(hours=1), note="second visit")
    async with console(Role.REP, "Wang Li") as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, CustomerScreen)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        assert read_today(rep).tasks == []
        assert "王小明" in toasts(pilot)


async def test_a_key_that_does_not_suit_the_line_says_why(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.units(4)
    sold(sqlite_bureau, rep)
    async with console(Role.REP, "Wang Li") as pilot:
        assert today_screen(pilot).active_bindings["d"].enabled is False
        await pilot.press("d")
        await settle(pilot)
        assert "Only a visit is closed by hand" in toasts(pilot)


async def test_a_promise_is_written_and_leaves_the_day(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.units(4)
    sold(sqlite_bureau, rep)
    async with console(Role.REP, "Wang Li") as pilot:
        assert pilot.app.screen.query_one(RowList).go_to(_payment(pilot))
        await pilot.press("p")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Form)
        assert pilot.app.screen.query_one("#day", Input).value == "2026-09-01"
        await pilot.press("enter")
        await type_text(pilot, "salary")
        await pilot.press("enter")
        await settle(pilot)
        assert "promised for 1 Sep 2026" in toasts(pilot)
    assert TaskKind.TO_COLLECT not in {each.kind for each in read_today(rep).tasks}
    promised = [each for each in read_today(rep, 1).tasks if each.kind is TaskKind.TO_COLLECT]
    assert [each.note for each in promised] == ["promised 2026-09-01: salary"]


def _payment(pilot: Pilot[None]) -> str:
    rows = pilot.app.screen.query_one(RowList).rows
    return next(row.key for row in rows if row.key.startswith("to_collect"))


async def test_nobody_reached_is_one_key(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.units(4)
    sold(sqlite_bureau, rep)
    async with console(Role.REP, "Wang Li") as pilot:
        pilot.app.screen.query_one(RowList).go_to(_payment(pilot))
        await pilot.press("n")
        await settle(pilot)
        assert "not reached" in str(pilot.app.screen.query_one("#full", Static).content)


async def test_a_broken_promise_stands_on_top_with_two_marks(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.units(4)
    broken = sold(sqlite_bureau, rep)
    tomorrow = sqlite_bureau.clock.now.date() + timedelta(days=1)
    write_chase(rep, broken, ChaseOutcome.PROMISED, tomorrow)
    add_visit(rep, "1", sqlite_bureau.clock.now)
    sqlite_bureau.clock.on(days=2)
    async with console(Role.REP, "Wang Li") as pilot:
        assert "!! 2 d late" in shown(pilot)[0]


async def test_days_ahead_are_looked_at_by_key_and_stop_after_six(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.units(4)
    add_visit(rep, sqlite_bureau.customer(rep), sqlite_bureau.clock.now + timedelta(days=1), note="brings parents")
    async with console(Role.REP, "Wang Li") as pilot:
        assert not any("brings parents" in line for line in shown(pilot))
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert any("brings parents" in line for line in shown(pilot))
        assert "Tomorrow, Tue 1 Sep" in pilot.app.screen.query_one(DayLine).lines(78)[0].plain
        await pilot.press(*["right_square_bracket"] * 9)
        await settle(pilot)
        assert pilot.app.screen.query_one(DayLine).ahead == 6
        await pilot.press(*["left_square_bracket"] * 9)
        await settle(pilot)
        assert pilot.app.screen.query_one(DayLine).ahead == 0


async def test_a_visit_is_agreed_on_with_keys_alone(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.customer(rep)
    async with console(Role.REP, "Wang Li") as pilot:
        await pilot.press("v")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter", "enter")
        await type_text(pilot, "parents")
        await pilot.press("enter")
        await settle(pilot)
        assert "王小明" in toasts(pilot)
    assert [each.title for each in read_today(rep, 1).tasks] == ["parents"]


async def test_news_from_another_desk_keeps_the_cursor_on_its_line(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(4)
    sold(sqlite_bureau, rep, at=0)
    place_hold(rep, units[3], sqlite_bureau.customer(rep, "李明", "199-0000-0002"))
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        rows = pilot.app.screen.query_one(RowList)
        await pilot.press("end")
        under, count = rows.key, len(rows.rows)
        sold(sqlite_bureau, rep, "孙磊", "199-0000-0003", at=1)
        for _ in range(60):
            await pilot.pause(0.05)
            if len(rows.rows) > count:
                break
        assert len(rows.rows) > count
        assert rows.key == under


async def test_a_cashier_has_no_visits_to_close_or_agree_on(console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        offered = {each.binding.action for each in today_screen(pilot).active_bindings.values()}
        assert not {"done", "visit"} & offered
        assert "promised" in offered
