"""What the buyer of a deal acknowledged: cautions before the contract, each ticked as it is read."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from salesdesk.domain.deal import Step
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import show_short_date, tr
from salesdesk.services.cautions import Caution, CautionsView, tick_cautions
from salesdesk.services.deals import DealView
from screens.change_menu import Doer
from screens.dialogs import Notice
from screens.office_place import Office


def open_tick_menu(screen: Doer, office: Office, deal: DealView, seen: CautionsView) -> None:
    """List what was acknowledged and when; by right, a number ticks what is not."""
    may = screen.keyed_desk.may(Right.SIGN_CONTRACT) and deal.live
    left = [each for each in seen.cautions if each.ticked_on is None]
    choices = {tr("Tick: {item}").format(item=safe(tr(each.item))): each.item for each in left} if may else {}
    every = tr("Tick all {count}").format(count=len(left))
    offered = [*choices, every] if len(choices) > 1 else list(choices)

    def chosen(said: str | None) -> None:
        if said is not None:
            item = choices.get(said)
            screen.do("ticked", partial(tick_cautions, screen.keyed_desk, deal.deal_id, item))

    title = tr("What the buyer of {deal} acknowledged").format(deal=deal.deal_id)
    office.open(Notice(title, _told(seen, () if may else left), offered), chosen)


class Signer(Doer, Protocol):
    """The screen on which a contract is signed."""

    def ask_step(self, step: Step, said: str, *, ticked: bool = False) -> None:
        """Ask whether a step was done."""


def ask_to_sign(screen: Signer, office: Office, deal: DealView, seen: CautionsView) -> None:
    """Ask whether the contract was signed, and tell what the buyer acknowledges with it."""
    left = [each.item for each in seen.cautions if each.ticked_on is None] if seen.demanded else []
    said = tr("It is written for today. The departments that wait for it are told at once.")
    if left:
        items = "\n".join(f"  • {safe(tr(each))}" for each in left)
        said = tr("With it the buyer acknowledges:") + f"\n{items}\n" + tr("(k ticks them one by one)") + f"\n{said}"
    screen.ask_step(Step.CONTRACT, said, ticked=bool(left))


def _told(seen: CautionsView, left: Sequence[Caution]) -> str:
    lines = [_line(each) for each in (*seen.disclosed, *seen.cautions) if each.ticked_on is not None]
    lines += [f"· {safe(tr(each.item))}" for each in left]
    if seen.demanded and seen.open:
        lines.append(tr("The contract waits until all are ticked."))
    return "\n".join(lines) or tr("Nothing is ticked yet.")


def _line(each: Caution) -> str:
    day = show_short_date(each.ticked_on) if each.ticked_on else ""
    return f"✓ {safe(tr(each.item))}  {day}"


def ticks_told(seen: CautionsView) -> str:
    """Say how much is left to acknowledge."""
    if not seen.open:
        return tr("Everything is ticked.")
    return tr("{count} left to tick.").format(count=seen.open)
