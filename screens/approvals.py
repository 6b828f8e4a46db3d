"""Approvals: the discounts and the changes that were asked for, those that wait first; one key decides."""

from functools import partial
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from salesdesk.domain.changes import OPEN_CHANGES, ChangeRank, ChangeState
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.money import format_minor
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.text import safe
from salesdesk.language import N_, ntr, tr, word
from salesdesk.services.change_answers import ChangeAnswer, list_changes
from salesdesk.services.change_sums import explain_change
from salesdesk.services.changes import approve_change, refuse_change
from salesdesk.services.desk import Desk
from salesdesk.services.discount_sums import explain_discount
from salesdesk.services.discounts import RequestAnswer, approve_discount, list_discounts, refuse_discount
from screens.change_menu import in_words, told
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form, Question
from screens.explaining import explain_key, explain_sums
from screens.office_place import Office
from screens.opening import open_customer, open_deal, show_on_board
from screens.widgets.change_block import change_block
from screens.widgets.key_line import KeyLine
from screens.widgets.request_block import request_block

WIDEST = 110


class ApprovalsScreen(DeskScreen):
    """The requests: one's own with their answers, or all for those who decide."""

    CSS_PATH = "approvals.tcss"
    TITLE_TEXT = N_("APPROVALS")
    TOPICS = frozenset({"discount", "change", "deal", "unit"})
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
        explain_key("request", N_("Explain what the request concedes, or where the money of a change goes")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._requests: list[RequestAnswer] = []
        self._changes: list[ChangeAnswer] = []
        self._goal: str | None = None

    def compose_body(self) -> ComposeResult:
        """Put the number that waits above the requests."""
        yield Static(id="sums", markup=False)
        yield OptionList(id="requests", markup=False)
        yield Static(id="nothing", markup=False)
        yield KeyLine()

    def read(self, desk: Desk) -> tuple[list[RequestAnswer], list[ChangeAnswer]]:
        """Read the requests that one may see, and the changes that are open."""
        changes = list_changes(desk) if desk.may(Right.SEE_MONEY) else []
        return list_discounts(desk), [each for each in changes if each.state in OPEN_CHANGES]

    def show(self, answer: object) -> None:
        """List them, those that wait first, the cursor on the one it was on."""
        found, self._changes = cast("tuple[list[RequestAnswer], list[ChangeAnswer]]", answer)
        self._requests = sorted(found, key=_urgency)
        self._list()
        both: list[RequestAnswer | ChangeAnswer] = [*found, *self._changes]
        waiting = sum(each.state == RequestState.WAITING for each in both)
        said = ntr("{count} waits for an answer", "{count} wait for an answer", waiting).format(count=waiting)
        mine = sum(each.may_decide for each in both)
        yours = tr("{count} of them yours to decide").format(count=mine) if self.may(Right.APPROVE_DISCOUNT) else ""
        self.query_one("#sums", Static).update(" · ".join(each for each in (said, yours) if each))

    def _list(self) -> None:
        options = self.query_one(OptionList)
        under = self._goal or self._under
        top = options.scroll_offset.y
        options.clear_options()
        now, width = self._office.local_now(), min(max(options.size.width - 4, 40), WIDEST)
        for change in self._changes:
            options.add_option(Option(change_block(change, width), id=f"change:{change.change_id}"))
            options.add_option(None)
        for each in self._requests:
            options.add_option(Option(request_block(each, now, width), id=str(each.request_id)))
            options.add_option(None)
        numbers = [
            *(f"change:{each.change_id}" for each in self._changes),
            *(str(each.request_id) for each in self._requests),
        ]
        if numbers:
            options.highlighted = numbers.index(under) if under in numbers else 0
            options.scroll_to(y=top, animate=False)
        if under in numbers:
            self._goal = None
        self._say_if_empty()

    def _say_if_empty(self) -> None:
        nothing = self.query_one("#nothing", Static)
        there = bool(self._requests or self._changes)
        self.query_one(OptionList).display, nothing.display = there, not there
        nothing.update(
            tr("The discounts and changes that were asked for would be here.")
            + "\n"
            + tr("On the order sheet (F2 Board, then o) the key x asks for one.")
        )

    def on_resize(self) -> None:
        """Write the blocks for the new width."""
        if self._requests or self._changes:
            self.call_after_refresh(self._list)

    def go_to(self, key: str) -> None:
        """Put the cursor on a request or a change, at once or as soon as it is there."""
        self._goal = key
        if self._requests or self._changes:
            self._list()

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    @property
    def _under(self) -> str | None:
        at = self.query_one(OptionList).highlighted
        return None if at is None else self.query_one(OptionList).get_option_at_index(at).id

    @property
    def _chosen(self) -> RequestAnswer | None:
        return next((each for each in self._requests if str(each.request_id) == self._under), None)

    @property
    def _change(self) -> ChangeAnswer | None:
        return next((each for each in self._changes if f"change:{each.change_id}" == self._under), None)

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _opened(self) -> None:
        if change := self._change:
            open_deal(self, change.deal_id)
        elif chosen := self._chosen:
            open_customer(self, chosen.customer_id)

    # --- what can be done

    def why_not(self, action: str) -> str:
        """Say why a request cannot be decided on or used."""
        chosen = self._chosen
        if action not in {"approve", "refuse", "order", "board", "explain"}:
            return ""
        if change := self._change:
            return "" if action == "explain" else _no_change_key(action, change, self.desk)
        if chosen is None:
            return tr("There is no request under the cursor.")
        if action in {"approve", "refuse"}:
            return _no_decision(chosen, self.desk)
        unusable = action == "order" and chosen.state not in {RequestState.APPROVED, RequestState.WAITING}
        return tr("This request can no longer be used; ask again on a new order sheet.") if unusable else ""

    def action_approve(self) -> None:
        """Approve it; a change is approved after a question that says what it does."""
        if change := self._change:
            title = tr("Approve change {number}?").format(number=change.change_id)
            question = Question(title, in_words(change), self.action_explain)
            self._office.open(question, partial(self._approve_change, change.change_id))
        elif chosen := self._chosen:
            self.do("decide", partial(approve_discount, self.keyed_desk, chosen.request_id))

    def _approve_change(self, change_id: int, yes: bool | None) -> None:
        if yes:
            self.do("decide", partial(approve_change, self.keyed_desk, change_id))

    def action_refuse(self) -> None:
        """Ask why, and refuse."""
        if change := self._change:
            title = tr("Refuse change {number} of {who}?").format(number=change.change_id, who=safe(change.asked_by))
            form = Form(title, [Field("reason", tr("Why"))])
            self._office.open(form, partial(self._refuse, refuse_change, change.change_id))
        elif chosen := self._chosen:
            title = tr("Refuse request {number} of {rep}?")
            form = Form(title.format(number=chosen.request_id, rep=safe(chosen.rep)), [Field("reason", tr("Why"))])
            self._office.open(form, partial(self._refuse, refuse_discount, chosen.request_id))

    def _refuse(self, work: Any, number: int, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.do("decide", partial(work, self.keyed_desk, number, given["reason"]))

    def action_order(self) -> None:
        """Open the order sheet of this sale; it uses the approval."""
        from screens.order_sheet import OrderSheetScreen

        if chosen := self._chosen:
            customer = str(chosen.customer_id)
            self._office.open(OrderSheetScreen(chosen.unit, customer, chosen.customer, chosen.plan))

    def action_explain(self) -> None:
        """Tell what the request under the cursor concedes, or where the money of the change goes."""
        if change := self._change:
            title = tr("Change {number} of {deal}").format(number=change.change_id, deal=change.deal_id)
            explain_sums(self, title, partial(explain_change, self.desk, change.change_id))
        elif chosen := self._chosen:
            title = tr("Request {number} for {unit}").format(number=chosen.request_id, unit=chosen.unit)
            explain_sums(self, title, partial(explain_discount, self.desk, chosen.request_id))

    async def action_board(self) -> None:
        """Show the unit on the board."""
        if chosen := self._change or self._chosen:
            await show_on_board(self, chosen.unit)

    def done(self, purpose: str, answer: object) -> None:
        """Say what was decided."""
        if isinstance(answer, ChangeAnswer):
            self.app.notify(told(answer), timeout=8)
        elif isinstance(answer, RequestAnswer):
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


def _no_change_key(action: str, change: ChangeAnswer, desk: Desk) -> str:
    if action == "order":
        return tr("An order uses a discount; this is a change of a deal.")
    if action == "board" or change.may_decide:
        return ""
    if change.state != ChangeState.WAITING:
        return tr("This change is approved; it is carried out on its deal (enter, then v).")
    if desk.actor is not None and change.asked_by == desk.actor.name:
        return tr("Nobody decides on their own request.")
    role = word(ChangeRank(change.needed_role))
    return tr("This is more than you may grant; it waits for the {role}.").format(role=role)


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
