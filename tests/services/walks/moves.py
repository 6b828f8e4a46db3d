"""The moves of a walk: what somebody in an office might ask for next, mostly legal, now and then not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from salesdesk.domain.deal import PlanKind, Step, StepState
from salesdesk.domain.receipts import Method, deal_number, receipt_number
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import ChaseOutcome
from salesdesk.domain.units import Lock, UnitState
from salesdesk.services import (
    batches,
    chasing,
    customers,
    deals,
    discounts,
    hold_money,
    holds,
    orders,
    payments,
    reversals,
    standing,
    steps,
    unallocated,
)
from salesdesk.services.desk import Desk
from salesdesk.services.steps import STEP_RIGHTS
from tests.services.walks.books import Books

if TYPE_CHECKING:
    from tests.conftest import Bureau

EIGHT_HOURS = timedelta(hours=8)
PLANS = (PlanKind.ONE_SUM, PlanKind.INSTALMENTS, PlanKind.MORTGAGE)


@dataclass(frozen=True)
class Ask:
    """Something that somebody at a desk asks a service to do."""

    desk: Desk
    service: Callable[..., object]
    args: tuple[object, ...]
    more: Mapping[str, object] = field(default_factory=dict)

    def __call__(self, key: str | None = None) -> object:
        """Do it."""
        return self.service(self.desk.keyed(key), *self.args, **self.more)

    def __str__(self) -> str:
        who = self.desk.actor.name if self.desk.actor else "nobody"
        return f"{who}: {self.service.__name__}{self.args} {dict(self.more) or ''}"


@dataclass
class Office:
    """The office that is walked through; `books` is how it stands."""

    bureau: "Bureau"
    desks: dict[Role, list[Desk]]
    books: Books
    keys: int = 0

    @property
    def today(self) -> datetime:
        """The wall's clock."""
        return self.bureau.clock.now + EIGHT_HOURS

    def desk(self, dice: Random, *roles: Role) -> Desk:
        """Seat somebody of one of the roles, now and then the wrong person."""
        wrong = dice.random() < 0.04
        return dice.choice(self.desks[dice.choice(list(self.desks)) if wrong else dice.choice(roles)])

    def seller(self, dice: Random) -> Desk:
        return self.desk(dice, Role.REP, Role.REP, Role.REP, Role.MANAGER)

    def unit(self, dice: Random, *states: UnitState) -> str:
        """Name a unit, mostly one in a state in which the move is legal."""
        fitting = [each.code for each in self.books.unit if self.books.states[each.id] in states]
        return str(dice.choice(fitting if fitting and dice.random() < 0.8 else [each.code for each in self.books.unit]))

    def buyer(self, dice: Random, desk: Desk) -> str:
        """Name a customer, mostly one's own."""
        own = [each.id for each in self.books.customer if desk.actor and each.staff_id == desk.actor.staff_id]
        return str(dice.choice(own if own and dice.random() < 0.9 else [each.id for each in self.books.customer]))

    def deal(self, dice: Random) -> Any:
        """Pick a deal, mostly one of the latest; none there is the number of none."""
        found = self.books.deal
        return None if not found else dice.choice(found[-4:] if dice.random() < 0.7 else found)

    def called(self, staff_id: int) -> Desk:
        """Find the desk of somebody."""
        everybody = [desk for each in self.desks.values() for desk in each]
        return next(each for each in everybody if each.actor and each.actor.staff_id == staff_id)


def _wait(office: Office, dice: Random) -> None:
    ends = [
        each.expires_at
        for each in office.books.running.values()
        if each.expires_at and each.expires_at > office.books.now
    ]
    if ends and dice.random() < 0.3:
        office.bureau.clock.now = min(ends)
        return
    office.bureau.clock.on(minutes=dice.choice((1, 5, 10, 10, 20, 20, 30, 61, 200, 1440, 4320)))


