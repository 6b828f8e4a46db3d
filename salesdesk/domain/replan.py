"""A schedule planned anew: payments with money on them stay as they are, a new plan changes the others alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from salesdesk.domain.deal import RowKind
from salesdesk.domain.errors import DeskError
from salesdesk.domain.schedule import ScheduleRow


class FrozenTooMuch(DeskError):
    """Payments of {frozen} have money on them and stay; by this plan the buyer's own share is {own}."""


class LoanPaidOut(DeskError):
    """The {label} has money on it: the way of paying can no longer be changed."""


class SettledAlready(DeskError):
    """The area was settled: the way of paying can no longer be changed."""


class LoanRuns(DeskError):
    """The application of {deal} at {bank} is not ended: withdraw it before the way of paying is changed."""


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A payment of the schedule that holds now, with what was paid on it in minor units."""

    row: ScheduleRow
    paid_minor: int

    @property
    def is_frozen(self) -> bool:
        """Whether money is on it."""
        return self.paid_minor > 0


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A payment of the new schedule; `stood_at` is its place (from 0) in the old one, if it is one that stays."""

    row: ScheduleRow
    stood_at: int | None = None


def replan(old: Sequence[PaidLine], fresh: Sequence[ScheduleRow]) -> tuple[PlannedRow, ...]:
    """Put payments that have money on them in the place of as much of a new plan's own rows, the first rows first.

    The rows that come out add up to what the new plan's rows add up to; those with money on them are what they were.

    Raises:
        FrozenTooMuch: they come to more than the buyer's own share by the new plan.
        LoanPaidOut: a lender has paid.
        SettledAlready: the area was settled, so that the rows come to more than the price.
    """
    _check(old)
    stays = [PlannedRow(each.row, place) for place, each in enumerate(old) if each.is_frozen]
    frozen = sum(each.row.amount_minor for each in stays)
    own = sum(each.amount_minor for each in fresh if each.kind is not RowKind.LOAN)
    if frozen > own:
        raise FrozenTooMuch(frozen_minor=frozen, own_minor=own)
    return (*stays, *(PlannedRow(each) for each in _without(fresh, frozen)))


def _check(old: Sequence[PaidLine]) -> None:
    paid_out = next((each.row for each in old if each.is_frozen and each.row.kind is RowKind.LOAN), None)
    if paid_out is not None:
        raise LoanPaidOut(label=paid_out.label)
    if any(each.row.kind is RowKind.SETTLEMENT for each in old):
        raise SettledAlready


def _without(fresh: Sequence[ScheduleRow], taken_minor: int) -> list[ScheduleRow]:
    """Take a sum off the buyer's own rows, the first ones first; rows of which nothing is left go."""
    left, rows = taken_minor, []
    for row in fresh:
        part = 0 if row.kind is RowKind.LOAN else min(left, row.amount_minor)
        left -= part
        if row.amount_minor > part:
            rows.append(replace(row, amount_minor=row.amount_minor - part))
    return rows
