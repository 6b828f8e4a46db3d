"""Until when the contract of a deal can be rescinded: by the terms of the day on which it was signed."""

from collections.abc import Sequence
from datetime import date

from db import rescissions
from db.deals import DealRow, StepRow
from salesdesk.domain.deal import Step
from salesdesk.domain.rescission import last_day_to_rescind
from salesdesk.services.desk import Change, Look
from salesdesk.services.working_days import day_off


def rescind_until(look: Look, deal: DealRow, done: Sequence[StepRow]) -> date | None:
    """Give the last day on which the contract of a deal can be rescinded; `None` where it cannot or is not signed.

    A contract that was signed before such terms were kept goes by the project's settings of today.
    """
    signed = next((each.done_on for each in done if each.step == Step.CONTRACT), None)
    if not deal.live or signed is None:
        return None
    return _last_day(look, signed) if deal.rescission_days is None else deal.rescind_until


def rescission_days(look: Look, deal: DealRow) -> int:
    """Give how many days a contract can be rescinded, by its own terms or by those of the project."""
    return look.settings.rescission_days if deal.rescission_days is None else deal.rescission_days


def keep_rescission(change: Change, deal: DealRow, signed_on: date) -> None:
    """Keep with a contract that is signed now until when it can be rescinded."""
    terms, last = change.settings, _last_day(change, signed_on)
    days, business = terms.rescission_days, terms.rescission_business_days
    rescissions.keep(change.tx, deal.id, days, business, last, change.actor.staff_id)
    if last is not None:
        told = {"deal": deal.number, "days": days, "business_days": business, "last_day": last.isoformat()}
        change.tell("deal.rescindable", unit_id=deal.unit_id, deal_id=deal.id, **told)


def _last_day(look: Look, signed_on: date) -> date | None:
    terms = look.settings
    if not terms.rescission_days:
        return None
    return last_day_to_rescind(signed_on, terms.rescission_days, terms.rescission_business_days, day_off(look))
