"""A change of the way of paying: the deal gets a new sheet and version of its plan, the old ones stay readable."""

from db import deals, plans
from db.changes import ChangeRow
from db.deals import DealRow
from salesdesk.domain.plan_terms import read_plan
from salesdesk.services.change_ending import Done, charge
from salesdesk.services.change_terms import Said
from salesdesk.services.deals import current_steps
from salesdesk.services.desk import Change
from salesdesk.services.money_steps import note_steps
from salesdesk.services.orders import write_sheet
from salesdesk.services.replan import new_plan
from salesdesk.services.schedule_versions import write_next


def carry_out_plan(change: Change, deal: DealRow, said: Said, row: ChangeRow) -> Done:
    """Give a deal the way of paying that was approved; what is paid stays on the payments it is on.

    Raises:
        FeeTooHigh: less than the fee is on the deal beside what is paid.
        DeskError: what was paid since leaves no room for the new plan.
    """
    charge(change, deal, said.fee_minor)
    named = read_plan(str(said.asked["terms"]))
    found, before = new_plan(change, deal, named), current_steps(change, deal)
    quote_id = write_sheet(change, deal.unit_id, deal.customer_id, found.sheet)
    version = deal.plan_version + 1
    plans.add_deal_plan(change.tx, deal.id, version, named, quote_id, row.reason, change.actor.staff_id)
    write_next(change, deal, found.rows)
    plans.set_plan(change.tx, deal.id, named.kind, quote_id)
    change.tell(
        "deal.planned_anew", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, change=row.number,
        plan=named.name, quote=quote_id, request=None, total_minor=found.sheet.total_minor,
        total_minor_before=deal.total_minor, version_before=deal.plan_version, version_after=version,
    )  # fmt: skip
    note_steps(change, deals.deal_by_id(change.tx, deal.id) or deal, before, change.today)
    return Done()
