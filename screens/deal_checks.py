"""Why something cannot be done on a deal as it stands, in a sentence."""

from collections.abc import Callable, Mapping

from salesdesk.domain.deal import check_undo, last_step
from salesdesk.domain.errors import DeskError
from salesdesk.domain.roles import who_may
from salesdesk.domain.units import UnitState
from salesdesk.language import explain, tr, word
from salesdesk.services.deals import DealView
from salesdesk.services.desk import Desk
from salesdesk.services.steps import STEP_RIGHTS
from screens.receipt_form import reversible
from screens.widgets.deal_parts import next_step


def _no_step(deal: DealView, desk: Desk) -> str:
    step = next_step(deal)
    if step is None:
        return tr("Every step of this deal is done.")
    right = STEP_RIGHTS[step.step]
    if desk.may(right):
        return ""
    who = ", ".join(word(role) for role in who_may(right))
    return tr("Next is the {step}; that is done by: {who}.").format(step=word(step.step), who=who)


def _no_undo(deal: DealView, desk: Desk) -> str:
    try:
        check_undo(deal.steps, last_step(deal.steps))
    except DeskError as refusal:
        return explain(refusal)
    return ""


def _no_filing(deal: DealView, desk: Desk) -> str:
    return "" if deal.unit_state == UnitState.SIGNED else tr("A contract is filed when it is signed, and once.")


def _no_reversal(deal: DealView, desk: Desk) -> str:
    return "" if reversible(deal.receipts) else tr("There is no receipt to reverse.")


CHECKS: Mapping[str, Callable[[DealView, Desk], str]] = {
    "step": _no_step,
    "undo": _no_undo,
    "file": _no_filing,
    "reverse": _no_reversal,
}
"""By action; nothing where it can be done."""
