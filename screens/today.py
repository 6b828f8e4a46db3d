"""Today: whom to meet, who signs, who owes, what expires and what waits; each line is opened or dealt with here."""

from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from salesdesk.domain.roles import Right
from salesdesk.domain.tasks import ChaseOutcome, Task, TaskKind
from salesdesk.domain.text import safe
from salesdesk.language import N_, show_date, tr
from salesdesk.services.chasing import ChaseAnswer, write_chase
from salesdesk.services.customers import VisitAnswer, close_visit
from salesdesk.services.desk import Desk
from salesdesk.services.task_sums import has_sum, task_sums, task_title
from salesdesk.services.today import TodayAnswer, read_today
from screens.customer_keys import ask_visit, comes
from screens.customer_picker import Picked, PickerDialog
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form, Question
from screens.explaining import explain_key, explain_sums
from screens.office_place import Office
from screens.opening import open_thing
from screens.typed_values import day_from
from screens.widgets.day_line import DayLine
from screens.widgets.key_line import KeyLine
from screens.widgets.row_list import RowList
from screens.widgets.task_rows import task_columns, task_in_full, task_key, task_rows

FURTHEST = 6


class TodayScreen(DeskScreen):
    """The day's panel, by role."""

    CSS_PATH = "today.tcss"
    TITLE_TEXT = N_("TODAY")
    COUNTS_MINUTES = True
    TOPICS = frozenset({"visit", "deal", "receipt", "hold", "discount", "unit", "customer", "import"})
    RIGHTS: ClassVar[dict[str, Right]] = {
        "done": Right.KEEP_CUSTOMERS,
        "visit": Right.KEEP_CUSTOMERS,
        "promised": Right.CHASE,
        "unreached": Right.CHASE,
        "chase_refused": Right.CHASE,
    }
    AUTO_FOCUS = "RowList"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "done", N_("Done"), id="visit.done", tooltip=N_("They came: close this visit")),
        Binding("p", "promised", N_("Promise"), id="payment.promised", tooltip=N_("They promise to pay on a day")),
        Binding("n", "unreached", N_("Not reached"), id="payment.unreached", tooltip=N_("Nobody could be reached")),
        Binding("x", "chase_refused", N_("Refused"), id="payment.refused", tooltip=N_("They will not pay")),
        Binding("v", "visit", N_("Visit"), id="visit.agree", tooltip=N_("Agree on a visit")),
        explain_key("task", N_("Explain the sum of this line: open, late fee, concession"), show=False),
        Binding(
            "right_square_bracket", "ahead(1)", N_("Next"), True, "]", id="day.next", tooltip=N_("Look at the next day")
        ),
        Binding(
            "left_square_bracket",
            "ahead(-1)",
            N_("Before"),
            False,
            "[",
            id="day.before",
            tooltip=N_("Look at the day before"),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._ahead = 0
        self._by_key: dict[str, Task] = {}

    def compose_body(self) -> ComposeResult:
        """Put the day above its tasks, and the one under the cursor in full beneath."""
        yield DayLine()
        yield RowList(task_columns(self.may(Right.SEE_ALL_CUSTOMERS)), id="tasks")
        yield Static(id="full", markup=False)
        yield KeyLine()

    def read(self, desk: Desk) -> TodayAnswer:
        """Read the day that is shown."""
        return read_today(desk, self._ahead)

    def show(self, answer: object) -> None:
        """List the tasks."""
        found = cast("TodayAnswer", answer)
        self._by_key = {task_key(task): task for task in found.tasks}
        tasks = self.query_one(RowList)
        tasks.says = self._nothing(found.date)
        everybody = self.may(Right.SEE_ALL_CUSTOMERS)
        rows = task_rows(found.tasks, found.date, self._zone, everybody)
        line = self.query_one(DayLine)
        if line.day == found.date:
            tasks.rows = rows
        else:
            tasks.narrow(rows)
        line.ahead, line.day, line.tasks, line.done = self._ahead, found.date, tuple(found.tasks), found.done
        self._tell_in_full()

    def _nothing(self, day: date) -> tuple[str, ...]:
        return (
            tr("Nothing is to be done on {day}.").format(day=show_date(day)),
            tr("Visits, signings, payments to collect, expiring holds and approvals go here."),
            tr("v agrees on a visit, ] looks at the next day."),
        )

    @property
    def _zone(self) -> Any:
        return cast("Office", self.app).local_now().tzinfo

    @property
    def _today(self) -> date:
        return cast("Office", self.app).local_now().date()

    @property
    def chosen(self) -> Task | None:
        """The task under the cursor."""
        return self._by_key.get(self.query_one(RowList).key)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._tell_in_full()
        self.refresh_bindings()

    def _tell_in_full(self) -> None:
        task = self.chosen
        self.query_one("#full", Static).update(task_in_full(task, self._zone) if task else "")

    @on(RowList.Opened)
    async def _opened(self) -> None:
        if task := self.chosen:
            await open_thing(self, task.ref, task.customer_id)

    def why_not(self, action: str) -> str:
        """Say what kind of line a key is for."""
        kind = self.chosen.kind if self.chosen else None
        if action == "done" and kind is not TaskKind.VISIT:
            return tr("Only a visit is closed by hand; the rest is done by steps, money and answers.")
        if action in {"promised", "unreached", "chase_refused"} and kind is not TaskKind.TO_COLLECT:
            return tr("This is written on a payment that is to be collected.")
        if action == "explain" and not (self.chosen and has_sum(self.chosen)):
            return tr("There is no sum on this line.")
        if action == "done" and self.chosen and self.chosen.due > self._today:
            return tr("This visit is still to come.")
        return ""

    # --- what can be done

    def action_ahead(self, days: int) -> None:
        """Look at another day, from today to six days ahead."""
        ahead = min(max(self._ahead + days, 0), FURTHEST)
        if ahead != self._ahead:
            self._ahead = ahead
            self.reload()

    def action_explain(self) -> None:
        """Tell how the sum of the line came to be."""
        if task := self.chosen:
            explain_sums(self, task_title(task), partial(task_sums, self.desk, task))

    def action_done(self) -> None:
        """Close the visit."""
        if task := self.chosen:
            number = int(task.ref.partition(":")[2])
            self.do("visit", partial(close_visit, self.keyed_desk, number))

    def action_promised(self) -> None:
        """Ask for the day that was promised."""
        if task := self.chosen:
            tomorrow = (self._today + timedelta(days=1)).isoformat()
            fields = [
                Field("day", tr("Promised for"), tomorrow, tr("2024-08-31, or +3"), day_from(self._today)),
                Field("note", tr("What they said"), optional=True),
            ]
            title = tr("{customer} promises to pay").format(customer=safe(task.customer))
            self._ask(Form(title, fields), partial(self._promise, task))

    def _promise(self, task: Task, given: dict[str, Any] | None) -> None:
        if given is not None:
            self._chase(task, ChaseOutcome.PROMISED, given["day"], given["note"] or "")

    def action_unreached(self) -> None:
        """Write that nobody could be reached."""
        if task := self.chosen:
            self._chase(task, ChaseOutcome.NOT_REACHED)

    def action_chase_refused(self) -> None:
        """Write that they will not pay, and what they said."""
        if task := self.chosen:
            title = tr("{customer} refuses to pay").format(customer=safe(task.customer))
            self._ask(Form(title, [Field("note", tr("What they said"))]), partial(self._refuse, task))

    def _refuse(self, task: Task, given: dict[str, Any] | None) -> None:
        if given is not None:
            self._chase(task, ChaseOutcome.REFUSED, note=given["note"])

    def _chase(self, task: Task, outcome: ChaseOutcome, day: date | None = None, note: str = "") -> None:
        self.do("chase", partial(write_chase, self.keyed_desk, task.ref, outcome, day, note, task.line_id))

    def action_visit(self) -> None:
        """Agree on a visit: with whom, then when."""
        self._ask(PickerDialog(tr("A visit by whom?")), self._agree_with)

    def _agree_with(self, picked: Picked | None) -> None:
        if picked is None:
            return
        at = f"{self._today + timedelta(days=self._ahead)} " if self._ahead else ""
        ask_visit(self, picked.customer_id, picked.name, at)

    def _ask(self, screen: Form | Question | PickerDialog, then: Any) -> None:
        cast("Office", self.app).open(screen, then)

    # --- what came of it

    def done(self, purpose: str, answer: object) -> None:
        """Say what was written down."""
        if isinstance(answer, VisitAnswer):
            closed = tr("The visit of {customer} is closed.").format(customer=safe(answer.customer))
            self.app.notify(closed if purpose == "visit" else comes(self, answer))
        elif isinstance(answer, ChaseAnswer):
            self.app.notify(_chased(answer))


def _chased(answer: ChaseAnswer) -> str:
    if answer.promised_on is None:
        return tr("Written on {label} of {deal}.").format(label=tr(answer.label), deal=answer.deal_id)
    said = tr("{label} of {deal} is promised for {day}; it comes back then.")
    return said.format(label=tr(answer.label), deal=answer.deal_id, day=show_date(answer.promised_on))
