"""The legend of the board: each state's letter in its colour, its name and how many units are in it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive

from salesdesk.domain.units import LETTERS, UnitState
from salesdesk.language import ntr, tr, word
from screens.widgets.board_cells import LOCK_MARK, OWN_MARK, UNDECIDED_MARK
from screens.widgets.state_colours import state_classes, state_rules
from screens.widgets.text_lines import TextLines

_GAP = "  "


class StateLegend(TextLines):
    """Letters, names and counts, in as many lines as the width asks for; a filter dims here as on the board.

    States without a unit are left out, so the numbers shown add up to the total that stands at the end. The mark of
    holds that wait for a decision is explained while there are any.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"state-legend--dim", "state-legend--word"} | state_classes("state-legend")
    DEFAULT_CSS = (
        """
    StateLegend {
        & > .state-legend--word { color: $foreground 75%; }
        & > .state-legend--dim { background: $state-dim; color: $state-dim-text; }
        """
        + state_rules("state-legend")
        + "\n}"
    )

    counts: reactive[Mapping[UnitState, int]] = reactive({}, layout=True)
    undecided: reactive[bool] = reactive(False, layout=True)
    state_filter: reactive[frozenset[UnitState]] = reactive(frozenset())

    def lines(self, width: int) -> list[Content]:
        """Write the legend for a width in cells."""
        return flow(list(self._items()), width)

    def _items(self) -> Iterator[Content]:
        for state, number in self.counts.items():
            if number:
                yield self._item(state, number)
        undecided = ((UNDECIDED_MARK, tr("to decide")),) if self.undecided else ()
        for mark, meaning in (*undecided, (LOCK_MARK, tr("locked")), (OWN_MARK, tr("yours"))):
            yield Content.assemble(mark, " ", self._word(meaning))
        total = sum(self.counts.values())
        yield Content(ntr("{n} unit", "{n} units", total).format(n=f"{total:,}"))

    def _item(self, state: UnitState, number: int) -> Content:
        dimmed = bool(self.state_filter) and state not in self.state_filter
        letter = Content.styled(
            f" {LETTERS[state]} ", self.look("state-legend--dim" if dimmed else f"state-legend--{state}")
        )
        name = tr("{state} (min left)") if state is UnitState.HELD else "{state}"
        return Content.assemble(letter, " ", self._word(name.format(state=word(state))), f" {number:,}")

    def _word(self, text: str) -> Content:
        return Content.styled(text, self.look("state-legend--word"))


def flow(items: Sequence[Content], width: int) -> list[Content]:
    """Set items side by side, two cells apart, and begin a new line where the width in cells ends."""
    lines: list[Content] = []
    for item in items:
        joined = lines[-1] + _GAP + item if lines else item
        if lines and joined.cell_length <= width:
            lines[-1] = joined
        else:
            lines.append(item)
    return lines
