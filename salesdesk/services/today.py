"""Today: whom to meet, who signs, who owes, what expires and what waits, by role."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from db import changes as change_orders
from db import claims, customers, deals, discounts, money, mortgages, ticks
from db.changes import ChangeRow
from db.claims import HoldRow
from db.deals import DealRow, LineRow
from db.money import ChaseRow
from db.mortgages import CaseRow
from salesdesk.domain.changes import ChangeKind, ChangeRank, ChangeState, decides
from salesdesk.domain.deal import Step, StepState, StepView, view_of
from salesdesk.domain.discounts import RequestState, is_high_enough
from salesdesk.domain.errors import BadValue
from salesdesk.domain.mortgages import CaseState
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.tasks import KINDS, ChaseOutcome, Task, TaskKind, counts, in_order
from salesdesk.domain.units import UnitState
from salesdesk.language import N_, spoken, tr, word
from salesdesk.services.cautions import waits_for_ticks
from salesdesk.services.change_answers import state_now
from salesdesk.services.day_done import done_today
from salesdesk.services.deals import due_of, line_fee, steps_of
from salesdesk.services.desk import Look, sees
from salesdesk.services.mortgages import case_due
from salesdesk.services.settlements import to_pay_back

ANSWERED_FOR = timedelta(days=3)
FURTHEST = 6
_CASE_WAITS = {
    CaseState.COLLECTING: "papers to complete",
    CaseState.SUBMITTED: "bank to answer",
    CaseState.APPROVED: "loan to be paid out",
}


@dataclass(frozen=True, slots=True)
class TodayAnswer:
    """The day's panel; the counts are those of the tasks in it, `done` is what was dealt with since midnight."""

    date: date
    role: str
    counts: dict[str, int]
    tasks: list[Task]
    done: int = 0
    left_over: int = 0


@sees(Right.SEE_TODAY)
def read_today(look: Look, ahead: int = 0, role: Role | None = None) -> TodayAnswer:
    """List what has to be done today, or so many days ahead, as somebody of the role sees it.

    A rep sees their own; a role other than one's own needs the right to see everybody's.

    Raises:
        BadValue: more days ahead than the panel shows.
    """
    if not 0 <= ahead <= FURTHEST:
        raise BadValue(
            what="days ahead",
            value=str(ahead),
            why=Phrase("the panel shows today and {count} days more", count=FURTHEST),
        )
    if role is not None and role != look.actor.role:
        look.demand(Right.SEE_ALL_CUSTOMERS)
    seen = role or look.actor.role
    kinds = KINDS[seen]
    own = not look.may(Right.SEE_ALL_CUSTOMERS)
    day = _Day(look, look.today + timedelta(days=ahead), seen, look.actor.staff_id if own else None)
    tasks = in_order(day.tasks(), kinds)
    left_over = sum(each.leftover for each in tasks)
    done = 0 if ahead else done_today(look, kinds, day.owner)
    return TodayAnswer(day.on, seen, counts(tasks, kinds), tasks, done, left_over)


