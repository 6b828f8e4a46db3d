"""The legend names what the board shows, and its numbers add up."""

import re

import pytest
from textual.app import App, ComposeResult

from salesdesk.domain.units import LETTERS, UnitState
from screens.themes import theme_variable_defaults
from screens.widgets.state_legend import StateLegend
from tests.screens.conftest import until_so

COUNTS = {state: number for number, state in enumerate(UnitState)}


class LegendApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.legend = StateLegend()
        self.legend.counts = COUNTS

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults()

    def compose(self) -> ComposeResult:
        yield self.legend


def shown(app: LegendApp) -> str:
    return "\n".join(app.legend.render_line(y).text.rstrip() for y in range(app.legend.size.height))


@pytest.mark.parametrize("width", [50, 80, 160])
async def test_the_numbers_of_the_states_add_up_to_the_total(width: int) -> None:
    app = LegendApp()
    async with app.run_test(size=(width, 20)):
        numbers = [int(number) for number in re.findall(r"\d+", shown(app))]
        assert sum(numbers[:-1]) == numbers[-1] == sum(COUNTS.values())
        assert all(f" {LETTERS[state]} " in shown(app) for state, number in COUNTS.items() if number)


async def test_a_state_without_a_unit_takes_no_room() -> None:
    app = LegendApp()
    async with app.run_test(size=(80, 20)):
        assert COUNTS[UnitState.NOT_RELEASED] == 0
        assert "not released" not in shown(app)


async def test_the_legend_is_as_high_as_its_lines() -> None:
    app = LegendApp()
    async with app.run_test(size=(50, 20)) as pilot:
        assert app.legend.size.height > 2
        await pilot.resize_terminal(200, 20)
        await until_so(pilot, lambda: app.legend.size.height == 1)
        app.legend.counts = {}
        await pilot.pause()
        assert shown(app) == "! locked  * yours  0 units"


async def test_the_mark_of_a_hold_to_decide_on_is_explained_while_there_is_one() -> None:
    app = LegendApp()
    async with app.run_test(size=(200, 20)) as pilot:
        assert "to decide" not in shown(app)
        app.legend.undecided = True
        await pilot.pause()
        assert "? to decide" in shown(app)


async def test_a_filter_dims_the_other_letters() -> None:
    app = LegendApp()
    async with app.run_test(size=(160, 20)) as pilot:
        plain = [segment.style for segment in app.legend.render_line(0) if segment.text in (" A ", " C ")]
        app.legend.state_filter = frozenset({UnitState.AVAILABLE})
        await pilot.pause()
        dimmed = [segment.style for segment in app.legend.render_line(0) if segment.text in (" A ", " C ")]
        assert plain[0] == dimmed[0]
        assert plain[1] != dimmed[1]
