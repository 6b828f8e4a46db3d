"""How a contract settles its area: agreed on before it is signed, else as the project does it on that day."""

from dataclasses import dataclass
from decimal import Decimal

from db import settlements
from db.deals import DealRow
from db.settlements import MeasuredDeal
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.domain.settlement import Variant, plain_percent
from salesdesk.domain.units import UnitState
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Change, Look, changes, sees


class TermsStand(DeskError):
    """The contract of {deal} is signed: how it settles its area stands."""


@dataclass(frozen=True, slots=True)
class TermsAnswer:
    """How the contract of a deal settles its area, and whether that is agreed on for this contract alone."""

    deal_id: str
    variant: str
    percent: str
    agreed: bool


@sees(Right.SEE_MONEY)
def show_terms(look: Look, deal: str) -> TermsAnswer:
    """Show how the contract of a deal settles its area.

    Raises:
        BadValue: the deal has ended.
    """
    return _answer(look, deal_called(look, deal))


@changes("settle.terms", Right.SIGN_CONTRACT)
def agree_on_terms(
    change: Change, deal: str, variant: Variant | None = None, percent: Decimal | None = None
) -> TermsAnswer:
    """Agree on how the contract of a deal settles its area; what is not named is as the project does it.

    Raises:
        BadValue: the deal has ended, or the percentage is not between 0 and 100.
        TermsStand: it is signed.
    """
    row = deal_called(change, deal, hold=True)
    now = _answer(change, row)
    if row.unit_state != UnitState.SUBSCRIBED:
        raise TermsStand(deal=deal_number(row.number))
    if percent is not None and not 0 <= percent <= 100:
        raise BadValue(what="percent", value=str(percent), why="it lies between 0 and 100")
    _keep(change, row, Variant(variant or now.variant), Decimal(now.percent) if percent is None else percent)
    return _answer(change, row)


def keep_terms(change: Change, deal: DealRow) -> None:
    """Keep how a contract that is signed now settles its area, unless that was agreed on."""
    now = _answer(change, deal)
    if not now.agreed:
        _keep(change, deal, Variant(now.variant), Decimal(now.percent))


def _keep(change: Change, deal: DealRow, variant: Variant, percent: Decimal) -> None:
    limit = plain_percent(percent)
    settlements.keep_terms(change.tx, deal.id, variant, limit, change.actor.staff_id)
    told = {"deal": deal.number, "variant": variant.value, "percent": limit}
    change.tell("deal.terms_agreed", unit_id=deal.unit_id, deal_id=deal.id, **told)


def _answer(look: Look, deal: DealRow) -> TermsAnswer:
    found = settlements.measured_deals(look.tx, look.project_id, deal_id=deal.id)
    if not found:
        raise BadValue(what="deal", value=deal_number(deal.number), why="it has ended")
    limit = plain_percent(percent_of(look, found[0]))
    return TermsAnswer(deal_number(deal.number), variant_of(look, found[0]), limit, found[0].variant is not None)


def variant_of(look: Look, measured: MeasuredDeal) -> Variant:
    """Tell by which area a deal is settled: by its contract's own terms, else by those of the project.

    The project's are: by the area of the price, unless it says otherwise.
    """
    if measured.variant is not None:
        return Variant(measured.variant)
    chosen = look.settings.settlement_variant
    return Variant(measured.basis) if chosen is Variant.BUILT else chosen


def percent_of(look: Look, measured: MeasuredDeal) -> Decimal:
    """Give the limit of a deal in percent: by its contract's own terms, else by those of the project."""
    return look.settings.settlement_percent if measured.percent is None else Decimal(measured.percent)