def _hold(office: Office, dice: Random) -> Ask:
    desk, minutes = office.seller(dice), dice.choice((None, None, 30, 600, 2880, 0, 9999))
    unit = office.unit(dice, UnitState.AVAILABLE, UnitState.HELD)
    return Ask(desk, holds.place_hold, (unit, office.buyer(dice, desk), minutes))


def _extend(office: Office, dice: Random) -> Ask:
    desk, unit = _holder(office, dice)
    return Ask(desk, holds.extend_hold, (unit, dice.choice((None, None, 15, 0, 9999))))


def _release(office: Office, dice: Random) -> Ask:
    desk, unit = _holder(office, dice)
    return Ask(desk, holds.release_hold, (unit,))


def _holder(office: Office, dice: Random) -> tuple[Desk, str]:
    """Pick a held or withheld unit and mostly whoever may release it."""
    running = [each for each in office.books.running.values() if each.kind == "hold"]
    if running and dice.random() < 0.6:
        hold = dice.choice(running[:2])
        return office.called(hold.staff_id), next(each.code for each in office.books.unit if each.id == hold.unit_id)
    unit = office.unit(dice, UnitState.HELD, UnitState.WITHHELD)
    claim = next((office.books.running.get(each.id) for each in office.books.unit if each.code == unit), None)
    return (office.called(claim.staff_id) if claim and dice.random() < 0.7 else office.seller(dice)), unit


def _order(office: Office, dice: Random) -> Ask:
    held = [each for each in office.books.running.values() if each.kind == "hold"]
    plan, request = dice.choice(PLANS), None if dice.random() < 0.9 else dice.randint(1, 9)
    if held and dice.random() < 0.6:
        claim = dice.choice(held)
        unit = next(each.code for each in office.books.unit if each.id == claim.unit_id)
        return Ask(office.called(claim.staff_id), orders.place_order, (unit, str(claim.customer_id), plan, request))
    desk = office.seller(dice)
    unit = office.unit(dice, UnitState.AVAILABLE, UnitState.HELD)
    return Ask(desk, orders.place_order, (unit, office.buyer(dice, desk), plan, request))


def _order_with_approval(office: Office, dice: Random) -> Ask:
    approved = [each for each in office.books.discount_request if each.state in ("approved", "used", "waiting")]
    if not approved:
        return _order(office, dice)
    request = dice.choice(approved[-3:])
    unit = next(each.code for each in office.books.unit if each.id == request.unit_id)
    plan = PlanKind(request.plan) if dice.random() < 0.9 else dice.choice(PLANS)
    return Ask(office.called(request.staff_id), orders.place_order, (unit, str(request.customer_id), plan, request.id))


def _request(office: Office, dice: Random) -> Ask:
    desk, off = office.seller(dice), dice.choice(("97.5", "95", "90", "75", "99.99"))
    how: dict[str, object] = {"percent": Decimal(off)}
    if dice.random() < 0.3:
        how = {"amount_minor": dice.choice((1, 60_000_00, 5_900_000_00, 6_100_000_00, 0))}
    unit = office.unit(dice, UnitState.AVAILABLE, UnitState.HELD)
    why = dice.choice(("a friend", "pays at once", " "))
    return Ask(desk, discounts.request_discount, (unit, office.buyer(dice, desk), dice.choice(PLANS), why), how)


def _decide(office: Office, dice: Random) -> Ask:
    waiting = [each.id for each in office.books.discount_request if each.state == "waiting"] or [1]
    number = dice.choice(waiting) if dice.random() < 0.9 else dice.randint(1, 20)
    desk = office.desk(dice, Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER, Role.GENERAL_MANAGER)
    refusing = dice.random() < 0.2
    return Ask(desk, discounts.refuse_discount if refusing else discounts.approve_discount, (number, "so be it"))


