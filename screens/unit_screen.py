"""What can be done with the unit under the cursor: hold, order, extend, release, keep back, and ask why."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar, cast

from textual.binding import Binding, BindingType

from salesdesk.domain.board import Tile
from salesdesk.domain.errors import DeskError, Lost
from salesdesk.domain.money import format_minor
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.text import safe
from salesdesk.domain.units import UnitState
from salesdesk.language import N_, show_time, tr, word
from salesdesk.services.board import UnitCard
from salesdesk.services.event_words import happened_line
from salesdesk.services.holds import HoldAnswer, UnitMoved, extend_hold, place_hold, release_hold, withhold
from salesdesk.services.unit_sums import explain_unit
from salesdesk.services.why import WhyAnswer, why_not
from screens.customer_picker import Picked, PickerDialog
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form, Notice, Question
from screens.explaining import explain_key, explain_sums
from screens.lock_menu import open_lock_menu
from screens.office_place import Office
from screens.typed_values import day_from

MOVED = {"lock": N_("{unit} is locked."), "unlock": N_("The lock on {unit} is lifted.")}
CLAIMABLE = {UnitState.AVAILABLE, UnitState.HELD}


class UnitScreen(DeskScreen):
    """A screen with a unit under its cursor, whose keys act on it."""

    RIGHTS: ClassVar[dict[str, Right]] = {
        "hold": Right.HOLD,
        "extend": Right.HOLD,
        "order": Right.ORDER,
        "keep": Right.WITHHOLD,
        "lock": Right.WITHHOLD,
        "explain": Right.SEE_PRICES,
        "bench": Right.SEE_PRICES,
        "history": Right.SEE_TODAY,
    }
    LOOKS = frozenset({"card", "why"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "hold", N_("Hold"), id="unit.hold", tooltip=N_("Hold this unit for a customer")),
        Binding("o", "order", N_("Order"), id="unit.order", tooltip=N_("Order this unit for a customer")),
        Binding("x", "extend", N_("Extend"), id="unit.extend", tooltip=N_("Give this hold more time")),
        Binding("r", "release", N_("Release"), id="unit.release", tooltip=N_("Put this unit back on sale")),
        Binding("w", "why", N_("Why"), id="unit.why", tooltip=N_("Can it be sold, and if not, why")),
        Binding("y", "history", N_("History"), id="unit.history", tooltip=N_("All that happened to this unit")),
        explain_key("unit", N_("Explain the list price of this unit"), show=False),
        Binding("t", "bench", N_("Payments"), id="unit.bench", tooltip=N_("What it costs each month"), show=False),
        Binding("k", "keep", N_("Keep back"), id="unit.keep", tooltip=N_("Keep this unit back from sale"), show=False),
        Binding(
            "l", "lock", N_("Lock"), id="unit.lock", tooltip=N_("Lay a lock over this unit, or lift one"), show=False
        ),
    ]

    @property
    def tile(self) -> Tile | None:
        """The unit under the cursor."""
        raise NotImplementedError

    @property
    def card(self) -> UnitCard | None:
        """What is known of the unit under the cursor, once it has been read."""
        raise NotImplementedError

    def go_to(self, code: str) -> None:
        """Put the cursor on a unit."""
        raise NotImplementedError

    def until(self) -> str:
        """Tell until when a hold that begins now would last."""
        raise NotImplementedError

    @property
    def office(self) -> Office:
        """The console."""
        return cast("Office", self.app)

    # --- what is offered

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the role may do with a unit in this state."""
        tile = self.tile if self.is_mounted else None
        if action == "extend" and not self._may_change_hold(tile):
            return False
        if action == "release" and not (self._may_change_hold(tile) or self._may_put_back(tile)):
            return False
        return super().check_action(action, parameters)

    def _may_change_hold(self, tile: Tile | None) -> bool:
        held = tile is not None and tile.state is UnitState.HELD
        return held and (cast("Tile", tile).mine or self.may(Right.RELEASE_ANY_HOLD))

    def _may_put_back(self, tile: Tile | None) -> bool:
        return tile is not None and tile.state is UnitState.WITHHELD and self.may(Right.WITHHOLD)

    def why_not(self, action: str) -> str:
        """Say what a unit must be like for a key."""
        tile = self.tile
        if action not in {"hold", "order", "keep", "lock", "why", "history", "explain"}:
            return ""
        if tile is None:
            return tr("There is no unit under the cursor.")
        if action in {"hold", "order"} and tile.locked:
            return tr("A lock lies over {unit}; w tells which.").format(unit=safe(tile.code))
        wanted = CLAIMABLE if action in {"hold", "order"} else {UnitState.AVAILABLE}
        if action in {"hold", "order", "keep"} and tile.state not in wanted:
            return tr("{unit} is {state}; w tells why.").format(unit=safe(tile.code), state=word(tile.state))
        return ""

    # --- what can be done

    def _if_yes(self, question: Question, purpose: str, work: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.do(purpose, work)

        self.office.open(question, answered)

    def action_hold(self) -> None:
        """Choose a customer, say what will happen, and hold."""
        if tile := self.tile:
            title = tr("Hold {unit} for whom?").format(unit=safe(tile.code))
            self.office.open(PickerDialog(title), partial(self._ask_hold, tile))

    def _ask_hold(self, tile: Tile, picked: Picked | None) -> None:
        if picked is not None:
            asked = tr("Hold {unit} for {customer} until {time}?")
            said = asked.format(unit=safe(tile.code), customer=safe(picked.name), time=self.until())
            work = partial(place_hold, self.keyed_desk, tile.code, str(picked.customer_id))
            self._if_yes(Question(said, self._in_short(tile)), "hold", work)

    def _in_short(self, tile: Tile) -> str:
        card = self.card
        if card is None or card.unit.id != tile.unit_id:
            return ""
        price = card.unit.list_price_minor
        asked = tr("list {price}").format(price=format_minor(price)) if price is not None else ""
        return " · ".join(filter(None, (safe(card.unit.layout), safe(card.unit.orientation), asked)))

    def action_explain(self) -> None:
        """Tell how the list price came to be."""
        if tile := self.tile:
            explain_sums(self, tile.code, partial(explain_unit, self.desk, tile.code))

    def action_bench(self) -> None:
        """Turn down payment, term and rates, with what they come to each month."""
        from screens.payment_bench import PaymentBenchScreen

        if tile := self.tile:
            self.office.open(PaymentBenchScreen(tile.code))

    def action_extend(self) -> None:
        """Give the hold more time."""
        if tile := self.tile:
            question = Question(tr("Give the hold on {unit} more time?").format(unit=safe(tile.code)))
            self._if_yes(question, "extend", partial(extend_hold, self.keyed_desk, tile.code))

    def action_release(self) -> None:
        """Put the unit back on sale."""
        if tile := self.tile:
            question = Question(tr("Release {unit}? It is free for everybody then.").format(unit=safe(tile.code)))
            self._if_yes(question, "release", partial(release_hold, self.keyed_desk, tile.code))

    def action_keep(self) -> None:
        """Ask why and until when the unit is kept back."""
        if tile := self.tile:
            today = self.office.local_now().date()
            week = (today + timedelta(days=7)).isoformat()
            fields = [
                Field("reason", tr("Why")),
                Field("until", tr("Until"), week, tr("2026-08-31, or +7"), day_from(today)),
            ]
            title = tr("Keep {unit} back from sale").format(unit=safe(tile.code))
            self.office.open(Form(title, fields), partial(self._keep, tile))

    def _keep(self, tile: Tile, given: dict[str, Any] | None) -> None:
        if given is not None:
            until = cast("date", given["until"])
            self.do("keep", partial(withhold, self.keyed_desk, tile.code, given["reason"], until))

    def action_lock(self) -> None:
        """Tell of the locks over the unit, and lay or lift one."""
        card = self.card
        if card is not None:
            open_lock_menu(self, self.office, card.unit.code, card.laid)

    def action_order(self) -> None:
        """Choose the customer, unless the unit is held for one, and open the order sheet."""
        if not (tile := self.tile):
            return
        held_for = _held_for(self.card)
        if held_for is not None:
            self._order(tile, held_for)
        else:
            title = tr("Order {unit} for whom?").format(unit=safe(tile.code))
            self.office.open(PickerDialog(title), partial(self._order, tile))

    def _order(self, tile: Tile, picked: Picked | None) -> None:
        if picked is not None:
            from screens.order_sheet import OrderSheetScreen

            self.office.open(OrderSheetScreen(tile.code, str(picked.customer_id), picked.name))

    def action_why(self) -> None:
        """Say why the unit can be sold, or not."""
        if tile := self.tile:
            desk = self.desk
            self.look("why", lambda: why_not(desk, tile.code))

    def action_history(self) -> None:
        """Tell all that happened to the unit."""
        if card := self.card:
            zone = self.office.local_now().tzinfo
            lines = [f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}  {happened_line(row)}" for row in card.history]
            self.office.open(Notice(safe(card.unit.code), "\n".join(lines) or tr("Nothing has happened yet.")))

    # --- what came of it

    def done(self, purpose: str, answer: object) -> None:
        """Say what was done."""
        if isinstance(answer, HoldAnswer):
            until = show_time(answer.expires_at.astimezone(self.office.local_now().tzinfo))
            said = tr("{unit} is held for {customer} until {time}.")
            self.app.notify(said.format(unit=safe(answer.unit), customer=safe(answer.customer), time=until))
        elif isinstance(answer, UnitMoved):
            said = tr(MOVED.get(purpose, N_("{unit} is {state} now.")))
            self.app.notify(said.format(unit=safe(answer.unit), state=word(UnitState(answer.state))))

    def told(self, purpose: str, answer: object) -> None:
        """Say why a unit can be sold, or not."""
        if isinstance(answer, WhyAnswer):
            self.office.open(_reasons(answer))

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Tell the loser who has the unit, and go to one like it by its number."""
        if isinstance(refusal, Lost):
            similar = [str(each) for each in cast("list[object]", refusal.details.get("similar", []))]
            self.office.open(Notice(tr("Too late"), self.said(refusal), similar), self._go_if_chosen)
            self.reload()
        else:
            super().refused(purpose, refusal)

    def _go_if_chosen(self, code: str | None) -> None:
        if code:
            self.go_to(code)


def _held_for(card: UnitCard | None) -> Picked | None:
    """Give the customer for whom one's own hold is."""
    holder = card.holder if card else None
    if card is None or holder is None or holder.kind != "hold" or not holder.mine:
        return None
    placed = [row.facts for row in card.history if row.kind == "hold.placed"]
    number = next((facts.get("customer") for facts in placed if facts.get("claim") == holder.claim_id), None)
    return Picked(cast("int", number), holder.customer or "") if number is not None else None


def _reasons(why: WhyAnswer) -> Notice:
    lines = [
        tr("• {reason}\n  {help}\n  can change it: {who}").format(
            reason=safe(each.message),
            help=safe(each.help),
            who=", ".join(word(Role(name)) for name in each.who_can_change),
        )
        for each in why.reasons
    ]
    title = tr("{unit} can be sold now") if why.sellable else tr("{unit} cannot be sold now")
    return Notice(title.format(unit=safe(why.unit)), "\n".join(lines) or tr("Nothing stands in the way."))
