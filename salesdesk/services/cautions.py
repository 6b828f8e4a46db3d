"""The cautions before the contract: the list of the project's profile, ticked item by item as the buyer reads them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from db import ticks
from db.deals import DealRow
from salesdesk.domain.deal import Step, StepWaits, step_named
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.language import tr
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.profiles import profile_called


@dataclass(frozen=True, slots=True)
class Caution:
    """A caution, and the day on which the buyer acknowledged it."""

    item: str
    ticked_on: date | None


@dataclass(frozen=True, slots=True)
class CautionsView:
    """The cautions of a deal, whether the contract waits for all of them, and the facts disclosed with the order."""

    deal_id: str
    demanded: bool
    open: int
    cautions: list[Caution]
    disclosed: list[Caution]


@changes("deal.tick", Right.SIGN_CONTRACT)
def tick_cautions(change: Change, deal: str, item: str | None = None) -> CautionsView:
    """Note that the buyer acknowledged a caution, or without one all of them; asking again changes nothing.

    Raises:
        NotFound: there is no such caution; those that there are are named.
        BadValue: the deal has ended.
    """
    row = deal_called(change, deal, hold=True)
    if not row.live:
        raise BadValue(what="deal", value=deal_number(row.number), why="it has ended")
    left = not_ticked(change, row)
    note_ticked(change, row, left if item is None else [each for each in left if each == _item(change, item)])
    return _view(change, row)


def note_ticked(change: Change, deal: DealRow, items: Sequence[str]) -> None:
    """Write down that the buyer of a deal acknowledged some cautions today."""
    if items:
        ticks.add_ticks(change.tx, deal.id, items, change.today, change.actor.staff_id)
        change.tell("deal.ticked", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, items=list(items))


def not_ticked(look: Look, deal: DealRow) -> list[str]:
    """Name the cautions that the buyer of a deal has not acknowledged."""
    return [each.item for each in _cautions(look, deal) if each.ticked_on is None]


@sees(Right.SEE_MONEY)
def show_cautions(look: Look, deal: str) -> CautionsView:
    """Show the cautions of a deal and which were acknowledged."""
    return _view(look, deal_called(look, deal))


def waits_for_ticks(look: Look, ticked: Collection[str]) -> bool:
    """Tell whether a contract waits because not all of the cautions that are demanded are ticked."""
    return look.settings.demand_cautions and not set(profile_called(look.settings.profile).cautions) <= set(ticked)


def check_cautioned(look: Look, deal: DealRow) -> None:
    """Refuse the contract while a caution is not ticked, where the project demands them.

    Raises:
        StepWaits: naming those that are not, and how they are.
    """
    left = not_ticked(look, deal)
    if look.settings.demand_cautions and left:
        said = tr(
            "the buyer has to acknowledge {items}. Tick them first (`salesdesk deal tick`), or sign with --ticked"
        )
        reason = said.format(items=", ".join(f"“{tr(each)}”" for each in left))
        raise StepWaits(step=step_named(Step.CONTRACT), step_code=Step.CONTRACT.value, reason=reason)


def _item(look: Look, text: str) -> str:
    items = profile_called(look.settings.profile).cautions
    known = {name.casefold(): each for each in items for name in (each, tr(each))}
    found = known.get(tidy(text).casefold())
    if found is None:
        raise NotFound(what="caution", value=text, hint=Phrase("There are: {items}.", items=list(items)))
    return found


def _cautions(look: Look, deal: DealRow) -> list[Caution]:
    when = {each.item: each.ticked_on for each in ticks.ticks_of(look.tx, deal.id)}
    return [Caution(each, when.get(each)) for each in profile_called(look.settings.profile).cautions]


def _view(look: Look, deal: DealRow) -> CautionsView:
    found = _cautions(look, deal)
    left = sum(each.ticked_on is None for each in found)
    told = {each.item for each in found}
    facts = [Caution(each.item, each.ticked_on) for each in ticks.ticks_of(look.tx, deal.id) if each.item not in told]
    return CautionsView(deal_number(deal.number), look.settings.demand_cautions, left, found, facts)
