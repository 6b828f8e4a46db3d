"""Arrears explained: what is open of each overdue payment, its late fee day by day, and what all of it comes to."""

from dataclasses import replace
from datetime import date

from db.deals import DealRow, LineRow
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.services.arrears import LateFees, Payments, day_of_reckoning, overdue
from salesdesk.services.deals import charged_from, due_of, fee_on
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained, fee_told


@sees(Right.SEE_MONEY)
def explain_arrears(look: Look, on: date | None = None) -> list[Explained]:
    """Explain what is overdue on a day: each payment, then the sums of what is open and of the late fees.

    Raises:
        BadValue: the day is more than ten years off.
    """
    day = day_of_reckoning(look, on)
    opens, fees = Tally(N_("arrears on {day}"), day=day), Tally(N_("late fees on {day}"), day=day)
    found = []
    for deal, line, paid in overdue(look, day):
        left, fee = _open(deal, line, paid, day), _fee(look, deal, line, paid, day)
        found += [Explained(f"open:{line.id}", left), Explained(f"fee:{line.id}", fee)]
        opens.add(left.sum_minor, "{deal}, {name}", N_("due {due}"), **left.details)
        fees.add(fee.sum_minor, "{deal}, {name}", **fee.details)
    return [*found, Explained("open", opens.done()), Explained("late_fee", fees.done())]


def _open(deal: DealRow, line: LineRow, paid: Payments, day: date) -> Reckoning:
    about = {"deal": deal_number(deal.number), "name": line.label, "due": due_of(line)}
    tally = Tally(N_("{deal}: open of {name}"), **about).add(line.amount_minor, N_("amount"))
    for when, minor in paid:
        if when <= day:
            tally.add(-minor, N_("paid on {day}"), day=when)
    return tally.done()


def _fee(look: Look, deal: DealRow, line: LineRow, paid: Payments, day: date) -> Reckoning:
    stretches = fee_on(look, line, paid, day).stretches
    found = fee_told(line.label, due_of(line), charged_from(line, paid), stretches, by_day=False)
    about = {"deal": deal_number(deal.number), "name": line.label}
    return replace(found, label=N_("{deal}: late fee on {name}"), details=about)


def explain_late_fees(found: LateFees) -> list[Explained]:
    """Explain the late fees of a deal from the sheets that they were computed on; day by day where that was asked."""
    rows = [
        fee_told(each.label, each.due, each.charged_after, each.stretches, by_day=bool(each.days))
        for each in found.rows
    ]
    together = Tally(N_("late fees on {day}"), day=found.on)
    for each in rows:
        together.add(each.sum_minor, "{name}", name=each.details["name"])
    named = [Explained(f"fee:{sheet.line_id}", each) for sheet, each in zip(found.rows, rows, strict=True)]
    return [*named, Explained("late_fee", together.done())]
