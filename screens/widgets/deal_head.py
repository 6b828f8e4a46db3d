"""The head of a deal: which, whose, at what price, how it is paid and where the unit stands."""

from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from salesdesk.domain.changes import Outcome
from salesdesk.domain.money import format_minor
from salesdesk.domain.text import safe
from salesdesk.domain.units import UnitState
from salesdesk.language import show_short_date, tr, word
from salesdesk.services.deals import DealView
from salesdesk.services.receipt_words import became_of, paid_on
from salesdesk.trade_words import plan_word
from screens.widgets.cell_width import cut
from screens.widgets.text_lines import TextLines


class DealHead(TextLines):
    """Two lines: the deal with its money, then its terms."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"deal-head--name", "deal-head--terms", "deal-head--loose"}
    DEFAULT_CSS = """
    DealHead {
        padding: 0 1;
        & > .deal-head--name { text-style: bold; }
        & > .deal-head--terms { color: $foreground 75%; }
        & > .deal-head--loose { color: $accent; }
    }
    """

    deal: reactive[DealView | None] = reactive(None, layout=True)

    def lines(self, width: int) -> list[Content]:
        """Write the lines for a width in cells."""
        deal = self.deal
        if deal is None:
            return [Content(""), Content("")]
        money = tr("price {total}   paid {paid}").format(
            total=format_minor(deal.price.total_minor), paid=format_minor(paid_on(deal))
        )
        room = max(width - cell_len(money) - 2, 0)
        name = cut(f"{deal.deal_id}  {safe(deal.unit)}  {safe(deal.customer)}", room)
        gap = " " * (width - cell_len(name) - cell_len(money))
        first = Content.assemble(Content.styled(name, self.look("deal-head--name")), gap, money)
        terms = Content.styled(cut(_terms(deal), width), self.look("deal-head--terms"))
        return [first, terms, *self._became(deal, width), *self._loose(deal)]

    def _became(self, deal: DealView, width: int) -> list[Content]:
        if deal.ended_money is None or not (said := became_of(deal.ended_money)):
            return []
        return [Content.styled(cut(" · ".join(said), width), self.look("deal-head--terms"))]

    def _loose(self, deal: DealView) -> list[Content]:
        if not deal.unallocated_minor or not deal.live:
            return []
        text = tr("{amount} of it is unallocated: it pays nothing yet")
        loose = text.format(amount=format_minor(deal.unallocated_minor))
        return [Content.styled(loose, self.look("deal-head--loose"))]


def _ended(deal: DealView) -> str:
    if deal.to_deal:
        return tr("ended on {day}: it went on as {deal}").format(day=deal.ended_on, deal=deal.to_deal)
    if deal.outcome is None:
        return tr("this deal has ended")
    return tr("ended on {day}: {outcome}").format(day=deal.ended_on, outcome=word(Outcome(deal.outcome)))


def _terms(deal: DealView) -> str:
    state = word(UnitState(deal.unit_state)) if deal.live else _ended(deal)
    ordered = tr("ordered {day} by {rep}").format(day=show_short_date(deal.ordered_on), rep=safe(deal.rep))
    said = [plan_word(deal.plan_name), ordered, state]
    if len(deal.buyers) > 1:
        said.append(", ".join(f"{safe(each.customer)} {each.share} %" for each in deal.buyers))
    if deal.from_deal:
        said.append(tr("it came from {deal}").format(deal=deal.from_deal))
    if deal.filing_no:
        said.append(tr("filed as {number}").format(number=safe(deal.filing_no)))
    elif deal.live and deal.unit_state == UnitState.SUBSCRIBED:
        said.append(tr("to be signed by {day}").format(day=show_short_date(deal.sign_by)))
    if deal.rescind_until:
        said.append(tr("can be rescinded until {day}").format(day=show_short_date(deal.rescind_until)))
    return " · ".join(said)
