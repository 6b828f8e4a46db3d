"""The payment bench: terms are turned with the arrows, and what they come to follows at once; nobody is bound by it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from salesdesk.domain.text import safe
from salesdesk.language import N_, show_short_date, tr
from salesdesk.private_files import whole_file
from salesdesk.services.bench import BenchAnswer, BenchStart, bench_answer, bench_lines, bench_sheet, bench_start
from salesdesk.services.bench_sums import explain_bench
from salesdesk.services.desk import Desk
from salesdesk.services.explained import with_first
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form
from screens.explaining import explain_key, explain_sums
from screens.office_place import Office
from screens.plan_picker import ChosenPlan
from screens.widgets.bench_fields import BenchFields, Turned
from screens.widgets.bench_rows import month_columns, month_rows
from screens.widgets.cell_width import fit, right
from screens.widgets.key_line import KeyLine
from screens.widgets.row_list import RowList

NAME, AMOUNT = 27, 17
Taken = Callable[[ChosenPlan], None]


class PaymentBenchScreen(DeskScreen):
    """What a unit costs at once and each month, by terms that are turned."""

    CSS_PATH = "payment_bench.tcss"
    TITLE_TEXT = N_("PAYMENT BENCH")
    AUTO_FOCUS = "BenchFields"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab",
            "app.focus_next",
            N_("Months"),
            show=False,
            id="bench.months",
            tooltip=N_("Go to the months, or back"),
        ),
        Binding("w", "write", N_("To a file"), id="bench.write", tooltip=N_("Write it, month by month, to a file")),
        Binding("t", "take", N_("To the order"), id="bench.take", tooltip=N_("Pay the order in this way")),
        explain_key("bench", N_("Explain every sum: price, loans, months, payments")),
        Binding("escape", "app.pop_screen", N_("Back"), id="bench.back", tooltip=N_("Go back; nothing is kept")),
    ]

    def __init__(
        self, unit: str, customer: str | None = None, plan: str = "mortgage", pay_by: Taken | None = None
    ) -> None:
        super().__init__()
        self._unit, self._customer, self._plan, self._pay_by = unit, customer, plan, pay_by
        self._start: BenchStart | None = None

    def compose_body(self) -> ComposeResult:
        """Put the terms beside what they come to, and the months below."""
        yield Static(id="whom", markup=False)
        with Horizontal(id="bench"):
            yield BenchFields()
            with Vertical(id="sums"):
                yield Static(id="figures", markup=False)
        yield RowList(month_columns(), id="months")
        yield KeyLine()

    def read(self, desk: Desk) -> BenchStart:
        """Read the price and the project's terms."""
        return bench_start(desk, self._unit, self._customer, self._plan)

    def show(self, answer: object) -> None:
        """Begin with the project's terms; what was turned meanwhile stays."""
        self._start = start = cast("BenchStart", answer)
        fields = self.query_one(BenchFields)
        if fields.turned is None:
            fields.turned = Turned(start.terms)
        said = tr("{unit}, as an example: only an order binds.").format(unit=safe(start.unit))
        self.query_one("#whom", Static).update("  ".join(filter(None, (said, safe(start.customer)))))
        self._follow(fields.turned)

    @on(BenchFields.Changed)
    def _turned(self, event: BenchFields.Changed) -> None:
        self._follow(event.turned)

    def _follow(self, turned: Turned) -> None:
        """Work everything out anew; the database is not asked."""
        answer = self._answer(turned)
        if answer is not None:
            lines = [
                Content(f"{fit(name, NAME)}{right(amount, AMOUNT)}")
                for name, amount in bench_lines(answer, show_short_date)
            ]
            self.query_one("#figures", Static).update(Content("\n").join(lines))
            self.query_one(RowList).narrow(month_rows(answer))
        self.refresh_bindings()

    def _answer(self, turned: Turned | None) -> BenchAnswer | None:
        if self._start is None or turned is None:
            return None
        return bench_answer(self._start, turned.terms, turned.way)

    @property
    def _now(self) -> Turned | None:
        return self.query_one(BenchFields).turned

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    @on(BenchFields.Typing)
    def _typing(self, event: BenchFields.Typing) -> None:
        knob = event.knob
        form = Form(tr(knob.label), [Field("value", tr(knob.label), event.typed, read=knob.read)])
        self._office.open(form, partial(self._typed, event))
        if event.typed:
            form.call_after_refresh(lambda: form.query_one(Input).action_end())

    def _typed(self, event: BenchFields.Typing, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.query_one(BenchFields).put(event.knob, given["value"])

    def why_not(self, action: str) -> str:
        """Say when there is nothing to take."""
        if action == "take" and self._pay_by is None:
            return tr("Open the bench from an order sheet to take it to the order.")
        return ""

    def action_write(self) -> None:
        """Ask for the file, then write the sheet."""
        field = Field("file", tr("The new file"), f"bench-{self._unit}.txt")
        self._office.open(Form(tr("Write the sheet to a file"), [field]), self._write)

    def _write(self, given: dict[str, Any] | None) -> None:
        answer = self._answer(self._now)
        if given is not None and answer is not None:
            self.do("write", partial(write_sheet, Path(given["file"]).expanduser(), answer))

    def done(self, purpose: str, answer: object) -> None:
        """Say where the sheet is."""
        self.app.notify(tr("The sheet is in {file}.").format(file=safe(str(answer))))

    def action_take(self) -> None:
        """Pay the order by the office's plan of this kind, with the fund's part as it stands here."""
        if (turned := self._now) and self._pay_by and self._start:
            fund = turned.terms.fund_minor
            share = 100 - turned.terms.down_percent
            self._pay_by(ChosenPlan("combined", fund) if fund else ChosenPlan("mortgage"))
            self.leave()
            if share != 100 - self._start.terms.down_percent:
                self.app.notify(tr("The order has the down payment of the office's plan; only that can be ordered."))

    def action_explain(self) -> None:
        """Tell how every sum came to be; where the months are looked at, the month under the cursor first."""
        start, turned = self._start, self._now
        if start is None or turned is None:
            return
        months = self.query_one(RowList)
        month = int(months.key or 1)
        sums = explain_bench(start, turned.terms, turned.way, month)
        first = (f"month:{month}",) if months.has_focus else ()
        explain_sums(self, self._unit, lambda: with_first(sums, *first))


def write_sheet(path: Path, answer: BenchAnswer) -> Path:
    """Write a bench to a new file.

    Raises:
        FileThere: there is a file of that name.
        UsageError: it cannot be written.
    """
    with whole_file(path) as unfinished:
        unfinished.write_text(bench_sheet(answer), encoding="utf-8")
    return path
