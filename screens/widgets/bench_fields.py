"""The terms on the payment bench: arrows choose one and turn it, a digit or enter types it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, cast

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from salesdesk.domain.bench import BenchTerms, Way
from salesdesk.domain.errors import BadValue
from salesdesk.domain.money import format_minor
from salesdesk.language import N_, tr, word
from screens.typed_values import amount, share
from screens.widgets.cell_width import fit, right

NAME, VALUE = 15, 16
TEN_THOUSAND = 1_000_000


@dataclass(frozen=True, slots=True)
class Turned:
    """What stands on the bench: the terms, and the way of paying back that is looked at."""

    terms: BenchTerms
    way: Way = Way.INSTALMENT


@dataclass(frozen=True, slots=True)
class Knob:
    """One term: its name, how it is written and read, and by how much an arrow turns it."""

    name: str
    label: str
    step: Decimal
    shown: Callable[[Any], str]
    read: Callable[[str], object]


def _years(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()) or len(text.strip()) > 2:
        raise ValueError(tr("a whole number of years"))
    return int(text)


def _percent(value: Decimal) -> str:
    return f"{value:.2f} %" if value % 1 else f"{value:.0f} %"


KNOBS = (
    Knob("down_percent", N_("Down payment"), Decimal(5), _percent, share),
    Knob("years", N_("Years"), Decimal(1), str, _years),
    Knob("rate_percent", N_("The bank's rate"), Decimal("0.05"), "{:.2f} %".format, share),
    Knob("fund_minor", N_("The fund lends"), Decimal(10 * TEN_THOUSAND), format_minor, amount),
    Knob("fund_rate_percent", N_("The fund's rate"), Decimal("0.05"), "{:.2f} %".format, share),
)
PAID_BACK = len(KNOBS)
"""The line on which the way of paying back is chosen."""


class BenchFields(Widget, can_focus=True):
    """The terms as lines, one of them under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", N_("Choose"), show=False, id="bench.up", tooltip=N_("The term above")),
        Binding("down", "choose(1)", N_("Choose"), show=False, id="bench.down", tooltip=N_("The term below")),
        Binding("left", "turn(-1)", N_("Less"), id="bench.less", tooltip=N_("Turn it down by a step")),
        Binding("right", "turn(1)", N_("More"), id="bench.more", tooltip=N_("Turn it up by a step")),
        Binding("enter", "type", N_("Type"), show=False, id="bench.type", tooltip=N_("Type its value")),
    ]

    turned: reactive[Turned | None] = reactive(None)
    at: reactive[int] = reactive(0)

    @dataclass
    class Changed(Message):
        """The terms are other ones."""

        turned: Turned

    @dataclass
    class Typing(Message):
        """Somebody wants to type a value; what was typed already comes with it."""

        knob: Knob
        typed: str

    def render(self) -> RenderResult:
        """Write a line for each term."""
        if self.turned is None:
            return ""
        return Content("\n").join([*(self._line(place) for place in range(len(KNOBS))), self._way()])

    def _line(self, place: int) -> Content:
        knob = KNOBS[place]
        assert self.turned is not None
        return self._written(place, tr(knob.label), knob.shown(getattr(self.turned.terms, knob.name)))

    def _way(self) -> Content:
        assert self.turned is not None
        return self._written(PAID_BACK, tr("Paid back by"), word(self.turned.way))

    def _written(self, place: int, name: str, value: str) -> Content:
        here = place == self.at and self.has_focus
        style = "reverse" if here else "bold" if place == self.at else ""
        arrows = ("◂", "▸") if place == self.at else (" ", " ")
        text = f" {fit(name, NAME)}{arrows[0]}{right(value, VALUE)} {arrows[1]} "
        return Content.styled(text, style) if style else Content(text)

    def action_choose(self, by: int) -> None:
        """Go to another term."""
        self.at = (self.at + by) % (len(KNOBS) + 1)

    def action_turn(self, by: int) -> None:
        """Turn the term under the cursor by a step; at its end it stays."""
        if self.turned is None:
            return
        if self.at == PAID_BACK:
            other = Way.PRINCIPAL if self.turned.way is Way.INSTALMENT else Way.INSTALMENT
            self._now(replace(self.turned, way=other))
            return
        knob = KNOBS[self.at]
        value = getattr(self.turned.terms, knob.name)
        self.put(knob, type(value)(max(value + by * knob.step, 0)))

    def put(self, knob: Knob, value: object) -> None:
        """Set a term, where a loan can have it."""
        if self.turned is None:
            return
        try:
            terms = replace(self.turned.terms, **{knob.name: cast("Any", value)})
        except BadValue:
            return
        self._now(replace(self.turned, terms=terms))

    def _now(self, turned: Turned) -> None:
        self.turned = turned
        self.post_message(self.Changed(turned))

    def action_type(self, typed: str = "") -> None:
        """Ask for the value of the term under the cursor."""
        if self.at == PAID_BACK:
            self.action_turn(1)
        else:
            self.post_message(self.Typing(KNOBS[self.at], typed))

    def on_key(self, event: events.Key) -> None:
        """Begin to type with a digit."""
        if event.character and event.character.isascii() and event.character.isdigit():
            event.stop()
            self.action_type(event.character)
