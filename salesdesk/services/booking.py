"""Booking: one number of the cash book with what it is used for, on a day that is not closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db import dayend, money, office
from db.deals import DealRow
from db.events import NewEvent
from db.money import Part
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.receipts import Allotment, ReceiptKind, Use
from salesdesk.domain.text import tidy
from salesdesk.services.desk import Change, Look


class DayClosed(DeskError):
    """The cash book of {day} is closed: {by} closed it at {at}. Book it on the next day."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where money came from: who paid it, and under which reference of the bank."""

    payer: str = ""
    reference: str = ""


UNNAMED = Origin()


def book(
    change: Change,
    deal: DealRow | None,
    kind: ReceiptKind,
    amount_minor: int,
    method: str,
    day: date,
    note: str,
    parts: Sequence[Part],
    reverses: int | None = None,
    refunds: int | None = None,
    origin: Origin = UNNAMED,
) -> tuple[int, int]:
    """Write a receipt with its parts on a deal's account, or for no deal; gives its key and its number.

    Raises:
        DayClosed: today's cash book is closed.
        BadValue: the value date lies in the future.
    """
    check_value_date(change, day)
    # The number comes first: whoever closes the day waits for it, or this waits for whoever closes the day.
    number = office.next_number(change.tx, change.project_id, "receipt")
    check_day_open(change)
    values = {
        "project_id": change.project_id,
        "number": number,
        "kind": kind,
        "deal_id": deal.id if deal else None,
        "amount_minor": amount_minor,
        "method": method,
        "value_date": day,
        "staff_id": change.actor.staff_id,
        "reverses_id": reverses,
        "refunds_id": refunds,
        "note": tidy(note),
        "payer": tidy(origin.payer),
        "reference": origin.reference,
    }
    key = money.add_receipt(change.tx, values)
    money.add_allotments(change.tx, key, deal.id if deal else None, change.actor.staff_id, parts)
    return key, number


def parts_of(given: Allotment) -> list[Part]:
    """Give what a receipt is used for: the lines that it pays, and what of it pays none."""
    parts = [Part(amount, Use.LINE, line_id) for line_id, amount in given.parts]
    return [*parts, Part(given.unallocated_minor, Use.UNALLOCATED)] if given.unallocated_minor else parts


def check_value_date(change: Change, day: date) -> None:
    """Refuse money of a day to come.

    Raises:
        BadValue: the value date lies in the future.
    """
    if day > change.today:
        raise BadValue(what="value date", value=day.isoformat(), why="it lies in the future")


def check_day_open(change: Look) -> None:
    """Refuse to book on a day whose cash book is closed.

    Raises:
        DayClosed: today's is.
    """
    closing = dayend.closed(change.tx, change.project_id, change.today)
    if closing is not None:
        raise DayClosed(day=closing.day.isoformat(), by=closing.staff, at=closing.at)


def tell_booked(
    change: Change,
    kind: str,
    deal: DealRow | None,
    number: int,
    amount_minor: int,
    method: str,
    day: date,
    unit_id: int | None = None,
    **more: object,
) -> None:
    """Tell of a number of the cash book, in the words in which the log is replayed; money on a hold is for its unit."""
    said = booked_words(number, amount_minor, method, day, deal=deal.number if deal else None, **more)
    change.tell_all((NewEvent(kind, said, deal.unit_id if deal else unit_id, deal.id if deal else None),))


def booked_words(number: int, amount_minor: int, method: str, day: date, **more: object) -> dict[str, object]:
    """Say what the log keeps of a number of the cash book."""
    what = {"receipt": number, "amount_minor": amount_minor, "method": str(method), "value_date": day.isoformat()}
    return {**what, **more}
