"""One change of a deal as a block of lines: what happens to unit, buyers and money, and how it stands."""

from rich.cells import cell_len
from textual.content import Content

from salesdesk.domain.changes import ChangeKind, ChangeState
from salesdesk.domain.text import safe
from salesdesk.language import tr, word
from salesdesk.services.change_answers import ChangeAnswer
from salesdesk.services.change_words import money_words, needs_words, rule_words, state_word, what_happens
from screens.widgets.cell_width import cut

_LEFT = 4


def change_block(change: ChangeAnswer, width: int) -> Content:
    """Write a change for a width in cells."""
    waits = change.state == ChangeState.WAITING
    asks = tr("{who} asks: {reason}").format(who=safe(change.asked_by), reason=safe(change.reason))
    lines = [safe(what_happens(change)), rule_words(change), *map(safe, money_words(change)), asks, _decided(change)]
    body = [Content.styled(" " * _LEFT + cut(each, width - _LEFT), "" if waits else "dim") for each in lines if each]
    return Content("\n").join([Content.styled(_head(change, width), "bold" if waits else ""), *body])


def _head(change: ChangeAnswer, width: int) -> str:
    end, kind = state_word(change), word(ChangeKind(change.kind))
    left = f"{change.change_id:>2}  {change.deal_id}  {safe(change.customer)}   {tr('change')}: {kind}"
    left = cut(left, max(width - cell_len(end) - 2, 0))
    return left + " " * (width - cell_len(left) - cell_len(end)) + end


def _decided(change: ChangeAnswer) -> str:
    if change.state == ChangeState.WAITING:
        return needs_words(change)
    if change.decided_by is None:
        return ""
    said = tr("decided by {who}").format(who=safe(change.decided_by))
    return f"{said}: {safe(change.decided_reason)}" if change.decided_reason else said
