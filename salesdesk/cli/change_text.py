"""Changes of a deal as text."""

from collections.abc import Callable, Sequence
from datetime import datetime

from salesdesk.cli.tables import card, table
from salesdesk.domain.changes import OPEN_CHANGES, ChangeKind, ChangeRank, ChangeState
from salesdesk.domain.money import format_minor
from salesdesk.language import in_a_row, tr, word
from salesdesk.services.change_answers import ChangeAnswer
from salesdesk.services.change_words import money_words, needs_words, rule_words, state_word, what_happens


def changes_text(rows: Sequence[ChangeAnswer]) -> str:
    """List changes."""
    heads = (tr("change"), tr("state"), tr("kind"), tr("deal"), tr("customer"), tr("asked by"), tr("reason"), "")
    return table(heads, [_row(each) for each in rows], {0})


def _row(each: ChangeAnswer) -> tuple[object, ...]:
    kind = word(ChangeKind(each.kind))
    said = what_happens(each)
    return (each.change_id, state_word(each), kind, each.deal_id, each.customer, each.asked_by, each.reason, said)


def change_text(found: ChangeAnswer, local: Callable[[datetime], str]) -> str:
    """Write one change, with what it does in words."""
    return card(
        [
            (tr("change"), found.change_id),
            (tr("state"), state_word(found)),
            (tr("kind"), word(ChangeKind(found.kind))),
            (tr("deal"), found.deal_id),
            (tr("customer"), found.customer),
            (tr("what happens"), what_happens(found)),
            (tr("rule"), rule_words(found)),
            (tr("money"), in_a_row(money_words(found))),
            (tr("fee"), format_minor(found.fee_minor) if found.fee_minor else ""),
            (tr("reason"), found.reason),
            (tr("asked by"), found.asked_by),
            (tr("approval"), needs_words(found) if _is_wanted(found) else ""),
            (tr("until"), local(found.expires_at) if found.state in OPEN_CHANGES else ""),
            (tr("decided by"), found.decided_by),
            (tr("because"), found.decided_reason),
            (tr("new deal"), found.new_deal_id),
        ]
    )


def _is_wanted(found: ChangeAnswer) -> bool:
    """Tell whether a change still needs a decision, or never needed one."""
    return found.state == ChangeState.WAITING or found.needed_role == ChangeRank.NONE
