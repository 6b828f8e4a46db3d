"""Area settlements explained: the price per m², the case of the rule and its products, or what is refunded."""

from dataclasses import replace

from db import settlements
from db.deals import DealRow
from db.settlements import MeasuredDeal
from salesdesk.domain.explain import N_, ReckonedLine, Reckoning, Tally
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.domain.settlement import Case, Choice
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained
from salesdesk.services.settlements import SIGNED, is_measured, price_told, refund_of, settled_by


def settlement_applied(look: Look, deal: DealRow) -> Reckoning | None:
    """Tell the area settlement of a deal that was settled; nothing where it was not."""
    kept = settlements.settlement_of(look.tx, deal.id)
    if kept is None:
        return None
    measured = settlements.measured_deals(look.tx, look.project_id, deal_id=deal.id)
    told = _told(look, measured[0], Choice(kept.choice) if kept.choice else None) if measured else None
    if told is not None and told.sum_minor == kept.amount_minor:
        return told
    # the project settles by another rule by now, or the deal has ended
    return Tally(N_("area settlement")).add(kept.amount_minor, N_("settled on {day}"), day=kept.settled_on).done()


def _told(look: Look, measured: MeasuredDeal, choice: Choice | None) -> Reckoning:
    price, found = price_told(look, measured), settled_by(look, measured, choice)
    notes = [ReckonedLine(each.label, each.arithmetic, None, each.details) for each in price.steps]
    return replace(found.reckoning, steps=(*notes, *found.reckoning.steps))


@sees(Right.SEE_MONEY)
def explain_settlement(look: Look, deal: str, choice: Choice | None = None) -> list[Explained]:
    """Explain what the area of a deal comes to, and what goes back to a buyer who withdraws; else there is nothing.

    Raises:
        NoWithdrawal: the buyer cannot withdraw for so little.
    """
    return settlement_sums(look, deal_called(look, deal), choice)


@sees(Right.SIGN_CONTRACT)
def explain_building(look: Look, building: str) -> list[Explained]:
    """Explain what the areas of a whole building come to, deal by deal and together."""
    found = settlements.measured_deals(look.tx, look.project_id, building=building.strip())
    each_of = [each for row in found for each in settlement_sums(look, deal_called(look, str(row.number)), None)]
    tally = Tally(N_("area settlements of building {building}"), building=building.strip())
    for each in each_of:
        tally.add(each.reckoning.sum_minor, "{deal}", deal=each.reckoning.details["deal"])
    return [*each_of, Explained("total", tally.done())]


def settlement_sums(look: Look, deal: DealRow, choice: Choice | None) -> list[Explained]:
    """Give the settlement of a deal, as it was applied or as it would be; without a contract there is none."""
    number = deal_number(deal.number)
    applied = settlement_applied(look, deal)
    if applied is not None:
        found = [Explained(f"settlement:{number}", _named(applied, number))]
        return [*found, *_refund(look, deal)] if deal.live and deal.settled_case == Case.WITHDRAWN else found
    rows = settlements.measured_deals(look.tx, look.project_id, deal_id=deal.id)
    if not rows or not is_measured(look, rows[0]) or deal.unit_state not in SIGNED:
        return []
    found = [Explained(f"settlement:{number}", _named(_told(look, rows[0], choice), number))]
    return [*found, *_refund(look, deal)] if settled_by(look, rows[0], choice).case is Case.WITHDRAWN else found


def _refund(look: Look, deal: DealRow) -> list[Explained]:
    return [Explained(f"refund:{deal_number(deal.number)}", refund_of(look, deal.id).reckoning)]


def _named(found: Reckoning, number: str) -> Reckoning:
    return replace(found, label=N_("area settlement of {deal}"), details={"deal": number})
