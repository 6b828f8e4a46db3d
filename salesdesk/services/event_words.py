"""What happened, in words: a line of a history, or what stands in the way of taking an import back."""

from collections.abc import Mapping
from enum import StrEnum

from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import Step
from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.settlement import Variant
from salesdesk.domain.tasks import ChaseOutcome
from salesdesk.domain.text import safe
from salesdesk.domain.units import Lock, UnitState
from salesdesk.importing.field_words import field_word
from salesdesk.language import N_, tr, word
from salesdesk.services.board import Happened

_SAID = {
    "hold.placed": N_("held"),
    "hold.extended": N_("hold extended"),
    "hold.resumed": N_("hold goes on"),
    "hold.released": N_("hold released"),
    "hold.expired": N_("hold expired"),
    "unit.withheld": N_("kept back"),
    "unit.put_back": N_("put back on sale"),
    "unit.locked": N_("locked ({lock}): {reason}"),
    "unit.lock_reworded": N_("another reason for the lock: {reason}"),
    "unit.unlocked": N_("lock lifted ({lock})"),
    "unit.moved": N_("moved to {after}"),
    "unit.changed": N_("{fields} changed"),
    "deal.ordered": N_("ordered for {total}"),
    "deal.step_done": N_("{step} done"),
    "deal.step_undone": N_("{step} undone"),
    "deal.filed": N_("filed under {number}"),
    "deal.unfiled": N_("filing {number} taken back"),
    "deal.terms_agreed": N_("area to be settled by: {variant}; the limit is {percent} %"),
    "deal.rescindable": N_("can be rescinded until {last_day}"),
    "deal.moved": N_("moved to {to_deal}"),
    "deal.cancelled": N_("ended: {outcome}"),
    "deal.buyers_changed": N_("buyers changed"),
    "change.asked": N_("change {change} asked for: {reason}"),
    "change.approved": N_("change {change} approved"),
    "change.refused": N_("change {change} refused: {reason}"),
    "change.void": N_("change {change} void"),
    "change.done": N_("change {change} carried out"),
    "deal.settled": N_("area settled, {amount}"),
    "deal.ticked": N_("cautions acknowledged"),
    "deal.planned_anew": N_("another way of paying"),
    "disclosure.added": N_("fact to be acknowledged"),
    "disclosure.retired": N_("fact no longer to be acknowledged"),
    "deal.redated": N_("payments dated by the contract"),
    "deal.shortfall": N_("{amount} of the loan to be made up"),
    "mortgage.opened": N_("loan of {asked} applied for at {bank}"),
    "mortgage.paper": N_("paper in: {paper}"),
    "mortgage.submitted": N_("application submitted to {bank}"),
    "mortgage.approved": N_("{bank} approved {approved}"),
    "mortgage.refused": N_("{bank} refused the loan: {ended_reason}"),
    "mortgage.withdrawn": N_("application at {bank} withdrawn: {ended_reason}"),
    "mortgage.paid_out": N_("{bank} paid the loan out"),
    "unit.measured": N_("measured"),
    "receipt.booked": N_("paid {amount}"),
    "receipt.reversed": N_("receipt reversed, {amount}"),
    "receipt.taken_back": N_("a receipt that was carried over is reversed, {amount}"),
    "receipt.freed": N_("{amount} taken off the payments"),
    "receipt.allotted": N_("{amount} allotted"),
    "receipt.carried": N_("{amount} carried over to {to_deal}"),
    "receipt.brought": N_("{amount} carried over from {from_deal}"),
    "receipt.assigned": N_("{amount} moved here that came for no deal"),
    "receipt.put_on_hold": N_("{amount} put on the hold"),
    "receipt.forfeited": N_("{amount} forfeited"),
    "receipt.fee_taken": N_("fee of {amount} taken"),
    "receipt.refunded": N_("refunded, {amount}"),
    "receipt.compensated": N_("compensation paid, {amount}"),
    "receipt.chased": N_("asked for {label}: {outcome}"),
    "discount.requested": N_("discount asked for, {asked}"),
    "discount.approved": N_("discount approved, {asked}"),
    "discount.refused": N_("discount refused"),
    "customer.added": N_("customer added"),
    "customer.edited": N_("customer's record changed"),
    "customer.completed": N_("customer's record completed by a file"),
    "customer.restored": N_("customer's record as before the file"),
    "customer.entitled": N_("membership or referral noted"),
    "visit.agreed": N_("visit agreed"),
    "visit.done": N_("visit done"),
}
_WORDS: Mapping[str, type[StrEnum]] = {
    "step": Step,
    "lock": Lock,
    "after": UnitState,
    "variant": Variant,
    "outcome": Outcome,
}
_FOLLOWS = frozenset({"unit_price_minor", "floor_sort", "column"})
"""What of a unit changes with something else, after which the change is called."""
_CHASED: Mapping[str, type[StrEnum]] = {"outcome": ChaseOutcome}


def happened_line(row: Happened) -> str:
    """Say who did what, with the figures of the event."""
    return f"{safe(row.who)} {event_said(row.kind, row.facts)}".strip()


def event_said(kind: str, told: Mapping[str, object]) -> str:
    """Say what happened, with the figures of the event."""
    facts = {name: _shown(kind, name, value) for name, value in told.items()}
    for name, value in told.items():
        if name.endswith("_minor") and isinstance(value, int):
            facts[name.removesuffix("_minor")] = format_minor(value)
    if kind == "unit.changed":
        facts["fields"] = _fields(told)
    return tr(_SAID[kind]).format_map(_Facts(facts)) if kind in _SAID else safe(kind)


def _shown(kind: str, name: str, value: object) -> str:
    """Show a fact in the reader's language: a word of the domain, the number of a deal, a paper or a payment."""
    words = _CHASED if kind == "receipt.chased" else _WORDS
    if name in words and value in set(words[name]):
        return word(words[name](str(value)))
    if name in {"to_deal", "from_deal"} and isinstance(value, int):
        return deal_number(value)
    return safe(tr(str(value)) if name in {"label", "paper"} else str(value))


def _fields(told: Mapping[str, object]) -> str:
    """Name what of a unit was changed, as far as the reader may know it."""
    after = told.get("fields_after")
    names = list(after) if isinstance(after, Mapping) else []
    said = [each for each in names if each not in _FOLLOWS] or names
    return ", ".join(field_word(each.removesuffix("_minor")) for each in said) or tr("price")


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "?"