@dataclass
class _Day:
    """One day as one person sees it; `owner` limits it to that person's own."""

    look: Look
    on: date
    role: Role
    owner: int | None

    def tasks(self) -> Iterator[Task]:
        kinds = KINDS[self.role]
        if TaskKind.VISIT in kinds:
            yield from self._visits()
        if TaskKind.HOLD_EXPIRES in kinds:
            yield from self._holds()
        if {TaskKind.APPROVAL_WAITS, TaskKind.ANSWERED} & set(kinds):
            yield from self._requests()
            yield from self._changes()
        yield from self._of_deals()

    def _mine(self, staff_id: int) -> bool:
        return self.owner is None or staff_id == self.owner

    def _end(self) -> datetime:
        """The end of the day on the office's wall, as a moment."""
        zone = self.look.settings.zone()
        midnight = datetime.combine(self.on + timedelta(days=1), time())
        return (midnight.replace(tzinfo=zone) if zone else midnight.astimezone()).astimezone(UTC)

    def _visits(self) -> Iterator[Task]:
        for each in customers.open_appointments(self.look.tx, self.look.project_id, self._end()):
            if self._mine(each.staff_id):
                day = self.look.settings.local(each.at).date()
                yield Task(
                    kind=TaskKind.VISIT,
                    title=each.note or each.needs or "visit",
                    due=day,
                    at=each.at,
                    overdue=day < self.look.today,
                    late_days=max(0, (self.look.today - day).days),
                    ref=f"visit:{each.id}",
                    unit=each.unit or "",
                    customer=each.customer,
                    staff=each.staff,
                    note=each.needs,
                    leftover=day < self.look.today,
                    customer_id=each.customer_id,
                )

    def _holds(self) -> Iterator[Task]:
        for each in claims.running_holds(self.look.tx, self.look.project_id):
            if self._mine(each.staff_id) and each.expires_at < self._end():
                day = self.look.settings.local(each.expires_at).date()
                yield Task(
                    kind=TaskKind.HOLD_EXPIRES,
                    title=_hold_said(each),
                    due=day,
                    at=each.expires_at,
                    overdue=each.undecided,
                    late_days=max(0, (self.look.today - day).days) if each.undecided else 0,
                    amount_minor=self._money_on(each),
                    leftover=each.undecided and day < self.look.today,
                    ref=f"unit:{each.unit}",
                    unit=each.unit,
                    customer=each.customer,
                    staff=each.staff,
                    customer_id=each.customer_id,
                )

    def _money_on(self, hold: HoldRow) -> int | None:
        return hold.money_minor or None if self.look.may(Right.SEE_MONEY) else None

    def _requests(self) -> Iterator[Task]:
        for each in discounts.requests(self.look.tx, self.look.project_id):
            waits = each.state == RequestState.WAITING and each.expires_at > self.look.now
            if waits and self._decides(each.needed_role) and each.staff_id != self.look.actor.staff_id:
                yield self._request(each, TaskKind.APPROVAL_WAITS, each.asked_at, each.reason)
            lately = each.decided_at is not None and self.look.now - each.decided_at < ANSWERED_FOR
            answered = each.state in (RequestState.APPROVED, RequestState.REFUSED)
            if answered and lately and each.staff_id == self.look.actor.staff_id:
                yield self._request(each, TaskKind.ANSWERED, each.decided_at or each.asked_at, each.state)

    def _decides(self, needed: str) -> bool:
        return is_high_enough(self.role, Role(needed)) or self.role is Role.ADMINISTRATOR

    def _request(self, each: discounts.RequestRow, kind: TaskKind, at: datetime, title: str) -> Task:
        return Task(
            kind=kind,
            title=title,
            due=self.look.settings.local(at).date(),
            at=at,
            overdue=False,
            late_days=0,
            ref=f"request:{each.id}",
            unit=each.unit,
            customer=each.customer,
            staff=each.staff,
            amount_minor=each.asked_minor,
            note=each.decided_reason,
            customer_id=each.customer_id,
        )

    def _changes(self) -> Iterator[Task]:
        """Tell of changes of deals that wait for whoever looks, and of answers to those that they asked for."""
        for each in change_orders.orders(self.look.tx, self.look.project_id):
            own = each.asked_by == self.look.actor.staff_id
            mine = not own and self._decides_on_change(ChangeRank(each.needed_role))
            if mine and state_now(self.look, each) == ChangeState.WAITING:
                yield self._change(each, TaskKind.APPROVAL_WAITS, each.asked_at, each.reason, f"change:{each.number}")
            lately = each.decided_at is not None and self.look.now - each.decided_at < ANSWERED_FOR
            if own and lately and state_now(self.look, each) in (ChangeState.APPROVED, ChangeState.REFUSED):
                at = each.decided_at or each.asked_at
                yield self._change(each, TaskKind.ANSWERED, at, each.state, deal_number(each.deal))

    def _decides_on_change(self, needed: ChangeRank) -> bool:
        return decides(self.role, needed) or (needed is not ChangeRank.NONE and self.role is Role.ADMINISTRATOR)

    def _change(self, each: ChangeRow, kind: TaskKind, at: datetime, title: str, ref: str) -> Task:
        return Task(
            kind=kind,
            title=title,
            due=self.look.settings.local(at).date(),
            at=at,
            overdue=False,
            late_days=0,
            ref=ref,
            unit=each.unit,
            customer=each.customer,
            staff=each.asker,
            note=f"{tr('change')} {each.number}: {word(ChangeKind(each.kind))}",
            customer_id=each.customer_id,
        )

    def _of_deals(self) -> Iterator[Task]:
        tx, project = self.look.tx, self.look.project_id
        lines, done = deals.schedules(tx, project), deals.all_steps(tx, project)
        last, ticked = money.last_chases(tx, project), ticks.ticked_by_deal(tx, project)
        cases: dict[int, list[CaseRow]] = {}
        for case in mortgages.cases(tx, project, owner=self.owner, live=True):
            cases.setdefault(case.deal_id, []).append(case)
        for deal in deals.deals(tx, project, owner=self.owner, live=True):
            yield from self._pay_back(deal)
            if not deal.is_paid_on:
                continue
            rows = lines.get(deal.id, [])
            steps = steps_of(self.look, deal, rows, done.get(deal.id, []))
            yield from self._contract(deal, steps, ticked.get(deal.id, set()))
            yield from self._mortgage(deal, steps, cases.get(deal.id, []))
            yield from self._filing(deal, steps)
            yield from self._payments(deal, rows, last)

    def _contract(self, deal: DealRow, steps: Iterable[StepView], ticked: set[str]) -> Iterator[Task]:
        view = view_of(steps, Step.CONTRACT)
        if view.state is StepState.OPEN or (view.state is StepState.BLOCKED and deal.sign_by <= self.on):
            unticked = tr("cautions not yet ticked") if waits_for_ticks(self.look, ticked) else ""
            note = spoken(view.reason) if view.state is StepState.BLOCKED else unticked
            yield self._task(TaskKind.TO_SIGN, deal, "contract to sign", deal.sign_by, note=note)

    def _mortgage(self, deal: DealRow, steps: Iterable[StepView], cases: Sequence[CaseRow]) -> Iterator[Task]:
        """Tell of a loan to apply for, and of an application on which something is due: papers, answer, money."""
        view = view_of(steps, Step.MORTGAGE)
        waiting = [each for each in cases if each.state in _CASE_WAITS]
        if view.state is StepState.OPEN and not waiting:
            signed = view_of(steps, Step.CONTRACT).done_at or deal.sign_by
            yield self._task(TaskKind.MORTGAGE_DUE, deal, "mortgage to apply for", signed + timedelta(days=7))
        for each in waiting:
            due = case_due(self.look, each)
            if due is not None and due <= self.on:
                amount = each.asked_minor if each.approved_minor is None else each.approved_minor
                title = _CASE_WAITS[CaseState(each.state)]
                yield self._task(TaskKind.MORTGAGE_DUE, deal, title, due, amount_minor=amount, note=each.bank)

    def _filing(self, deal: DealRow, steps: Iterable[StepView]) -> Iterator[Task]:
        if deal.unit_state == UnitState.SIGNED:
            signed = view_of(steps, Step.CONTRACT).done_at or deal.sign_by
            yield self._task(
                TaskKind.FILING_DUE, deal, "contract to file", signed + timedelta(days=self.look.settings.filing_days)
            )

    def _payments(self, deal: DealRow, rows: list[LineRow], last: dict[int, ChaseRow]) -> Iterator[Task]:
        for each in rows:
            chase = last.get(each.id)
            due = due_of(each)
            if each.open_minor <= 0 or due > self.on or self._is_put_off(chase):
                continue
            paid = money.payments_by_line(self.look.tx, deal.id).get(each.id, []) if each.due < self.on else []
            label = "top-up" if each.kind == "deposit" and each.paid_minor else each.label
            yield self._task(
                TaskKind.TO_COLLECT,
                deal,
                label,
                due,
                amount_minor=each.open_minor,
                late_fee_minor=line_fee(self.look, each, paid, self.on),
                note=_said(chase),
                broken_promise=_is_broken(chase, self.look.today),
                line_id=each.id,
            )

    def _pay_back(self, deal: DealRow) -> Iterator[Task]:
        """Tell of money that goes back for an area, from the day of the settlement to its last day."""
        owed = to_pay_back(self.look, deal)
        if owed is not None:
            amount, due = owed
            yield self._task(TaskKind.TO_PAY_BACK, deal, "money to pay back", due, amount_minor=amount)

    def _is_put_off(self, chase: ChaseRow | None) -> bool:
        return bool(chase and chase.promised_on and chase.promised_on > self.on)

    def _task(
        self,
        kind: TaskKind,
        deal: DealRow,
        title: str,
        due: date,
        *,
        amount_minor: int | None = None,
        late_fee_minor: int = 0,
        note: str = "",
        broken_promise: bool = False,
        line_id: int | None = None,
    ) -> Task:
        late = (self.look.today - due).days
        return Task(
            kind=kind,
            title=title,
            due=due,
            at=None,
            overdue=late > 0,
            late_days=max(0, late),
            ref=deal_number(deal.number),
            unit=deal.unit,
            customer=deal.customer,
            staff=deal.staff,
            amount_minor=amount_minor,
            late_fee_minor=late_fee_minor,
            note=note,
            broken_promise=broken_promise,
            leftover=late > 0,
            customer_id=deal.customer_id,
            line_id=line_id,
        )


def _hold_said(hold: HoldRow) -> str:
    if hold.undecided:
        return N_("hold needs a decision: its time is over")
    return N_("hold expires; money lies on it") if hold.money_minor else N_("hold expires")


def _said(chase: ChaseRow | None) -> str:
    if chase is None:
        return ""
    promised = f" {chase.promised_on}" if chase.promised_on else ""
    return f"{word(ChaseOutcome(chase.outcome))}{promised}" + (f": {chase.note}" if chase.note else "")


def _is_broken(chase: ChaseRow | None, today: date) -> bool:
    return bool(chase and chase.outcome == ChaseOutcome.PROMISED and chase.promised_on and chase.promised_on < today)
