"""Booking many receipts at once: what each does is worked out before, so that only the writing keeps others waiting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db import deals, money, office
from db.deals import DealRow
from db.events import NewEvent
from salesdesk.domain.receipts import Allotment, ReceiptKind
from salesdesk.domain.text import tidy
from salesdesk.services.booking import booked_words, check_day_open, check_value_date, parts_of
from salesdesk.services.deal_accounts import NO_EFFECTS, Account, Effects
from salesdesk.services.desk import Change
from salesdesk.services.money_steps import effects_told, undo_lost
from salesdesk.services.suspense import Incoming, loose_told


@dataclass(frozen=True, slots=True)
class Entry:
    """Money for a deal, or for none, with what it pays and what that does to the deal's steps."""

    came: Incoming
    deal: DealRow | None
    given: Allotment
    did: Effects = NO_EFFECTS


def for_none(came: Incoming) -> Entry:
    """Enter money that is for no deal yet."""
    return Entry(came, None, Allotment((), came.amount_minor))


def for_deal(account: Account, came: Incoming) -> Entry:
    """Enter money for a deal as the cash desk books it, the oldest open payment first; the account has it from now."""
    given = account.allot(came.amount_minor, came.method)
    return Entry(came, account.deal, given, account.take(given, came.day))


def book_together(change: Change, entries: Sequence[Entry]) -> None:
    """Write entries in their order; every amount is above nothing, and the deals are held as they were when entered.

    Raises:
        DayClosed: today's cash book is closed.
        BadValue: a value date lies in the future.
    """
    if not entries:
        return
    check_value_date(change, max(each.came.day for each in entries))
    # The number comes first: whoever closes the day waits for it, or this waits for whoever closes the day.
    first = office.next_numbers(change.tx, change.project_id, "receipt", len(entries))
    check_day_open(change)
    numbers = range(first, first + len(entries))
    columns = {
        "number": numbers,
        "deal_id": [each.deal.id if each.deal else None for each in entries],
        "amount_minor": [each.came.amount_minor for each in entries],
        "method": [str(each.came.method) for each in entries],
        "value_date": [each.came.day.isoformat() for each in entries],
        "note": [tidy(each.came.note) for each in entries],
        "payer": [tidy(each.came.origin.payer) for each in entries],
        "reference": [each.came.origin.reference for each in entries],
    }
    who = change.actor.staff_id
    same = {"project_id": change.project_id, "kind": str(ReceiptKind.RECEIPT), "staff_id": who}
    money.add_receipts(change.tx, same, columns, [parts_of(each.given) for each in entries])
    done = [(each.deal.id, str(step), day) for each in entries if each.deal for step, day in each.did.done]
    deals.add_steps(change.tx, done, who)
    for each in entries:
        undo_lost(change, each.did)
    change.tell_all(_told(numbers, entries))


def _told(numbers: Sequence[int], entries: Sequence[Entry]) -> Iterator[NewEvent]:
    for number, entry in zip(numbers, entries, strict=True):
        came, deal = entry.came, entry.deal
        if deal is None:
            yield loose_told(number, came)
            continue
        yield from effects_told(deal, entry.did)
        more = {"unallocated_minor": entry.given.unallocated_minor, "reference": came.origin.reference}
        said = booked_words(number, came.amount_minor, came.method, came.day, deal=deal.number, **more)
        yield NewEvent("receipt.booked", said, deal.unit_id, deal.id)
