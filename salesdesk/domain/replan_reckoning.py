"""Payments of a schedule that was planned anew: which arithmetic of the new plan leads to each, and which were kept."""

from collections.abc import Sequence
from dataclasses import replace

from salesdesk.domain.deal import RowKind
from salesdesk.domain.explain import N_, ReckonedLine, Reckoning, Tally
from salesdesk.domain.schedule import ReckonedRow, ScheduleRow

BESIDE_PLANS = frozenset({RowKind.SHORTFALL, RowKind.SETTLEMENT})
"""Payments that no plan leads to."""


def told_by_plan(rows: Sequence[ScheduleRow], fresh: Sequence[ReckonedRow]) -> dict[int, Reckoning]:
    """Give, by place, the arithmetic of the payments that a plan leads to; of the others there is none.

    Payments with money on them stay when a deal gets a new plan, and as much is taken off the new plan's own payments,
    the first ones first: such payments are told only where what was taken off is what stayed.
    """
    found, left = _alike(rows, fresh)
    others = [place for place, row in enumerate(rows) if place not in found and row.kind not in BESIDE_PLANS]
    shorter = _shortened(rows, others, left)
    kept = [place for place in others if place not in shorter]
    taken = sum(each.row.amount_minor for each in left) - sum(rows[place].amount_minor for place in shorter)
    if taken != sum(rows[place].amount_minor for place in kept):
        return found
    stayed = {place: _kept(rows[place]) for place in kept}
    return found | stayed | {place: _less(each, rows[place]) for place, each in shorter.items()}


def _alike(rows: Sequence[ScheduleRow], fresh: Sequence[ReckonedRow]) -> tuple[dict[int, Reckoning], list[ReckonedRow]]:
    found, left = {}, list(fresh)
    for place, row in enumerate(rows):
        same = next((each for each in left if _key(each.row) == _key(row)), None)
        if same is not None:
            found[place] = same.reckoning
            left.remove(same)
    return found, left


def _key(row: ScheduleRow) -> tuple[RowKind, str, int]:
    return row.kind, row.label, row.amount_minor


def _shortened(
    rows: Sequence[ScheduleRow], places: Sequence[int], left: Sequence[ReckonedRow]
) -> dict[int, ReckonedRow]:
    """Find the payments of the plan of which something was taken off; those that stayed stand before them."""
    found: dict[int, ReckonedRow] = {}
    for place in reversed(places):
        row, open_ones = rows[place], [each for each in left if each not in found.values()]
        longer = [each for each in open_ones if (each.row.kind, each.row.label) == (row.kind, row.label)]
        if longer and longer[-1].row.amount_minor > row.amount_minor:
            found[place] = longer[-1]
    return found


def _less(fresh: ReckonedRow, row: ScheduleRow) -> Reckoning:
    taken = row.amount_minor - fresh.row.amount_minor
    line = ReckonedLine(N_("payments kept"), N_("they stand in the place of the new plan's first payments"), taken)
    return replace(fresh.reckoning, sum_minor=row.amount_minor, steps=(*fresh.reckoning.steps, line))


def _kept(row: ScheduleRow) -> Reckoning:
    why = N_("money was on it when the plan was changed: it stayed as it was")
    return Tally("{name}", name=row.label).add(row.amount_minor, N_("kept"), why).done()
