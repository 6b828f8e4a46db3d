"""One unit in words and figures, beside the board."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from salesdesk.domain.area import format_area
from salesdesk.domain.money import format_minor
from salesdesk.domain.pricing import Basis
from salesdesk.domain.text import safe
from salesdesk.domain.units import UnitKind, UnitState
from salesdesk.language import show_short_date, show_time, tr, tr_in, word
from salesdesk.services.area_words import basis_text
from salesdesk.services.board import Happened, Holder, UnitCard
from salesdesk.services.event_words import happened_line
from salesdesk.services.lock_words import lock_said
from screens.widgets.cell_width import cut, fit, right, wrapped
from screens.widgets.text_lines import TextLines

_LABEL = 11


class UnitPanel(TextLines):
    """The card of the unit under the cursor: state, holder, areas, prices by right, like ones, history."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"unit-panel--{part}" for part in ("code", "label", "state", "mine", "quiet", "warning"))
    }
    DEFAULT_CSS = """
    UnitPanel {
        & > .unit-panel--code { text-style: bold; }
        & > .unit-panel--state { text-style: bold; color: $primary; }
        & > .unit-panel--label { color: $foreground 65%; }
        & > .unit-panel--mine { text-style: bold; }
        & > .unit-panel--quiet { color: $foreground 65%; }
        & > .unit-panel--warning { color: $overdue; text-style: bold; }
    }
    """

    card: reactive[UnitCard | None] = reactive(None, layout=True)
    now: reactive[datetime | None] = reactive(None)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.zone: tzinfo | None = None

    def lines(self, width: int) -> list[Content]:
        """Write the card for a width in cells."""
        if self.card is None:
            return [Content.styled(tr("No unit here yet."), self.look("unit-panel--quiet"))]
        return list(self._written(self.card, width))

    def _written(self, card: UnitCard, width: int) -> Iterator[Content]:
        state = word(UnitState(card.state))
        code = Content.styled(
            fit(safe(card.unit.code), max(width - cell_len(state) - 1, 8)), self.look("unit-panel--code")
        )
        yield Content.assemble(code, " ", Content.styled(state, self.look("unit-panel--state")))
        if card.holder is not None:
            yield from self._held(card.holder, width)
        for lock in card.laid:
            yield Content.styled(cut(f"! {safe(lock_said(lock))}", width), self.look("unit-panel--warning"))
        if card.state == UnitState.WITHHELD:
            until = f"{tr('until')} {card.unit.withheld_until}"
            said = ", ".join(filter(None, (safe(card.unit.withheld_reason), until)))
            yield Content.styled(cut(said, width), self.look("unit-panel--quiet"))
        yield Content(cut(" · ".join(filter(None, self._traits(card))), width))
        yield from self._figures(card, width)
        if card.batch:
            yield self._pair(tr("batch"), safe(card.batch), width)
        if card.similar and card.state != UnitState.AVAILABLE:
            yield self._pair(tr("like it"), " ".join(card.similar), width)
        yield from self._history(card.history, width)

    def _held(self, holder: Holder, width: int) -> Iterator[Content]:
        name = safe(holder.customer) if holder.customer else tr("a customer")
        whose = tr("{customer}, by {rep}").format(customer=name, rep=safe(holder.staff)) if holder.staff else name
        yield Content(cut(whose, width))
        if holder.expires_at is not None:
            local = holder.expires_at.astimezone(self.zone)
            left = int((holder.expires_at - self.now).total_seconds() // 60) if self.now else None
            until = tr("until {time}").format(time=show_time(local))
            more = tr(", {n} min left").format(n=left) if left is not None and left >= 0 else ""
            if holder.undecided:
                said = tr("! to decide: its time was over on {day} at {time}")
                over = said.format(day=show_short_date(local.date()), time=show_time(local))
                yield from (Content.styled(line, self.look("unit-panel--warning")) for line in wrapped(over, width))
            else:
                yield Content(until + more)
        if holder.money_minor:
            yield self._figure(tr("earnest"), format_minor(holder.money_minor), width)

    def _traits(self, card: UnitCard) -> Iterator[str]:
        yield safe(card.unit.layout)
        yield safe(card.unit.orientation)
        yield word(UnitKind(card.unit.kind)) if not card.unit.layout else ""

    def _figures(self, card: UnitCard, width: int) -> Iterator[Content]:
        unit = card.unit
        yield self._figure(tr("built"), f"{format_area(unit.built_area)} m²", width)
        if unit.inner_area is not None:
            yield self._figure(tr("inner"), f"{format_area(unit.inner_area)} m²", width)
        for label, minor in (
            (tr("list"), unit.list_price_minor),
            (basis_text(Basis(card.price_basis)), unit.unit_price_minor),
            (tr("filed"), unit.filed_price_minor),
            (tr_in("price", "floor"), unit.floor_price_minor),
        ):
            if minor is not None:
                yield self._figure(label, format_minor(minor), width)

    def _figure(self, label: str, value: str, width: int) -> Content:
        room = min(width, 30) - _LABEL
        return Content.assemble(
            Content.styled(fit(label, _LABEL), self.look("unit-panel--label")), right(value, max(room, 8))
        )

    def _pair(self, label: str, value: str, width: int) -> Content:
        return Content.assemble(
            Content.styled(fit(label, _LABEL), self.look("unit-panel--label")), cut(value, max(width - _LABEL, 8))
        )

    def _history(self, rows: list[Happened], width: int) -> Iterator[Content]:
        if rows:
            yield Content("")
        for row in rows[:4]:
            day = show_short_date(row.at.astimezone(self.zone).date())
            for line in wrapped(f"{day} {happened_line(row)}", width):
                yield Content.styled(line, self.look("unit-panel--quiet"))
