"""Sums with their arithmetic: which sum of an answer it is, and the reckoning that led to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from salesdesk.domain.explain import N_, ReckonedLine, Reckoning, Tally
from salesdesk.domain.latefee import Stretch, fee_reckoned
from salesdesk.domain.receipts import Method
from salesdesk.services.dayend import CashLine, DayEnd
from salesdesk.services.unallocated import UnallocatedLine


@dataclass(frozen=True, slots=True)
class Explained:
    """One sum of an answer: `ref` says which one, such as `price` or `row:12`."""

    ref: str
    reckoning: Reckoning


def found_in(sums: Iterable[Explained], *refs: str) -> list[Explained]:
    """Pick sums by what they are called, in the order asked for; what is not there is left out."""
    by_ref = {each.ref: each for each in sums}
    return [by_ref[ref] for ref in refs if ref in by_ref]


def with_first(sums: Iterable[Explained], *refs: str) -> list[Explained]:
    """Put the sums that are named first, in that order, and the others behind them; what is nothing is left out."""
    order = {ref: place for place, ref in enumerate(refs)}
    there = [each for each in sums if each.reckoning.sum_minor or each.ref in order]
    return sorted(there, key=lambda each: order.get(each.ref, len(order)))


def of_each(name: str, sums: Iterable[Explained]) -> list[Explained]:
    """Name the sums of one line of a list after it, so that those of another have other names."""
    return [replace(each, ref=f"{name}:{each.ref}") for each in sums]


def fee_told(
    name: str, due: date, charged_after: date, stretches: Sequence[Stretch], *, by_day: bool = True
) -> Reckoning:
    """Tell the late fee on a payment from the stretches it was computed of, day by day."""
    fee = fee_reckoned(stretches, by_day=by_day)
    notes = [ReckonedLine(N_("due"), "{due}", None, {"due": due})]
    if charged_after != due:
        notes.append(ReckonedLine(N_("charged after"), "{day}", None, {"day": charged_after}))
    if not stretches:
        notes.append(ReckonedLine(N_("nothing was open after that day")))
    return replace(fee, label=N_("late fee on {name}"), steps=(*notes, *fee.steps), details={"name": name})


def explain_day(book: DayEnd) -> list[Explained]:
    """Tell what a day's cash book comes to by method, by cashier, and in all."""
    rows = book.rows
    by_method = [
        Explained(f"method:{each}", _taken("{method}", [row for row in rows if row.method == each], method=_how(each)))
        for each in dict.fromkeys(row.method for row in rows)
    ]
    by_cashier = [
        Explained(f"cashier:{each}", _taken("{cashier}", [row for row in rows if row.cashier == each], cashier=each))
        for each in dict.fromkeys(row.cashier for row in rows)
    ]
    whole = _taken(N_("cash book of {day}"), rows, day=book.day)
    return [*by_method, *by_cashier, Explained("net", whole)]


def _how(method: str) -> Method:
    return Method(method)


def _taken(label: str, rows: Iterable[CashLine], **details: object) -> Reckoning:
    tally = Tally(label, **details)
    for each in rows:
        both = {"cashier": each.cashier, "method": Method(each.method), "count": each.count}
        if each.in_minor or not each.out_minor:
            tally.add(each.in_minor, N_("{cashier}, {method}: in"), N_("{count} booked"), **both)
        if each.out_minor:
            tally.add(-each.out_minor, N_("{cashier}, {method}: out"), **both)
    return tally.done()


def explain_unallocated(rows: Sequence[UnallocatedLine]) -> Explained:
    """Tell what the unallocated money of all deals, and what is for none, comes to."""
    tally = Tally(N_("unallocated"))
    for each in rows:
        tally.add(each.amount_minor, "{deal}", N_("{customer}, since {since}"), **_of(each))
    return Explained("unallocated", tally.done())


def _of(row: UnallocatedLine) -> dict[str, object]:
    return {"deal": row.name, "customer": row.customer, "since": row.since}
