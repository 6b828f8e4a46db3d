"""What money does to the steps of a deal: which ones it did, on which day, and which it no longer does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from salesdesk.domain.deal import MONEY_STEPS, RowKind, Step, StepState, StepView

Payment = tuple[date, int]
"""A value date, and what came of it in minor units; less than nothing where it was taken back."""


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A line of the schedule with what was paid on it, by value date; minor units."""

    kind: RowKind
    amount_minor: int
    payments: Sequence[Payment]


def whole_on(needed_minor: int, payments: Iterable[Payment]) -> date | None:
    """Give the day since which payments, in the order of their value dates, come to a sum in minor units; or none."""
    found, sum_minor = None, 0
    for day, same_day in groupby(sorted(payments), key=itemgetter(0)):
        sum_minor += sum(amount for _, amount in same_day)
        if sum_minor < needed_minor:
            found = None
        elif found is None:
            found = day
    return found


def money_step_day(step: Step, rows: Sequence[DatedRow], noted: Mapping[Step, date]) -> date:
    """Give the day on which money did a step: its sum was whole by value date, whenever it was booked.

    It is no day before a step that comes first: `noted` has the days of those that are written down, at least the
    order's; a top-up that a full deposit closed by itself is not, and goes by its money.
    """
    earlier = list(Step)[: list(Step).index(step)]
    before = (noted.get(each) or _whole(each, rows) for each in earlier)
    return max(day for day in (_whole(step, rows), *before) if day is not None)


def _whole(step: Step, rows: Sequence[DatedRow]) -> date | None:
    mine = [each for each in rows if each.kind is MONEY_STEPS.get(step)]
    needed = 1 if step is Step.DEPOSIT else sum(each.amount_minor for each in mine)
    return whole_on(needed, (payment for each in mine for payment in each.payments))


def done_by_money(before: Sequence[StepView], after: Sequence[StepView], noted: Collection[Step]) -> list[Step]:
    """Give the steps that money did and that are to be written down; a top-up closed by a full deposit is not."""
    return [
        now.step
        for was, now in zip(before, after, strict=True)
        if now.step in MONEY_STEPS
        and now.state is StepState.DONE
        and was.state is not StepState.DONE
        and now.step not in noted
        and not (now.step is Step.TOP_UP and was.state is StepState.BLOCKED)
    ]


def lost_by_money(after: Sequence[StepView], noted: Collection[Step]) -> list[Step]:
    """Give the steps that are written down and whose money is gone."""
    lost = (each for each in after if each.step in MONEY_STEPS and each.state is not StepState.DONE)
    return [each.step for each in lost if each.step in noted]
