"""The steps of a deal on one line: each with its mark, and the reasons beneath."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from screens.themes import theme_variable_defaults
from screens.widgets.step_line import Placed, StepLine, StepState, StepView, in_rows, note_rows

STEPS = (
    StepView("order", "done"),
    StepView("deposit", "done"),
    StepView("top-up", "not_applicable", "(full)"),
    StepView("first payment", "open", "due 5 Sep"),
    StepView("contract", "blocked", "waits for the first payment"),
    StepView("mortgage", "blocked", "waits for the contract"),
    StepView("area settlement", "blocked"),
    StepView("handover", "blocked"),
)


class StepApp(App[None]):
    def __init__(self, steps: tuple[StepView, ...]) -> None:
        super().__init__()
        self.line = StepLine()
        self.line.steps = steps

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults()

    def compose(self) -> ComposeResult:
        yield self.line


async def shown(steps: tuple[StepView, ...], width: int) -> list[str]:
    app = StepApp(steps)
    async with app.run_test(size=(width, 20)):
        return [app.line.render_line(y).text.rstrip() for y in range(app.line.size.height)]


async def test_a_wide_screen_has_all_steps_on_one_line_with_their_notes_beneath() -> None:
    assert await shown(STEPS, 120) == [
        "✓ order  ✓ deposit  - top-up  > first payment  · contract  · mortgage  · area settlement  · handover",
        "                      (full)    due 5 Sep        waits for the first payment",
    ]


async def test_a_narrow_screen_begins_a_new_line_between_steps() -> None:
    assert await shown(STEPS, 80) == [
        "✓ order  ✓ deposit  - top-up  > first payment  · contract  · mortgage",
        "                      (full)    due 5 Sep        waits for the first payment",
        "· area settlement  · handover",
    ]


async def test_a_deposit_paid_in_part_says_what_is_still_due() -> None:
    steps = (
        StepView("deposit", "done", "3,000 of 10,000"),
        StepView("top-up", "open", "7,000 due 5 Sep, 2 days late"),
        StepView("first payment", "blocked", "waits for the top-up of 7,000"),
    )
    assert await shown(steps, 80) == [
        "✓ deposit  > top-up  · first payment",
        "             7,000 due 5 Sep, 2 days late",
        "  3,000 of 10,000      waits for the top-up of 7,000",
    ]


async def test_new_steps_change_the_height() -> None:
    app = StepApp(STEPS[:2])
    async with app.run_test(size=(80, 20)) as pilot:
        assert app.line.size.height == 1
        app.line.steps = STEPS
        await pilot.pause()
        assert app.line.size.height == 3


async def test_no_steps_are_an_empty_line() -> None:
    assert await shown((), 80) == [""]


async def test_words_that_would_do_harm_are_shown_harmlessly() -> None:
    steps = (StepView("[red]\x1b[31m", "open", "张三[/]\u202e"),)
    assert await shown(steps, 80) == ["> [red]␛[31m", "  张三[/]<202E>"]


STATES: list[StepState] = ["done", "open", "blocked", "not_applicable"]
VIEWS = st.builds(
    StepView, st.text("ab 签合同", max_size=20), st.sampled_from(STATES), st.text("ab 须先付", max_size=60)
)


@given(st.lists(VIEWS, max_size=10), st.integers(30, 120))
def test_nothing_overlaps_and_nothing_is_lost(steps: list[StepView], width: int) -> None:
    rows = in_rows(steps, width)
    assert [placed.step for row in rows for placed in row] == steps
    for row in rows:
        assert_apart([(left, 2 + cell_len(step.label)) for left, step in row], max(width, 42))
        notes = note_rows(row, width)
        assert sorted(id(note.step) for line in notes for note in line) == sorted(
            id(placed.step) for placed in row if placed.step.note
        )
        for line in notes:
            assert_apart([(note.left, cell_len(note.text)) for note in line], width)


def assert_apart(spans: list[tuple[int, int]], width: int) -> None:
    end = -2
    for left, long in spans:
        assert left >= end + 2
        end = left + long
    assert end <= width


@pytest.mark.parametrize(("width", "note"), [(30, "as long as it takes"), (12, "as long as…")])
def test_a_note_moves_left_to_fit_and_is_cut_only_by_the_screen(width: int, note: str) -> None:
    placed = Placed(20, StepView("a", "open", "as long as it takes"))
    ((found,),) = note_rows([placed], width)
    assert found.text == note
    assert found.left + cell_len(note) <= width
