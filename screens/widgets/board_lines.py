"""Drawing the lines of the board: floor labels and headings that stay, rooms that scroll beneath them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from salesdesk.domain.board import Place, Plan, Tile
from salesdesk.domain.text import safe
from salesdesk.domain.units import UnitState
from salesdesk.language import tr
from screens.widgets.board_cells import cell_text
from screens.widgets.board_layout import BoardLayout
from screens.widgets.cell_width import fit, right

Palette = Mapping[str, Style]
"""The styles of the board by the last part of their component class: `head`, `cursor`, `held`, …"""

_CHANGED = Style(bold=True, underline=True)
_BOLD = Style(bold=True)
_KEPT_LINES = 512


class Window(NamedTuple):
    """The part of the board that is seen: its width with the floor labels, and how far it is scrolled."""

    width: int
    scroll: int


@dataclass(frozen=True, slots=True)
class BoardLines:
    """One plan with everything that decides how it looks, and the lines that were already drawn of it."""

    plan: Plan
    layout: BoardLayout
    palette: Palette
    dimmed: frozenset[UnitState] = frozenset()
    marked: frozenset[int] = frozenset()
    _kept: dict[tuple[object, ...], Strip] = field(default_factory=dict)

    def floor(self, row: int, window: Window, cursor: Place | None) -> Strip:
        """Draw one floor; the cursor is drawn where it is on this floor."""
        here = cursor.column if cursor is not None and cursor.row == row else None
        return self._once(("floor", row, window, here), lambda: self._floor(row, window, here))

    def heading(self, window: Window, cursor: Place | None) -> Strip:
        """Draw the room labels above the floors; the one above the cursor stands out."""
        here = cursor.column if cursor is not None else None
        return self._once(("heading", window, here), lambda: self._heading(window, here))

    def blocks(self, window: Window) -> Strip:
        """Draw the line that names the blocks, each above its rooms."""
        return self._once(("blocks", window), lambda: self._blocks(window))

    def _once(self, key: tuple[object, ...], draw: Callable[[], Strip]) -> Strip:
        if key not in self._kept:
            if len(self._kept) >= _KEPT_LINES:
                self._kept.clear()
            self._kept[key] = draw()
        return self._kept[key]

    def _floor(self, row: int, window: Window, here: int | None) -> Strip:
        tiles = self.plan.rows[row]
        label = right(safe(self.plan.floors[row].label), self.layout.label - 1) + " "
        rooms = ((column, self._room(tiles.get(column), column == here)) for column in self._seen(window))
        return self._scrolled(self._head(label, here is not None), self._spaced(rooms, window, here), window)

    def _room(self, tile: Tile | None, here: bool) -> Segment:
        if tile is None:
            return self._blank(self.layout.inner)
        style = self.palette["dim" if tile.state in self.dimmed else tile.state.value]
        if tile.unit_id in self.marked:
            style += _CHANGED
        return Segment(cell_text(tile, self.layout.inner), style + _BOLD if here else style)

    def _heading(self, window: Window, here: int | None) -> Strip:
        labels = ((column, self._label(column, column == here)) for column in self._seen(window))
        return self._scrolled(self._blank(self.layout.label), self._spaced(labels, window, None), window)

    def _label(self, column: int, here: bool) -> Segment:
        return self._head(fit(" " + safe(self.plan.columns[column].label), self.layout.inner), here)

    def _blocks(self, window: Window) -> Strip:
        line = ""
        for block, columns in groupby(self._seen(window), key=lambda column: self.plan.columns[column].block):
            start, end = self._span(list(columns), window)
            name = tr("block {block}").format(block=safe(block)) if block else ""
            line = fit(line, start) + fit(" " + name, end - start)
        width = window.width - self.layout.label
        return self._line(self._blank(self.layout.label), [self._head(line, False)], width)

    def _span(self, columns: list[int], window: Window) -> tuple[int, int]:
        """Tell from where to where these columns are seen; a block keeps its name while it is scrolled out."""
        lefts = self.layout.lefts
        start = max(lefts[columns[0]] - window.scroll, 0)
        return start, max(lefts[columns[-1]] + self.layout.inner - window.scroll, start)

    def _seen(self, window: Window) -> range:
        return self.layout.between(window.scroll, window.scroll + window.width - self.layout.label)

    def _spaced(self, parts: Iterable[tuple[int, Segment]], window: Window, here: int | None) -> Iterator[Segment]:
        """Put gaps between the parts, from the left edge of the window; brackets go around the cursor."""
        at = min(window.scroll, self._start(window))
        closing = " "
        for column, part in parts:
            opening = "[" if column == here else " "
            gap = self.layout.lefts[column] - at
            yield from self._gap(closing, opening, gap)
            yield part
            at = self.layout.lefts[column] + part.cell_length
            closing = "]" if column == here else " "
        yield from self._gap(closing, " ", 1)

    def _gap(self, closing: str, opening: str, width: int) -> list[Segment]:
        bracket = closing + opening
        if width == 1:
            return [self._bracket(bracket.strip() or " ")]
        return [self._bracket(closing), self._blank(width - 2), self._bracket(opening)]

    def _bracket(self, sign: str) -> Segment:
        return Segment(sign, self.palette["ground" if sign == " " else "cursor"])

    def _start(self, window: Window) -> int:
        seen = self._seen(window)
        return self.layout.lefts[seen.start] - 1 if seen else window.scroll

    def _scrolled(self, label: Segment, body: Iterable[Segment], window: Window) -> Strip:
        width = window.width - self.layout.label
        cut = window.scroll - min(window.scroll, self._start(window))
        return self._line(label, Strip(body).crop(cut, cut + width), width)

    def _line(self, label: Segment, body: Iterable[Segment], width: int) -> Strip:
        rooms = Strip(body).adjust_cell_length(width, self.palette["ground"])
        return Strip([label, *rooms], self.layout.label + width)

    def _head(self, text: str, here: bool) -> Segment:
        return Segment(text, self.palette["head-cursor" if here else "head"])

    def _blank(self, width: int) -> Segment:
        return Segment(" " * width, self.palette["ground"])
