"""The last line of a screen: the keys that work now, each whole or not at all."""

from typing import ClassVar

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from screens.widgets.key_line import KeyLine


class DoorApp(App[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,enter", "open", "Open"),
        Binding("l", "lock", "上锁"),
        Binding("h", "hide", "Hide", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield KeyLine()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "lock" else True

    def action_open(self) -> None:
        self.done.append("open")


@pytest.mark.parametrize(("width", "written"), [(40, " o Open  l 上锁"), (16, " o Open  l 上锁"), (15, " o Open")])
async def test_each_action_is_written_once_and_whole_or_not_at_all(width: int, written: str) -> None:
    app = DoorApp()
    async with app.run_test(size=(width, 5)):
        assert app.query_one(KeyLine).render_line(0).text.rstrip() == written


async def test_what_cannot_be_done_now_is_dim() -> None:
    app = DoorApp()
    async with app.run_test(size=(40, 5)):
        looks = {each.text.strip(): each.style or Style() for each in app.query_one(KeyLine).render_line(0)}
        assert {word: bool(looks[word].dim) for word in ("Open", "上锁")} == {"Open": False, "上锁": True}


async def test_a_click_on_a_key_is_the_key() -> None:
    app = DoorApp()
    async with app.run_test(size=(40, 5)) as pilot:
        await pilot.click(KeyLine, offset=(20, 0))
        assert not app.done
        await pilot.click(KeyLine, offset=(5, 0))
        assert app.done == ["open"]
