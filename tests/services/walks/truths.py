"""What holds of the books at every moment, and of every move, worked out anew from the tables alone."""

from collections import Counter
from typing import Any

from salesdesk.domain.deal import Step
from salesdesk.domain.errors import DeskError, Lost
from salesdesk.domain.roles import Role
from salesdesk.domain.units import CLAIMED, MOVES, Lock, UnitState
from tests.services.walks.books import Books

BY_HAND = (Step.CONTRACT, Step.MORTGAGE, Step.AREA_SETTLEMENT, Step.HANDOVER, Step.TITLE)


def _one_claim_and_the_state_it_makes(books: Books) -> None:
    live = [each for each in books.claim if each.live]
    assert len({each.unit_id for each in live}) == len(live), "a unit has two live claims"
    kinds = {each.unit_id: each.kind for each in live}
    deal_of = {each.unit_id: each for each in books.deal if each.live}
    for unit in books.unit:
        expected = {"held": "hold"}.get(unit.state, "deal") if unit.state in CLAIMED else None
        assert kinds.get(unit.id) == expected, f"{unit.code} is {unit.state}, its claim {kinds.get(unit.id)}"
        assert (unit.id in deal_of) == (expected == "deal"), f"{unit.code} is {unit.state}, deal or no deal"
        if unit.id in deal_of:
            assert unit.state == _state_by_steps(books, deal_of[unit.id])
            assert {each.id: each.unit_id for each in live}[deal_of[unit.id].claim_id] == unit.id
        assert bool(unit.withheld_reason) == (unit.state == UnitState.WITHHELD)


def _state_by_steps(books: Books, deal: Any) -> UnitState:
    done = books.by_hand[deal.id]
    after = ((Step.TITLE, UnitState.TITLED), (Step.HANDOVER, UnitState.HANDED_OVER))
    state = next((state for step, state in after if step in done), None)
    unfiled = UnitState.SIGNED if Step.CONTRACT in done else UnitState.SUBSCRIBED
    return state or (UnitState.FILED if deal.filing_no else unfiled)


def _the_money_adds_up(books: Books) -> None:
    total = {each.id: each.total_minor for each in books.quote}
    for deal in books.deal:
        assert sum(each.amount_minor for each in books.lines[deal.id]) == total[deal.quote_id]
    for line in books.schedule_line:
        assert 0 <= books.paid[line.id] <= line.amount_minor, f"{line.label}: {books.paid[line.id]} paid"
    parts: dict[int, Counter[int]] = {each.id: Counter() for each in books.receipt}
    for part in books.allotment:
        parts[part.receipt_id][part.deal_id] += part.amount_minor
    for receipt in books.receipt:
        assert parts[receipt.id].total() == receipt.amount_minor
        assert receipt.deal_id is None or parts[receipt.id] == {receipt.deal_id: receipt.amount_minor}
    for part in books.allotment:
        assert (part.line_id is None) == (part.use == "unallocated")
    rest: Counter[int] = Counter()
    for part in books.allotment:
        rest[part.deal_id] += part.amount_minor if part.line_id is None else 0
    assert min(rest.values(), default=0) >= 0, "less than nothing is unallocated"
    held = {each.id for each in books.claim if each.live and each.kind == "hold"}
    for claim_id, there in books.on_hold.items():
        assert there >= 0, "more was taken from a hold than lay on it"
        assert not there or claim_id in held, "money lies on a hold that is over"
    amounts = {each.id: each.amount_minor for each in books.receipt}
    assert all(each.amount_minor == -amounts[each.reverses_id] for each in books.receipt if each.reverses_id)
    for table, register in (("receipt", "receipt"), ("deal", "deal")):
        last = {each.name: each.last for each in books.register}.get(register, 0)
        assert sorted(each.number for each in books.rows[table]) == list(range(1, last + 1))


def _steps_stand_on_the_steps_before(books: Books) -> None:
    for deal in books.deal:
        done, written = done_steps(books, deal), books.by_hand[deal.id]
        for step in BY_HAND:
            assert (step in written) == done[step], f"{deal.number}: {step} stands on nothing"
        for step in (Step.DEPOSIT, Step.FIRST_PAYMENT, Step.LOAN_PAYOUT):
            assert (step in written) == done[step], f"{deal.number}: {step} and its money disagree"
        assert Step.ORDER in written
        assert done[Step.TOP_UP] or Step.TOP_UP not in written
        assert bool(deal.filing_no) <= done[Step.CONTRACT]
        if done[Step.HANDOVER]:
            assert deal.filing_no
            assert books.left(deal) == 0, f"{deal.number} has its keys and owes {books.left(deal)}"
        loan = sum(books.paid[each.id] for each in books.lines[deal.id] if each.kind == "loan")
        assert not loan or done[Step.MORTGAGE], f"{deal.number}: the bank paid without an application"


