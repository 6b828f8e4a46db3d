"""The sums in a list of deals explained: of each its price, what is paid, and what is overdue."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from db import deals
from db.deals import DealRow, LineRow
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.price_reckoning import sheet_reckoned
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.services.deals import due_of
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained


@sees(Right.SEE_MONEY)
def explain_deals(look: Look, live: bool | None = None) -> list[Explained]:
    """Explain what `list_deals` shows of each deal."""
    owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
    lines = deals.schedules(look.tx, look.project_id)
    rows = deals.deals(look.tx, look.project_id, owner=owner, live=live)
    return [each for row in rows for each in _deal(look, row, lines.get(row.id, []))]


def _deal(look: Look, deal: DealRow, lines: Sequence[LineRow]) -> Iterator[Explained]:
    number = deal_number(deal.number)
    _, sheet = deals.quote_of(look.tx, deal.quote_id)
    price = replace(sheet_reckoned(sheet), label=N_("{deal}: price"), details={"deal": number})
    late = [each for each in lines if due_of(each) < look.today and deal.is_paid_on]
    yield Explained(f"{number}:price", price)
    yield Explained(f"{number}:paid", _by_line(N_("{deal}: paid"), number, [(e.label, e.paid_minor) for e in lines]))
    yield Explained(
        f"{number}:overdue", _by_line(N_("{deal}: overdue"), number, [(e.label, e.open_minor) for e in late])
    )


def _by_line(label: str, number: str, sums: Sequence[tuple[str, int]]) -> Reckoning:
    tally = Tally(label, deal=number)
    for name, minor in sums:
        if minor:
            tally.add(minor, "{name}", name=name)
    return tally.done()
