"""The order sheet: what a sale would cost and when it is paid, to be read; then the order, or a discount asked for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice, zip_longest
from typing import Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.errors import DeskError, Lost
from salesdesk.domain.money import format_minor
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.text import safe
from salesdesk.language import N_, ntr, show_date, show_short_date, tr, word
from salesdesk.services.desk import Desk
from salesdesk.services.discounts import RequestAnswer, list_discounts, request_discount
from salesdesk.services.explained import with_first
from salesdesk.services.order_sheets import OrderSheet
from salesdesk.services.order_sums import explain_order
from salesdesk.services.orders import OrderAnswer, place_order, preview_order
from salesdesk.services.plans import PlanAnswer, list_plans
from salesdesk.services.price_items import list_items
from salesdesk.trade_words import plan_word
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form, Notice, Question
from screens.explaining import explain_key, explain_sums
from screens.item_picker import pick_items
from screens.office_place import Office
from screens.opening import show_on_board
from screens.plan_picker import ChosenPlan, pick_plan
from screens.typed_values import amount, percent
from screens.widgets.key_line import KeyLine
from screens.widgets.order_lines import of_this_sale, order_lines, paid_on_hold, request_said, to_acknowledge
from screens.widgets.price_sheet import PriceSheet

COMPARED = 2
"""How many other ways of paying stand beside the chosen one, where there is room."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What an order would say, and the discounts that were asked for in this very sale."""

    plan: str
    plans: tuple[PlanAnswer, ...]
    sheet: OrderSheet
    requests: tuple[RequestAnswer, ...]
    others: tuple[OrderSheet, ...]


