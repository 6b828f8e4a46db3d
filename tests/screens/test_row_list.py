"""A list with a cursor: it stays on its thing, marks what changed, and names the group that is scrolled into."""

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from screens.themes import theme_variable_defaults
from screens.widgets.row_columns import Cell, Column, Row
from screens.widgets.row_list import RowList


def row(key: str, text: str = "", group: str = "") -> Row:
    return Row(key, (Cell(key), Cell(text or f"about {key}")), group)


ROWS = tuple(row(f"R-{number:02d}") for number in range(40))


class QuickList(RowList):
    """Forgets at once what the other list remembers for seconds."""

    MARKED_SECONDS = 0.01


class ListApp(App[None]):
    """A list alone, with the messages it sent."""

    def __init__(self, rows: tuple[Row, ...] = ROWS, kind: type[RowList] = RowList) -> None:
        super().__init__()
        self.list = kind((Column("what"), Column("more", most=30)))
        self.given = rows
        self.heard: list[tuple[str, str]] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults()

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.rows = self.given
        self.list.focus()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        self.heard.append(("moved", message.key))

    def on_row_list_opened(self, message: RowList.Opened) -> None:
        self.heard.append(("opened", message.key))


def shown(app: ListApp) -> list[str]:
    return [app.list.render_line(y).text.rstrip() for y in range(app.list.size.height)]


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_the_names_of_the_columns_stay_while_the_rows_scroll() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        await pressed(pilot, "end")
        lines = shown(app)
        assert lines[0].split() == ["what", "more"]
        assert lines[-1].strip().startswith("R-39")


async def test_the_cursor_moves_by_lines_and_screens_and_stops_at_the_ends() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        await pressed(pilot, "up")
        assert app.list.key == "R-00"
        await pressed(pilot, "pagedown", "down")
        assert app.list.key == "R-09"
        await pressed(pilot, "end", "down")
        assert app.list.key == "R-39"
        await pressed(pilot, "home")
        assert app.list.key == "R-00"


async def test_new_rows_leave_the_cursor_on_its_thing_and_the_scroll_where_it_was() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        await pressed(pilot, "pagedown", "pagedown", "up", "up")
        under, scroll = app.list.key, app.list.scroll_offset.y
        app.list.rows = (*ROWS, row("R-99"))
        await pilot.pause()
        assert (app.list.key, app.list.scroll_offset.y) == (under, scroll)


async def test_a_thing_that_is_gone_leaves_the_cursor_at_its_place() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        await pressed(pilot, "down", "down")
        app.list.rows = tuple(each for each in ROWS if each.key != "R-02")
        await pilot.pause()
        assert app.list.key == "R-03"
        assert app.heard[-1] == ("moved", "R-03")


async def test_what_changed_is_marked_and_only_that() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.rows = (ROWS[0], row("R-01", "paid"), *ROWS[2:])
        await pilot.pause()
        assert [line[0] for line in shown(app)[1:4]] == [" ", "▌", " "]


async def test_a_mark_goes_by_itself() -> None:
    app = ListApp(kind=QuickList)
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.rows = (ROWS[0], row("R-01", "paid"), *ROWS[2:])
        for _ in range(100):
            await pilot.pause(0.01)
            if not any(line.startswith("▌") for line in shown(app)):
                break
        assert not any(line.startswith("▌") for line in shown(app))


async def test_what_somebody_here_narrowed_is_no_news() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.narrow((row("R-05", "something else"),))
        await pilot.pause()
        assert not any(line.startswith("▌") for line in shown(app))


async def test_a_group_is_named_once_and_again_where_it_is_scrolled_into() -> None:
    rows = tuple(row(f"R-{at:02d}", group="VISITS 9" if at < 9 else "HOLDS 31") for at in range(40))
    app = ListApp(rows)
    async with app.run_test(size=(50, 10)) as pilot:
        assert [line[1:9].strip() for line in shown(app)[1:4]] == ["VISITS 9", "", ""]
        await pressed(pilot, "end")
        assert shown(app)[1].startswith(" HOLDS 31")
        assert not any("HOLDS" in line for line in shown(app)[2:])


async def test_groups_stand_apart_where_there_is_room() -> None:
    rows = (row("a", group="VISITS 1"), row("b", group="HOLDS 1"))
    app = ListApp(rows)
    async with app.run_test(size=(50, 10)):
        assert [bool(line) for line in shown(app)[:5]] == [True, True, False, True, False]


async def test_enter_and_a_double_click_open() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        await pressed(pilot, "down", "enter")
        await pilot.click(app.list, offset=(3, 4), times=2)
        await pilot.pause()
        assert [each for each in app.heard if each[0] == "opened"] == [("opened", "R-01"), ("opened", "R-03")]


async def test_an_empty_list_says_what_would_be_here_and_opens_nothing() -> None:
    app = ListApp(())
    async with app.run_test(size=(60, 10)) as pilot:
        app.list.says = ("Nothing yet.", "o begins one.")
        await pressed(pilot, "enter", "down", "end")
        assert shown(app)[1:3] == [" Nothing yet.", " o begins one."]
        assert app.list.key == ""
        assert not [each for each in app.heard if each[0] == "opened"]
