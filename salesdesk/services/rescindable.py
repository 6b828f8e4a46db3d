"""Until when the contract of a deal can be rescinded."""

from datetime import date

from db import deals
from db.deals import DealRow
from salesdesk.domain.deal import Step
from salesdesk.domain.rescission import last_day_to_rescind
from salesdesk.services.desk import Look
from salesdesk.services.working_days import day_off


def rescind_until(look: Look, deal: DealRow) -> date | None:
    """Give the last day on which the contract of a deal can be rescinded; `None` where it cannot or is not signed."""
    terms = look.settings
    if not deal.live or not terms.rescission_days:
        return None
    signed = next((each.done_on for each in deals.steps_of(look.tx, deal.id) if each.step == Step.CONTRACT), None)
    if signed is None:
        return None
    return last_day_to_rescind(signed, terms.rescission_days, terms.rescission_business_days, day_off(look))