class OrderSheetScreen(DeskScreen):
    """The sheet of an order that is not written yet; all its figures are read-only."""

    CSS_PATH = "order_sheet.tcss"
    TITLE_TEXT = N_("ORDER")
    TOPICS = frozenset({"hold", "deal", "unit", "discount", "project"})
    RIGHTS: ClassVar[dict[str, Right]] = {"order": Right.ORDER, "discount": Right.REQUEST_DISCOUNT}
    AUTO_FOCUS = "#page"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "order", N_("Order"), id="order.place", tooltip=N_("Write this order")),
        Binding("p", "plan", N_("Plan"), id="order.plan", tooltip=N_("Pay in another way")),
        Binding("i", "items", N_("Extras"), id="order.items", tooltip=N_("Choose extras and rebates")),
        Binding("x", "discount", N_("Discount"), id="discount.ask", tooltip=N_("Ask for a lower price")),
        Binding("a", "approval", N_("Use approval"), id="order.approval", tooltip=N_("Use the approval, or not")),
        Binding("t", "bench", N_("Payments"), id="order.bench", tooltip=N_("What it costs each month"), show=False),
        explain_key("order", N_("Explain the price, its discounts and each payment"), show=False),
        Binding("escape", "app.pop_screen", N_("Back"), id="order.back", tooltip=N_("Write nothing and go back")),
    ]

    def __init__(
        self, unit: str, customer: str, name: str, plan: str = PlanKind.MORTGAGE, fund_quota_minor: int | None = None
    ) -> None:
        super().__init__()
        self._unit, self._customer, self._buyer = unit, customer, name
        self._plan, self._quota = str(plan), fund_quota_minor
        self._items: tuple[str, ...] = ()
        self._uses_approval = True
        self._seen: _Read | None = None

    def compose_body(self) -> ComposeResult:
        """Put the sale on top, its sheet beneath, then what is to be known."""
        with VerticalScroll(id="page"):
            yield Static(id="sale", markup=False)
            yield Static(id="plans", markup=False)
            with Horizontal(id="sheets"):
                yield PriceSheet(id="chosen")
                for _ in range(COMPARED):
                    yield PriceSheet(classes="other")
            yield Static(id="sign-by", markup=False)
            yield Static(id="requests", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Say at once what is going to be sold to whom."""
        super().on_mount()
        sale = tr("{unit}  for {customer}").format(unit=safe(self._unit), customer=safe(self._buyer))
        self.query_one("#sale", Static).update(sale)

    def read(self, desk: Desk) -> _Read:
        """Work the sheet out anew, with the approval if there is one."""
        plan, plans = self._plan, tuple(list_plans(desk))
        asked = list_discounts(desk) if desk.may(Right.REQUEST_DISCOUNT) else []
        sheet, requests = self._preview(desk, plan, asked)
        others = (self._other(desk, each.name, asked) for each in plans if each.name != plan)
        return _Read(plan, plans, sheet, requests, tuple(islice((each for each in others if each), COMPARED)))

    def _other(self, desk: Desk, plan: str, asked: list[RequestAnswer]) -> OrderSheet | None:
        """Work out another way of paying, beside which this one stands; one that cannot be is left out."""
        try:
            return self._preview(desk, plan, asked)[0]
        except DeskError:
            return None

    def _preview(
        self, desk: Desk, plan: str, asked: list[RequestAnswer]
    ) -> tuple[OrderSheet, tuple[RequestAnswer, ...]]:
        """Work out one way of paying, with the approval that was given for it."""
        requests = of_this_sale(asked, self._unit, self._customer, plan, self._items)
        granted = _granted(requests) if self._uses_approval else None
        number = granted.request_id if granted else None
        quota = self._quota if plan == self._plan else None
        return preview_order(desk, self._unit, self._customer, plan, number, self._items, quota), requests

    def show(self, answer: object) -> None:
        """Show the sheet."""
        self._seen = seen = cast("_Read", answer)
        self.query_one("#chosen", PriceSheet).sheet = order_lines(seen.sheet, self._today)
        for widget, other in zip_longest(self.query(".other").results(PriceSheet), seen.others):
            widget.sheet = order_lines(other, self._today) if other else ()
        self.query_one("#plans", Static).update(_plans(seen))
        until = tr("The contract is to be signed by {day}.").format(day=show_date(seen.sheet.sign_by))
        self.query_one("#sign-by", Static).update(f"{until}  {tr('e explains each sum.')}")
        told = [request_said(each, each.request_id == seen.sheet.request_id) for each in seen.requests[:2]]
        self.query_one("#requests", Static).update("\n".join(told))

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    @property
    def _today(self) -> date:
        return self._office.local_now().date()

    def why_not(self, action: str) -> str:
        """Say why there is nothing to order, or no approval to use."""
        if action in {"order", "discount", "explain"} and self._seen is None:
            return tr("The sheet cannot be worked out, so there is nothing to order.")
        if action == "approval" and not (self._seen and _granted(self._seen.requests)):
            return tr("There is no approval for this unit, this customer and this plan. x asks for one.")
        return ""

    # --- what can be done

    def action_plan(self) -> None:
        """Choose another way of paying."""
        plans = self._seen.plans if self._seen else tuple(list_plans(self.desk))
        pick_plan(self._office, plans, self._plan, self._pay_by)

    def _pay_by(self, chosen: ChosenPlan | None) -> None:
        if chosen is not None:
            self._plan, self._quota = chosen.name, chosen.fund_quota_minor
            self.reload()

    def action_items(self) -> None:
        """Choose the extras and rebates of this order."""
        pick_items(
            self._office, [each for each in list_items(self.desk) if each.holds_today], self._items, self._come_with
        )

    def _come_with(self, chosen: tuple[str, ...] | None) -> None:
        if chosen is not None:
            self._items = chosen
            self.reload()

    def action_bench(self) -> None:
        """Turn down payment, term and rates, with what they come to each month."""
        from screens.payment_bench import PaymentBenchScreen

        self._office.open(PaymentBenchScreen(self._unit, self._customer, self._plan, self._pay_by))

    def action_approval(self) -> None:
        """Use the approval, or leave it for another time."""
        self._uses_approval = not self._uses_approval
        self.reload()

    def action_explain(self) -> None:
        """Tell how the sums of the sheet came to be."""
        if seen := self._seen:
            asked = (self._unit, self._customer, seen.plan, seen.sheet.request_id, self._items, self._quota)
            work = partial(explain_order, self.desk, *asked)
            explain_sums(self, f"{self._unit}  {self._buyer}", lambda: with_first(work(), "price", "list_price"))

    def action_discount(self) -> None:
        """Ask for what price, and why."""
        title = tr("Ask for a discount on {unit} for {customer}")
        fields = [
            Field("asked", tr("Percent of the list price, or an amount"), "", tr("97 %, 3 %, or 50,000"), _discount),
            Field("reason", tr("Why"), "", tr("what the buyer offers for it")),
        ]
        said = tr("Above half, a figure is the new price; below, it is what comes off. It serves this one sale, once.")
        self._office.open(
            Form(title.format(unit=safe(self._unit), customer=safe(self._buyer)), fields, said), self._ask
        )

    def _ask(self, given: dict[str, Any] | None) -> None:
        if given is not None:
            work = partial(request_discount, self.keyed_desk, self._unit, self._customer, self._plan, given["reason"])
            self.do("discount", partial(work, **given["asked"], items=self._items, fund_quota_minor=self._quota))

    def action_order(self) -> None:
        """Say what will happen, then write the order."""
        if seen := self._seen:
            sheet = seen.sheet
            question = tr("Order {unit} for {customer} at {total}?").format(
                unit=safe(sheet.unit), customer=safe(sheet.customer), total=format_minor(sheet.total_minor)
            )
            said = tr("The deposit of {deposit} is due today; the contract is to be signed by {day}.").format(
                deposit=format_minor(sheet.deposit_minor), day=show_short_date(sheet.sign_by)
            )
            told = [said, *paid_on_hold(sheet), *to_acknowledge(sheet)]
            self._office.open(Question(question, "\n".join(told)), partial(self._place, seen))

    def _place(self, seen: _Read, yes: bool | None) -> None:
        if yes:
            asked = (self._unit, self._customer, seen.plan, seen.sheet.request_id, self._items, self._quota)
            told, shown = bool(seen.sheet.disclosure), seen.sheet.total_minor
            self.do("order", partial(place_order, self.keyed_desk, *asked, disclosed=told, shown_minor=shown))

    # --- what came of it

    def done(self, purpose: str, answer: object) -> None:
        """Open the new deal, or say who decides on the discount."""
        if isinstance(answer, OrderAnswer):
            self._open_deal(answer)
        elif isinstance(answer, RequestAnswer):
            said = tr("Request {number} waits for the {role}; the answer shows here at once.")
            self.app.notify(said.format(number=answer.request_id, role=word(Role(answer.needed_role))))

    def _open_deal(self, answer: OrderAnswer) -> None:
        from screens.deal import DealScreen

        said = tr("{deal}: {unit} is ordered for {customer}.")
        self.app.notify(said.format(deal=answer.deal_id, unit=safe(answer.unit), customer=safe(answer.customer)))
        if self.desk.may(Right.SEE_MONEY):
            self.app.switch_screen(DealScreen(answer.deal_id))
        else:
            self.app.pop_screen()

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Tell the loser who has the unit, and three like it; a sheet that cannot be worked out is empty."""
        if purpose == "read":
            self._seen, self.query_one("#chosen", PriceSheet).sheet = None, ()
            self.refresh_bindings()
        if isinstance(refusal, Lost):
            similar = [str(each) for each in cast("list[object]", refusal.details.get("similar", []))]
            self._office.open(Notice(tr("Too late"), self.said(refusal), similar), self._go_instead)
        else:
            super().refused(purpose, refusal)

    def _go_instead(self, unit: str | None) -> None:
        if unit:
            self.app.pop_screen()
            self.app.call_later(show_on_board, self, unit)


def _granted(requests: tuple[RequestAnswer, ...]) -> RequestAnswer | None:
    return next((each for each in requests if each.state == RequestState.APPROVED), None)


def _plans(seen: _Read) -> Content:
    """Name the chosen way of paying, and say how many others there are."""
    chosen = Content.styled(plan_word(seen.plan), "bold underline")
    more = len(seen.plans) - 1
    others = ntr("p: {count} other way of paying", "p: {count} other ways of paying", more).format(count=more)
    return Content.assemble(chosen, Content.styled(f"   {others}", "dim")) if more else chosen


def _discount(text: str) -> dict[str, int | Decimal]:
    """Read `97 %` or `3` as a percentage, `50,000` as an amount."""
    whole = text.strip().partition(".")[0]
    if text.strip().endswith("%") or len(whole) <= 2:
        return {"percent": percent(text)}
    return {"amount_minor": amount(text)}
