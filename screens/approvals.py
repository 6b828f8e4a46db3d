"""Approvals: the discounts that were asked for, those that wait first; one key decides."""

from functools import partial
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.money import format_minor
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.text import safe
from salesdesk.language import N_, ntr, tr, word
from salesdesk.services.desk import Desk
from salesdesk.services.discounts import RequestAnswer, approve_discount, list_discounts, refuse_discount
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form
from screens.office_place import Office
from screens.opening import open_customer, show_on_board
from screens.widgets.request_block import request_block

WIDEST = 110


class ApprovalsScreen(DeskScreen):
    """The requests: one's own with their answers, or all for those who decide."""

    CSS_PATH = "approvals.tcss"
    TITLE_TEXT = N_("APPROVALS")
    TOPICS = frozenset({"discount", "deal", "unit"})
    COUNTS_MINUTES = True
    RIGHTS: ClassVar[dict[str, Right]] = {
        "approve": Right.APPROVE_DISCOUNT,
        "refuse": Right.APPROVE_DISCOUNT,
        "order": Right.ORDER,
    }
    AUTO_FOCUS = "#requests"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "approve", N_("Approve"), id="request.approve", tooltip=N_("Approve this request")),
        Binding("r", "refuse", N_("Refuse"), id="request.refuse", tooltip=N_("Refuse this request, with a reason")),
        Binding("o", "order", N_("Order"), id="request.order", tooltip=N_("Open the order sheet that uses it")),
        Binding("g", "board", N_("Board"), id="request.board", tooltip=N_("Show the unit on the board")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._requests: list[RequestAnswer] = []
        self._goal: int | None = None

    def compose_body(self) -> ComposeResult:
        """Put the number that waits above the requests."""
        yield Static(id="sums", markup=False)
        yield OptionList(id="requests", markup=False)
        yield Static(id="nothing", markup=False)
        yield Footer(show_command_palette=False)

    def read(self, desk: Desk) -> list[RequestAnswer]:
        """Read the requests that one may see."""
        return list_discounts(desk)

    def show(self, answer: object) -> None:
        """List them, those that wait first, the cursor on the one it was on."""
        found = cast("list[RequestAnswer]", answer)
        self._requests = sorted(found, key=_urgency)
        self._list()
        waiting = sum(each.state == RequestState.WAITING for each in found)
        said = ntr("{count} waits for an answer", "{count} wait for an answer", waiting).format(count=waiting)
        mine = sum(each.may_decide for each in found)
        yours = tr("{count} of them yours to decide").format(count=mine) if self.may(Right.APPROVE_DISCOUNT) else ""
        self.query_one("#sums", Static).update(" · ".join(each for each in (said, yours) if each))

    def _list(self) -> None:
        options = self.query_one(OptionList)
        under = self._goal or (self._chosen.request_id if self._chosen else None)
        top = options.scroll_offset.y
        options.clear_options()
        now, width = self._office.local_now(), min(max(options.size.width - 4, 40), WIDEST)
        for each in self._requests:
            options.add_option(Option(request_block(each, now, width), id=str(each.request_id)))
            options.add_option(None)
        numbers = [each.request_id for each in self._requests]
        if numbers:
            options.highlighted = numbers.index(under) if under in numbers else 0
            options.scroll_to(y=top, animate=False)
        if under == self._goal:
            self._goal = None
        self._say_if_empty()

    def _say_if_empty(self) -> None:
        nothing = self.query_one("#nothing", Static)
        self.query_one(OptionList).display, nothing.display = bool(self._requests), not self._requests
        nothing.update(
            tr("The discounts that were asked for would be here.")
            + "\n"
            + tr("On the order sheet (F2 Board, then o) the key x asks for one.")
        )

    def on_resize(self) -> None:
        """Write the blocks for the new width."""
        if self._requests:
            self.call_after_refresh(self._list)

    def go_to(self, request_id: int) -> None:
        """Put the cursor on a request, at once or as soon as it is there."""
        self._goal = request_id
        if any(each.request_id == request_id for each in self._requests):
            self._list()

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    @property
    def _chosen(self) -> RequestAnswer | None:
        at = self.query_one(OptionList).highlighted
        option = None if at is None else self.query_one(OptionList).get_option_at_index(at)
        return next((each for each in self._requests if option and str(each.request_id) == option.id), None)

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _opened(self) -> None:
        if chosen := self._chosen:
            open_customer(self, chosen.customer_id)

    # --- what can be done

    def why_not(self, action: str) -> str:
        """Say why a request cannot be decided on or used."""
        chosen = self._chosen
        if action not in {"approve", "refuse", "order", "board"}:
            return ""
        if chosen is None:
            return tr("There is no request under the cursor.")
        if action in {"approve", "refuse"}:
            return _no_decision(chosen, self.desk)
        unusable = action == "order" and chosen.state not in {RequestState.APPROVED, RequestState.WAITING}
        return tr("This request can no longer be used; ask again on a new order sheet.") if unusable else ""

    def action_approve(self) -> None:
        """Approve it."""
        if chosen := self._chosen:
            self.do("decide", partial(approve_discount, self.keyed_desk, chosen.request_id))

    def action_refuse(self) -> None:
        """Ask why, and refuse."""
        if chosen := self._chosen:
            title = tr("Refuse request {number} of {rep}?")
            form = Form(title.format(number=chosen.request_id, rep=safe(chosen.rep)), [Field("reason", tr("Why"))])
            self._office.open(form, partial(self._refuse, chosen.request_id))

    def _refuse(self, request_id: int, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.do("decide", partial(refuse_discount, self.keyed_desk, request_id, given["reason"]))

    def action_order(self) -> None:
        """Open the order sheet of this sale; it uses the approval."""
        from screens.order_sheet import OrderSheetScreen

        if chosen := self._chosen:
            plan, customer = PlanKind(chosen.plan), str(chosen.customer_id)
            self._office.open(OrderSheetScreen(chosen.unit, customer, chosen.customer, plan))

    async def action_board(self) -> None:
        """Show the unit on the board."""
        if chosen := self._chosen:
            await show_on_board(self, chosen.unit)

    def done(self, purpose: str, answer: object) -> None:
        """Say what was decided."""
        if isinstance(answer, RequestAnswer):
            said = tr("Request {number} is {state}: {unit} at {amount}. {rep} sees it at once.")
            self.app.notify(
                said.format(
                    number=answer.request_id,
                    state=word(RequestState(answer.state)),
                    unit=safe(answer.unit),
                    amount=format_minor(answer.asked_minor),
                    rep=safe(answer.rep),
                )
            )


def _urgency(request: RequestAnswer) -> tuple[bool, bool, int]:
    """What waits for whoever sits here comes first, then what waits for others, then the answered, latest first."""
    return not request.may_decide, request.state != RequestState.WAITING, -request.request_id


def _no_decision(chosen: RequestAnswer, desk: Desk) -> str:
    if chosen.state != RequestState.WAITING:
        state = word(RequestState(chosen.state))
        return tr("This request is {state}; there is nothing to decide.").format(state=state)
    if chosen.may_decide:
        return ""
    if desk.actor is not None and chosen.rep == desk.actor.name:
        return tr("Nobody decides on their own request.")
    role = word(Role(chosen.needed_role))
    return tr("This is more than you may grant; it waits for the {role}.").format(role=role)
