"""The account of a deal as it stands: its payments, its steps, and what money that comes in does to them.

Nothing is written here: whoever books the money writes what it did.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial

from db import deals, money
from db.deals import DealRow, LineRow, StepRow
from salesdesk.domain.deal import MONEY_STEPS, RowKind, Step, StepView, check_payable, may_be_paid
from salesdesk.domain.errors import BadValue
from salesdesk.domain.money_steps import DatedRow, Payment, done_by_money, lost_by_money, money_step_day
from salesdesk.domain.mortgages import lender_of, method_of
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.receipts import Allotment, Method, OpenRow, allot
from salesdesk.services.deals import steps_of
from salesdesk.services.desk import Look

Payments = Mapping[int, Sequence[Payment]]
"""What was paid on each line."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What money did to the steps of a deal: those that it did with their days, and those that it does no longer."""

    done: Sequence[tuple[Step, date]] = ()
    lost: Sequence[StepRow] = ()


NO_EFFECTS = Effects()


@dataclass
class Account:
    """A deal with its payments and steps; `paid` gives what was paid on them when it was read."""

    look: Look
    deal: DealRow
    lines: Sequence[LineRow]
    done: Sequence[StepRow]
    paid: Callable[[], Payments]
    came: list[tuple[int, Payment]] = field(default_factory=list)

    @cached_property
    def steps(self) -> tuple[StepView, ...]:
        """The steps as they stand."""
        return steps_of(self.look, self.deal, self.lines, self.done)

    @cached_property
    def open(self) -> list[OpenRow]:
        """What money may pay as it stands."""
        return open_rows(self.payable())

    def payable(self, only: Step | None = None) -> list[LineRow]:
        """Give the open lines that money may pay now, or those of one step; none of a deal that ended or is about to.

        Raises:
            StepClosed: the step that is to be paid waits for another.
            BadValue: no money is paid for that step.
        """
        lines = [each for each in self.lines if each.open_minor > 0 and self.deal.is_paid_on]
        if only is None:
            return [each for each in lines if may_be_paid(self.steps, RowKind(each.kind))]
        if only not in MONEY_STEPS:
            raise BadValue(
                what="step", value=str(only), why=Phrase("money is paid for {steps}", steps=", ".join(MONEY_STEPS))
            )
        kind = MONEY_STEPS[only]
        check_payable(self.steps, kind)
        return [each for each in lines if RowKind(each.kind) is kind]

    def allot(self, amount_minor: int, method: Method) -> Allotment:
        """Allot money to what it may pay, the oldest open payment first."""
        return allot(amount_minor, self.open, method)

    def take(self, given: Allotment, day: date) -> Effects:
        """Let money of a value date pay what it was allotted to; tells what that does to the steps."""
        if not given.parts:
            return NO_EFFECTS
        before, parts = self.steps, dict(given.parts)
        self.lines = [replace(each, paid_minor=each.paid_minor + parts.get(each.id, 0)) for each in self.lines]
        self.came += ((line_id, (day, amount)) for line_id, amount in given.parts)
        self._stand_otherwise()
        did = self.effects_since(before)
        if did != NO_EFFECTS:
            look, lost = self.look, {each.id for each in did.lost}
            fresh = [StepRow(0, str(step), on, look.now, look.actor.name, "") for step, on in did.done]
            self.done = [*(each for each in self.done if each.id not in lost), *fresh]
            self._stand_otherwise()
        return did

    def _stand_otherwise(self) -> None:
        self.__dict__.pop("steps", None)
        self.__dict__.pop("open", None)

    def effects_since(self, before: Sequence[StepView], since: date | None = None) -> Effects:
        """Tell what money did to the steps since they stood otherwise.

        A step is done on the day since which its money was whole, by value dates; `since` is the day before which it
        cannot have been, as where another plan asks for less.
        """
        noted = {Step(each.step): each for each in self.done}
        newly = done_by_money(before, self.steps, noted)
        rows = self._dated_rows() if newly else []
        days = {step: each.done_on for step, each in noted.items()}
        done = [(step, money_step_day(step, rows, days)) for step in newly]
        lost = tuple(noted[each] for each in lost_by_money(self.steps, noted))
        return Effects(tuple((step, max(day, since or day)) for step, day in done), lost)

    def _dated_rows(self) -> list[DatedRow]:
        paid = self.paid()
        return [
            DatedRow(
                RowKind(each.kind),
                each.amount_minor,
                (*paid.get(each.id, ()), *(payment for line_id, payment in self.came if line_id == each.id)),
            )
            for each in self.lines
        ]


def account_of(look: Look, deal: DealRow) -> Account:
    """Read how a deal stands."""
    lines, done = deals.schedule_of(look.tx, deal.id), deals.steps_of(look.tx, deal.id)
    return Account(look, deal, lines, done, partial(money.payments_by_line, look.tx, deal.id))


class Accounts:
    """The accounts of a project's deals, all read at once; the payments of one that has ended are not among them."""

    def __init__(self, look: Look, only: Collection[int] | None = None) -> None:
        """Read how the deals stand, or some of them."""
        self._look, self._only = look, only
        self._lines = deals.schedules(look.tx, look.project_id, only)
        self._done = deals.all_steps(look.tx, look.project_id, only)
        self._accounts: dict[int, Account] = {}

    @cached_property
    def _paid(self) -> Mapping[int, Payments]:
        return money.payments_by_deal(self._look.tx, self._look.project_id, self._only)

    def of(self, deal: DealRow) -> Account:
        """Give the account of a deal, with what it took in meanwhile."""
        found = self._accounts.get(deal.id)
        if found is None:
            lines, done = self._lines.get(deal.id, []), self._done.get(deal.id, [])
            found = Account(self._look, deal, lines, done, lambda: self._paid.get(deal.id, {}))
            self._accounts[deal.id] = found
        return found


def open_rows(lines: Sequence[LineRow]) -> list[OpenRow]:
    """Give lines as what money is allotted to."""
    return [OpenRow(each.id, each.due, each.place, each.open_minor, _loan_by(each)) for each in lines]


def _loan_by(line: LineRow) -> Method | None:
    return method_of(lender_of(line.label)) if line.kind == RowKind.LOAN else None
