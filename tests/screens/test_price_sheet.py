"""An order sheet to be read: amounts in line, totals standing out, nothing of an amount ever cut."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from screens.themes import theme_variable_defaults
from screens.widgets.price_sheet import PriceSheet, SheetLine, amount_texts, measure

SHEET = (
    SheetLine("list price", "52,229.87 × 125.53 m²", 655_641_600),
    SheetLine("paying by mortgage 7成", "× 98 %", -13_112_800),
    SheetLine("price", "", 642_528_800, "total"),
    SheetLine("plan", kind="section"),
    SheetLine("deposit", "today", 10_000_000),
)


class SheetApp(App[None]):
    def __init__(self, sheet: tuple[SheetLine, ...]) -> None:
        super().__init__()
        self.sheet = PriceSheet()
        self.sheet.sheet = sheet

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults()

    def compose(self) -> ComposeResult:
        yield self.sheet


async def shown(sheet: tuple[SheetLine, ...], width: int) -> list[str]:
    app = SheetApp(sheet)
    async with app.run_test(size=(width, 20)):
        return [app.sheet.render_line(y).text.rstrip() for y in range(app.sheet.size.height)]


async def test_amounts_stand_in_line_under_each_other() -> None:
    assert await shown(SHEET, 60) == [
        "list price                  52,229.87 × 125.53 m²  6,556,416",
        "paying by mortgage 7成                     × 98 %   -131,128",
        "                                                   ─────────",
        "price                                              6,425,288",
        "plan ───────────────────────────────────────────────────────",
        "deposit                                     today    100,000",
    ]


async def test_a_wide_screen_does_not_tear_labels_and_amounts_apart() -> None:
    assert max(map(cell_len, await shown(SHEET, 160))) == 66


async def test_a_narrow_screen_cuts_labels_and_drops_factors_but_no_amount() -> None:
    lines = await shown(SHEET, 24)
    assert lines[0] == "list price     6,556,416"
    assert lines[1] == "paying by mo…   -131,128"


async def test_a_total_stands_out() -> None:
    app = SheetApp(SHEET)
    async with app.run_test(size=(80, 20)):
        bold = [any(segment.style and segment.style.bold for segment in app.sheet.render_line(y)) for y in range(6)]
        assert bold == [False, False, False, True, False, False]


async def test_words_that_would_do_harm_are_shown_harmlessly() -> None:
    (line,) = await shown((SheetLine("[red]张三\x1b[0m", "[/]", 100),), 60)
    assert line.startswith("[red]张三␛[0m")
    assert line.endswith("[/]  1")


async def test_an_empty_sheet_is_an_empty_line() -> None:
    assert await shown((), 60) == [""]


def test_all_amounts_have_decimals_as_soon_as_one_has_any() -> None:
    assert amount_texts([SheetLine("a", "", 100), SheetLine("b", "", -250), SheetLine("c")]) == ["1.00", "-2.50", ""]


LINES = st.builds(
    SheetLine, st.text("ab 价", max_size=30), st.text("×9 %", max_size=12), st.integers(-(10**13), 10**13) | st.none()
)


@given(st.lists(LINES, max_size=8), st.integers(30, 120))
def test_the_columns_fit_the_screen_and_every_amount_fits_its_column(sheet: list[SheetLine], width: int) -> None:
    amounts = amount_texts(sheet)
    columns = measure(sheet, amounts, width)
    assert sum(columns) <= width
    assert all(cell_len(amount) <= columns.amount for amount in amounts)
