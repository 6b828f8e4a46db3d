"""A buyer change: who left keeps the row with its end, who came has one of their own, the shares stay whole."""

import json

from db import changes as orders
from db.changes import ChangeRow
from db.deals import DealRow
from salesdesk.services.change_ending import Done, charge
from salesdesk.services.change_terms import Said, foresee, shares_of, shares_text
from salesdesk.services.desk import Change


def carry_out_buyer(change: Change, deal: DealRow, said: Said, row: ChangeRow) -> Done:
    """Write the buyers as they were approved; the deal runs under the name of one of them.

    Raises:
        FeeTooHigh: less than the fee is on the deal beside what is paid.
    """
    charge(change, deal, said.fee_minor)
    before = shares_text(shares_of(change, deal))
    after = foresee(change, deal, said).after
    shares = json.loads(json.dumps(after["buyers"]))
    for each in orders.buyers_of(change.tx, deal.id):
        if shares.get(str(each.customer_id)) != before[str(each.customer_id)]:
            orders.end_buyer(change.tx, each.id)
    new = [(int(who), share) for who, share in shares.items() if before.get(who) != share]
    orders.add_buyers(change.tx, deal.id, new, row.id)
    main = int(str(after["customer"]))
    if main != deal.customer_id:
        orders.set_main_buyer(change.tx, deal.id, deal.claim_id, main)
    change.tell(
        "deal.buyers_changed", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, change=row.number,
        customer=main, customer_before=deal.customer_id, buyers_before=before, buyers_after=shares,
    )  # fmt: skip
    return Done()
