"""The versions of a deal's schedule: what was to be paid before its plan, or a loan, became another."""

from dataclasses import dataclass
from datetime import date, datetime

from db import deals, plans
from salesdesk.domain.errors import BadValue
from salesdesk.domain.explain import N_, Tally
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.language import tr
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """A payment as one version of a schedule has it; minor units."""

    label: str
    kind: str
    due: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A version of a deal's schedule, the plan it follows, and why and when that plan came; minor units."""

    deal_id: str
    version: int
    holds: bool
    plan: str
    reason: str
    by: str
    at: datetime | None
    total_minor: int
    schedule: list[PlannedPayment]


def explain_version(planned: PlanVersion) -> list[Explained]:
    """Tell what the payments of a version come to, each as it was written."""
    tally = Tally(N_("total of version {version}"), version=planned.version)
    for each in planned.schedule:
        tally.add(each.amount_minor, "{name}", N_("due {due}"), name=each.label, due=each.due)
    return [Explained("total", tally.done())]


@sees(Right.SEE_MONEY)
def show_version(look: Look, deal: str, version: int) -> PlanVersion:
    """Show a version of a deal's schedule as it was written; the first one is number 1.

    Raises:
        BadValue: there is no such version.
    """
    row = deal_called(look, deal)
    if not 1 <= version <= row.plan_version:
        why = tr("{deal} has versions 1 to {last}").format(deal=deal_number(row.number), last=row.plan_version)
        raise BadValue(what=tr("version"), value=str(version), why=why)
    lines = deals.schedule_in(look.tx, row.id, version)
    followed = [each for each in plans.plans_of(look.tx, row.id) if each.version <= version]
    last = followed[-1] if followed else None
    return PlanVersion(
        deal_id=deal_number(row.number),
        version=version,
        holds=version == row.plan_version,
        plan=last.named.name if last else row.plan,
        reason=last.reason if last else "",
        by=last.staff if last else "",
        at=last.at if last else None,
        total_minor=sum(each.amount_minor for each in lines),
        schedule=[PlannedPayment(each.label, each.kind, each.due, each.amount_minor) for each in lines],
    )
