"""News of what others did reach the screens that they concern, on both engines."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from textual.message import Message

from salesdesk.domain.roles import Role
from salesdesk.services.desk import Desk
from salesdesk.services.holds import place_hold
from salesdesk.services.news import News, news_since
from salesdesk.services.staff import disable_staff
from screens.board import BoardScreen
from screens.messages import DatabaseBack, DatabaseLost, NewsCame, SentAway
from screens.news import tell_news
from screens.today import TodayScreen
from screens.widgets.board_grid import BoardGrid
from tests.screens.conftest import Console, settle, until_so

if TYPE_CHECKING:
    from tests.conftest import Bureau

Told = queue.Queue[Message]


@contextmanager
def _watching(desk: Desk) -> Iterator[Told]:
    told: Told = queue.Queue()
    is_over = threading.Event()
    seq = news_since(desk, None).seq
    watcher = threading.Thread(target=tell_news, args=(desk, seq, told.put, is_over.is_set))
    watcher.start()
    yield told
    is_over.set()
    watcher.join(10)
    assert not watcher.is_alive()


def _next(told: Told, kind: type[Message] = NewsCame) -> Any:
    """Give the next message of a kind that says anything, two seconds at most each."""
    while True:
        message = told.get(timeout=2)
        if isinstance(message, kind) and not (isinstance(message, NewsCame) and not message.news.topics):
            return message


def test_a_change_by_another_desk_is_told_within_two_seconds(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP, "Wang Li")
    units, customer = bureau.units(2), bureau.customer(rep)
    with _watching(bureau.desk(Role.MANAGER)) as told:
        place_hold(rep, units[0], customer)
        assert "hold" in _next(told).news.topics


def test_a_change_between_the_sign_in_and_the_first_look_is_told(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP, "Wang Li")
    told: Told = queue.Queue()
    seq = news_since(manager, None).seq
    bureau.customer(rep)
    answers = iter([False, True])
    tell_news(manager, seq, told.put, lambda: next(answers))
    assert _next(told).news.topics == {"customer"}


def test_who_is_disabled_is_sent_away(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP, "Wang Li")
    with _watching(rep) as told:
        disable_staff(bureau.admin, "Wang Li")
        assert _next(told, SentAway)


def test_what_happened_while_the_database_was_away_is_told_afterwards(bureau: "Bureau") -> None:
    if bureau.database.path is not None:
        pytest.skip("a SQLite file does not go away")
    rep = bureau.desk(Role.REP, "Wang Li")
    units, customer = bureau.units(2), bureau.customer(rep)
    with _watching(bureau.desk(Role.MANAGER)) as told:
        told.get(timeout=2)
        _cut_every_line_but_ours(bureau)
        assert _next(told, DatabaseLost)
        place_hold(rep, units[0], customer)
        assert {type(_next(told, NewsCame)), type(_next(told, DatabaseBack))} == {NewsCame, DatabaseBack}


def _cut_every_line_but_ours(bureau: "Bureau") -> None:
    address = bureau.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as line:
        here = "datname = current_database() AND pid <> pg_backend_pid()"
        line.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {here}")


def test_later_news_stand_for_earlier_ones_only_when_they_say_no_less() -> None:
    hold, both = NewsCame(News(1, frozenset({"hold"}))), NewsCame(News(2, frozenset({"hold", "deal"})))
    assert hold.can_replace(both)
    assert not both.can_replace(hold)


async def test_a_screen_that_is_not_shown_reads_when_it_is_shown_again(
    sqlite_bureau: "Bureau", console: Console
) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units, customer = sqlite_bureau.units(3), sqlite_bureau.customer(rep)
    async with console(Role.MANAGER) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        board = pilot.app.screen
        assert isinstance(board, BoardScreen)
        await pilot.press("f1")
        await settle(pilot)
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        place_hold(rep, units[0], customer)
        await until_so(pilot, lambda: board._stale)
        assert {tile.state for tile in board.query_one(BoardGrid).tiles} == {"available"}
        await pilot.press("f2")
        await settle(pilot)
        assert [str(tile.state) for tile in board.query_one(BoardGrid).tiles].count("held") == 1


async def test_a_hold_that_expires_turns_free_without_any_news(
    sqlite_bureau: "Bureau", console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.desk_screen.AGEING_SECONDS", 0.5)
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units, customer = sqlite_bureau.units(1), sqlite_bureau.customer(rep)
    place_hold(rep, units[0], customer)
    async with console(Role.MANAGER) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        grid = pilot.app.screen.query_one(BoardGrid)
        assert [str(tile.state) for tile in grid.tiles] == ["held"]
        sqlite_bureau.clock.on(minutes=61)
        await until_so(pilot, lambda: [str(tile.state) for tile in grid.tiles] == ["available"])