def _pay(office: Office, dice: Random) -> Ask:
    deal = office.deal(dice)
    left = office.books.left(deal) if deal else 1
    deposit = office.books.left(deal, "deposit") if deal else 1
    amounts = (3_000_00, deposit, deposit + 1, left // 3, left // 2, left, left + 7, 1, 0, -5)
    day = None if dice.random() < 0.7 else (office.today + timedelta(days=dice.randint(-9, 1))).date()
    only = None if dice.random() < 0.7 else dice.choice(list(Step))
    number = deal_number(deal.number if deal else 1)
    args = (number, dice.choice(amounts), dice.choice(list(Method)), day, only)
    return Ask(office.desk(dice, Role.CASHIER), payments.add_receipt, args)


def _reverse(office: Office, dice: Random) -> Ask:
    last = len(office.books.receipt) or 1
    number = dice.choice((last, max(1, last - 1), max(1, last - 3), dice.randint(1, last + 1)))
    why = dice.choice(("wrong deal", "bounced", " "))
    return Ask(office.desk(dice, Role.CASHIER), reversals.reverse_receipt, (receipt_number(number), why))


def _earnest(office: Office, dice: Random) -> Ask:
    """Book earnest money for whoever holds a unit."""
    amount = dice.choice((5_000_00, 5_000_00, 20_000_00, 1, 0))
    args = (office.unit(dice, UnitState.HELD), amount, dice.choice(list(Method)))
    return Ask(office.desk(dice, Role.CASHIER), hold_money.add_on_hold, args)


def _earnest_goes(office: Office, dice: Random) -> Ask:
    """Give money that came for no deal back, or move it to a deal or a hold."""
    loose = [each for each in office.books.receipt if each.deal_id is None and each.amount_minor > 0]
    receipt = dice.choice(loose) if loose else None
    name = receipt_number(receipt.number if receipt else 1)
    amount = dice.choice((receipt.amount_minor if receipt else 1, receipt.amount_minor if receipt else 1, 1, 999))
    desk, deal = office.desk(dice, Role.CASHIER), office.deal(dice)
    if dice.random() < 0.4:
        return Ask(desk, unallocated.refund_money, (name, amount, Method.CASH, None, "changed their mind"))
    if dice.random() < 0.6:
        unit = office.unit(dice, UnitState.HELD)
        return Ask(desk, unallocated.move_money, (name, amount), {"hold": unit, "reason": dice.choice(("", "family"))})
    to = deal_number(deal.number if deal else 1)
    return Ask(desk, unallocated.move_money, (name, amount, to, None, dice.choice(("", "family"))))


def _push(office: Office, dice: Random) -> Ask:
    """Do whatever takes a deal on."""
    deal = office.deal(dice)
    if deal is None:
        return _order(office, dice)
    number = deal_number(deal.number)
    view = deals.show_deal(office.bureau.admin, number)
    following = next((each for each in view.steps if each.state in (StepState.OPEN, StepState.BLOCKED)), None)
    if following is None or (following.step is Step.HANDOVER and view.unit_state == "signed"):
        return Ask(office.desk(dice, Role.BACK_OFFICE), steps.file_contract, (number, f"F-{number}"))
    if following.open_minor:
        cashier = office.desk(dice, Role.CASHIER)
        return Ask(cashier, payments.add_receipt, (number, following.open_minor, Method.TRANSFER))
    return _step_by(office, dice, number, following.step)


def _step(office: Office, dice: Random) -> Ask:
    deal = office.deal(dice)
    return _step_by(office, dice, deal_number(deal.number if deal else 1), dice.choice(list(Step)))


def _step_by(office: Office, dice: Random, number: str, step: Step) -> Ask:
    right = STEP_RIGHTS[step]
    able = [role for role, desks in office.desks.items() if desks[0].may(right)]
    day = None if dice.random() < 0.8 else (office.today + timedelta(days=dice.randint(-2, 1))).date()
    ticked = step is Step.CONTRACT and dice.random() < 0.9
    return Ask(office.desk(dice, *able), steps.do_step, (number, step, day, "", ticked))


def _file(office: Office, dice: Random) -> Ask:
    deal = office.deal(dice)
    number = deal_number(deal.number if deal else 1)
    return Ask(office.desk(dice, Role.BACK_OFFICE), steps.file_contract, (number, dice.choice(("F-1", "F-2", ""))))


def _undo(office: Office, dice: Random) -> Ask:
    deal = office.deal(dice)
    desk = office.desk(dice, Role.BACK_OFFICE, Role.MANAGER)
    return Ask(desk, steps.undo_step, (deal_number(deal.number if deal else 1), dice.choice(("by mistake", ""))))


def _chase(office: Office, dice: Random) -> Ask:
    deal = office.deal(dice)
    outcome, when = dice.choice(list(ChaseOutcome)), (office.today + timedelta(days=dice.randint(-1, 3))).date()
    promised = (outcome is ChaseOutcome.PROMISED) != (dice.random() < 0.1)
    args = (deal_number(deal.number if deal else 1), outcome, when if promised else None)
    return Ask(office.desk(dice, Role.REP, Role.CASHIER), chasing.write_chase, args)


def _withhold(office: Office, dice: Random) -> Ask:
    until = (office.today + timedelta(days=dice.randint(-1, 9))).date()
    unit = office.unit(dice, UnitState.AVAILABLE)
    return Ask(office.desk(dice, Role.MANAGER), holds.withhold, (unit, "for the owner", until))


def _lock(office: Office, dice: Random) -> Ask:
    kind = dice.choice((Lock.SEIZED, Lock.SEIZED, *Lock))
    unit = office.unit(dice, *dice.choice(((UnitState.HELD,), tuple(UnitState))))
    return Ask(office.desk(dice, Role.MANAGER), holds.lock_unit, (unit, kind, "by letter"))


def _unlock(office: Office, dice: Random) -> Ask:
    locked = [(each.unit_id, each.kind) for each in office.books.unit_lock if each.lifted_at is None]
    unit_id, kind = dice.choice(locked) if locked else (1, Lock.SEIZED)
    unit = next(each.code for each in office.books.unit if each.id == unit_id)
    return Ask(office.desk(dice, Role.MANAGER), holds.unlock_unit, (unit, Lock(kind)))


def _batch(office: Office, dice: Random) -> Ask:
    desk, later = office.desk(dice, Role.MANAGER), timedelta(hours=dice.choice((-1, 0, 5, 48)))
    name = f"batch {dice.randint(1, 9)}"
    if dice.random() < 0.5:
        there = [each.name for each in office.books.batch]
        return Ask(desk, batches.release_batch, (name if dice.random() < 0.1 else dice.choice(there),))
    buildings, members = ([dice.choice("57")], []) if dice.random() < 0.5 else ([], [office.unit(dice)])
    permit = dice.choice(("2026-002", "2026-003", ""))
    return Ask(desk, batches.add_batch, (name, permit, office.bureau.clock.now + later, buildings, members))


def _customer(office: Office, dice: Random) -> Ask:
    phones = [f"199-0000-{dice.randint(1, 40):04d}" for _ in range(dice.randint(0, 2))]
    return Ask(office.seller(dice), customers.add_customer, (f"Buyer {dice.randint(1, 99)}", phones))


def _publish(office: Office, dice: Random) -> Ask:
    desk, rules = office.desk(dice, Role.MANAGER), office.books.standing_rule
    if rules and dice.random() < 0.6:
        return Ask(desk, standing.end_discount, (dice.choice(rules).id,))
    percent, plan = Decimal(dice.choice(("98", "99.5", "40"))), dice.choice((None, PlanKind.ONE_SUM))
    return Ask(desk, standing.publish_discount, (f"offer {dice.randint(1, 9)}", percent, plan))


KINDS: dict[Callable[[Office, Random], Ask | None], int] = {
    _wait: 6,
    _hold: 16,
    _extend: 6,
    _release: 4,
    _order: 8,
    _order_with_approval: 4,
    _request: 5,
    _decide: 5,
    _pay: 10,
    _reverse: 5,
    _earnest: 6,
    _earnest_goes: 4,
    _push: 24,
    _step: 5,
    _file: 2,
    _undo: 4,
    _chase: 1,
    _withhold: 3,
    _lock: 5,
    _unlock: 4,
    _batch: 4,
    _customer: 1,
    _publish: 1,
}
