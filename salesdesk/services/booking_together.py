"""Booking many receipts at once: what each does is worked out before, so that only the writing keeps others waiting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db import deals, money, office
from db.columns import Columns
from db.events import NewEvent, data_in_words
from salesdesk.domain.receipts import Allotment, ReceiptKind
from salesdesk.domain.text import tidy
from salesdesk.services.booking import booked_words, check_day_open, check_value_date, parts_of
from salesdesk.services.deal_accounts import NO_EFFECTS, Account, Effects
from salesdesk.services.desk import Change, Look
from salesdesk.services.money_steps import effects_told, undo_lost
from salesdesk.services.suspense import Incoming, loose_told

NO_NUMBER = 0
"""Stands in the words of the log for the number that a receipt gets when it is written: no receipt has it."""

_UNNUMBERED = data_in_words({"receipt": NO_NUMBER})[1:-1]
_ROW = ("deal_id", "amount_minor", "method", "value_date", "note", "payer", "reference")


@dataclass(frozen=True, slots=True)
class Entry:
    """Money for a deal, or for none, with what it pays and what that does to the deal's steps.

    All of it is ready to be written: the columns of its receipt and of the parts of it, and what the log tells of the
    steps, and then of the receipt, whose number is not known before that.
    """

    day: date
    deal_id: int | None
    unallocated_minor: int
    row: Sequence[object]
    parts: Sequence[tuple[object, ...]]
    did: Effects
    told: Sequence[NewEvent]
    words: str
    unit_id: int | None


def for_none(came: Incoming) -> Entry:
    """Enter money that is for no deal yet."""
    given = Allotment((), came.amount_minor)
    return _entry(None, came, given, NO_EFFECTS, (), loose_told(NO_NUMBER, came))


def for_deal(account: Account, came: Incoming) -> Entry:
    """Enter money for a deal as the cash desk books it, the oldest open payment first; the account has it from now."""
    deal, given = account.deal, account.allot(came.amount_minor, came.method)
    did = account.take(given, came.day)
    more = {"unallocated_minor": given.unallocated_minor, "reference": came.origin.reference}
    said = booked_words(NO_NUMBER, came.amount_minor, came.method, came.day, deal=deal.number, **more)
    booked = NewEvent("receipt.booked", said, deal.unit_id, deal.id)
    return _entry(deal.id, came, given, did, effects_told(deal, did), booked)


def _entry(
    deal_id: int | None, came: Incoming, given: Allotment, did: Effects, told: Sequence[NewEvent], booked: NewEvent
) -> Entry:
    origin = came.origin
    known = (tidy(came.note), tidy(origin.payer), origin.reference)
    row = (deal_id, came.amount_minor, str(came.method), came.day.isoformat(), *known)
    parts = [(deal_id, str(each.use), each.line_id, each.amount_minor) for each in parts_of(given)]
    return Entry(came.day, deal_id, given.unallocated_minor, row, parts, did, told, booked.words, booked.unit_id)


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries in their order, by the columns in which their receipts and the parts of these are written.

    `sound` tells that these are known to keep the CHECKs of their tables.
    """

    entries: Sequence[Entry]
    rows: Mapping[str, Sequence[object]]
    parts: Columns
    last_day: date
    sound: bool = False


NONE = Entries((), {}, (), date.min)


def laid_out(look: Look, entries: Sequence[Entry], before: Entries = NONE) -> Entries:
    """Lay entries out for `book_together`, and ask whether they keep the CHECKs: it does that while others wait.

    Those that were laid out `before` are not asked again.
    """
    known = set(map(id, before.entries)) if before.sound else set()
    found = _in_columns(entries)
    fresh = _in_columns([each for each in entries if id(each) not in known]) if known else found
    sound = not fresh.entries or money.are_sound(look.tx, _same(look), fresh.rows, fresh.parts)
    return replace(found, sound=sound)


def _in_columns(entries: Sequence[Entry]) -> Entries:
    rows = dict(zip(_ROW, zip(*(each.row for each in entries), strict=True), strict=bool(entries)))
    parts = [(place, *part) for place, each in enumerate(entries) for part in each.parts]
    last_day = max((each.day for each in entries), default=date.min)
    return Entries(entries, rows, list(zip(*parts, strict=True)), last_day)


def _same(look: Look) -> dict[str, object]:
    return {"project_id": look.project_id, "kind": str(ReceiptKind.RECEIPT), "staff_id": look.actor.staff_id}


def book_together(change: Change, these: Entries) -> None:
    """Write entries in their order; every amount is above nothing, and the deals are held as they were when entered.

    Raises:
        DayClosed: today's cash book is closed.
        BadValue: a value date lies in the future.
    """
    entries = these.entries
    if not entries:
        return
    check_value_date(change, these.last_day)
    # The number comes first: whoever closes the day waits for it, or this waits for whoever closes the day.
    first = office.next_numbers(change.tx, change.project_id, "receipt", len(entries))
    check_day_open(change)
    columns = {"number": range(first, first + len(entries)), **these.rows}
    money.add_receipts(change.tx, _same(change), columns, these.parts, sound=these.sound)
    did = [each for each in entries if each.did is not NO_EFFECTS]
    done = [(each.deal_id, str(step), day) for each in did if each.deal_id for step, day in each.did.done]
    deals.add_steps(change.tx, done, change.actor.staff_id)
    for each in did:
        undo_lost(change, each.did)
    change.tell_all(_told(first, entries))


def _told(first: int, entries: Sequence[Entry]) -> Iterator[NewEvent]:
    for number, entry in enumerate(entries, first):
        yield from entry.told
        said = entry.words.replace(_UNNUMBERED, f'"receipt":{number}', 1)
        yield NewEvent("receipt.booked", said, entry.unit_id, entry.deal_id)