def done_steps(books: Books, deal: Any) -> dict[Step, bool]:
    """Work out which steps are done, from the money and from what was written down."""
    mine, loans = books.lines[deal.id], [each for each in books.lines[deal.id] if each.kind == "loan"]
    alone = {step: step in books.by_hand[deal.id] for step in BY_HAND}
    alone[Step.ORDER] = True
    alone[Step.DEPOSIT] = any(books.paid[each.id] for each in mine if each.kind == "deposit")
    alone[Step.TOP_UP] = books.left(deal, "deposit") == 0
    alone[Step.FIRST_PAYMENT] = books.left(deal, "first_payment") == 0
    alone[Step.LOAN_PAYOUT] = books.left(deal, "loan") == 0
    found: dict[Step, bool] = {}
    for step in Step:
        applies = bool(loans) or step not in (Step.MORTGAGE, Step.LOAN_PAYOUT)
        before = all(found[each] for each in found if loans or each not in (Step.MORTGAGE, Step.LOAN_PAYOUT))
        found[step] = applies and alone[step] and before
    return found


def _prices_are_lawful_and_approvals_serve_once(books: Books) -> None:
    units, requests = {each.id: each for each in books.unit}, {each.id: each for each in books.discount_request}
    used = [each.request_id for each in books.quote if each.request_id is not None]
    assert sorted(used) == sorted(each.id for each in requests.values() if each.state == "used")
    for quote in books.quote:
        unit, request = units[quote.unit_id], requests.get(quote.request_id)
        assert quote.total_minor <= unit.filed_price_minor
        assert quote.list_price_minor == unit.list_price_minor, "the price of a claimed unit changed"
        top = request is not None and request.needed_role == Role.GENERAL_MANAGER
        assert top or quote.total_minor >= unit.floor_price_minor, f"{unit.code} is sold below its floor price"
        if request is not None:
            assert (request.unit_id, request.customer_id, request.plan, request.asked_minor) == (
                quote.unit_id,
                quote.customer_id,
                quote.plan,
                quote.total_minor,
            )
    roles = {each.id: each.role for each in books.staff}
    ranks = (Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER)
    for each in requests.values():
        assert each.decided_by is None or each.decided_by != each.staff_id, "somebody decided on their own"
        if each.state in ("approved", "used"):
            assert ranks.index(roles[each.decided_by]) >= ranks.index(each.needed_role)


def _limits_of_holds(books: Books) -> None:
    running = [each for each in books.running.values() if each.kind == "hold"]
    assert max(Counter(each.staff_id for each in running).values(), default=0) <= 2
    assert max(Counter(each.customer_id for each in running).values(), default=0) <= 1
    assert all(each.extensions <= 2 for each in books.claim)


TRUTHS = (
    _one_claim_and_the_state_it_makes,
    _the_money_adds_up,
    _steps_stand_on_the_steps_before,
    _prices_are_lawful_and_approvals_serve_once,
    _limits_of_holds,
)


WITH_CHANGES = (_one_claim_and_the_state_it_makes, _limits_of_holds)
"""What also holds where deals are moved and ended, and money goes from one to another."""


def check_moves(before: Books, after: Books, undoing: bool) -> None:
    old = {each.id for each in before.claim}
    for unit in before.unit:
        was, now = before.states[unit.id], after.states[unit.id]
        back = undoing and was in MOVES[now]
        assert was is now or now in MOVES[was] or back, f"{unit.code} went from {was} to {now}"
        if Lock.SEIZED in before.locks[unit.id] & after.locks[unit.id]:
            assert was is now, f"{unit.code} is seized and went from {was} to {now}"
    opens = {each.id: each.opens_at for each in before.batch}
    units = {each.id: each for each in before.unit}
    for claim in after.claim:
        if claim.id in old:
            continue
        rival, unit = before.running.get(claim.unit_id), units[claim.unit_id]
        assert not before.locks[unit.id], f"{unit.code} was claimed under a lock"
        assert opens[unit.batch_id] <= after.now, f"{unit.code} was claimed before its batch opened"
        mine = rival is not None and rival.kind == "hold" and rival.customer_id == claim.customer_id
        assert rival is None or (claim.kind == "deal" and mine), f"{unit.code} was taken from its holder"


def check_loser_is_told(refusal: DeskError, books: Books) -> None:
    if not isinstance(refusal, Lost):
        return
    units = {each.code: each.id for each in books.unit}
    names = {each.id: each.name for each in books.staff}
    holder = books.running[units[str(refusal.details["unit"])]]
    assert (refusal.details["holder"], refusal.details["until"]) == (names[holder.staff_id], holder.expires_at)
    similar = refusal.details["similar"]
    assert isinstance(similar, list)
    for code in similar:
        assert books.states[units[code]] is UnitState.AVAILABLE
        assert not books.locks[units[code]]
