"""Whose money a row of a bank statement is: by deal number or unit in the remark, else by payer and amount."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.deals import DealRow
from db.receipt_files import BookedRow
from salesdesk.domain.errors import BadValue
from salesdesk.domain.receipts import AGAIN, Method, ReceiptKind, parse_number
from salesdesk.domain.text import search_key
from salesdesk.importing.known_units import KnownUnits
from salesdesk.importing.places import bare_room
from salesdesk.importing.receipts import MONEY_OUT, BankRecord
from salesdesk.importing.row_reading import Reason
from salesdesk.language import N_

_DEAL = re.compile(r"(?ai:(?<![0-9A-Za-z])D-0*(\d{1,9})(?![0-9]))")
_CODE = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+", re.ASCII)
UNKNOWN_DEAL = Reason("unknown_deal", N_("{column}: {value!r} names a deal that is not there"), N_("such as D-0042"))
SEVERAL = Reason(
    "several_deals", N_("{column}: {value!r} could be money for several deals"), N_("a deal's number in the remark")
)
NOBODY = Reason(
    "no_deal",
    N_("{column}: {value!r}: no deal is named, and no buyer of this name has a payment of this amount to make"),
    N_("a deal's number, such as D-0042, in the remark or in a column of its own"),
)
BARE_ROOM = Reason(
    "bare_room",
    N_("{column}: {value!r} is a room without its building, and the payer has no deal for one that is called so"),
    N_("the whole place, such as 3-1-3101, or a deal's number"),
)
NO_LIVE_DEAL = Reason(
    "no_live_deal",
    N_("{column}: {value!r} names no unit that has a live deal"),
    N_("a deal's number, such as D-0042, in the remark or in a column of its own"),
)
OTHERWISE = Reason(
    "reference_differs",
    N_("{column}: {value!r} is booked already, with another day, amount or payer"),
    N_("each payment under its own reference"),
)
FUTURE = Reason("future_day", N_("{column}: {value!r} lies in the future"), N_("a day that has been"))
UNKNOWN_RECEIPT = Reason(
    "unknown_receipt",
    N_("{column}: {value!r} is no receipt of this day and amount"),
    N_("the number of a receipt here, with its day and amount; leave numbers of other books out (--map receipt=-)"),
)


BY_HAND = Reason(
    "booked_by_hand",
    N_("{column}: {value!r}: this sum of this day is booked for this deal already, by hand and without a reference"),
    N_("the receipt's number in a column of its own; if it is other money, book it at the cash desk"),
)


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Money that is for no deal that is known: the field that leaves it open, and why."""

    field: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a statement comes in: deals, the names of their buyers, booked receipts, units."""

    deals: Sequence[DealRow]
    buyers: Mapping[int, Sequence[str]]
    booked: Sequence[BookedRow]
    units: KnownUnits


@dataclass(frozen=True, slots=True)
class Money:
    """What a statement is held against; `open_minor` gives what is still open on each payment of a deal.

    `method` is how the money of rows came in that do not say so.
    """

    known: Known
    today: date
    open_minor: Callable[[DealRow], Iterable[int]]
    method: Method


Fate = DealRow | Unclaimed | tuple[str, Reason] | None
Fated = tuple[Fate, str]
"""What becomes of a row, and under which reference it is booked, if it is."""


class Statement:
    """The rows of a statement against what is known, one after the other."""

    def __init__(self, money: Money) -> None:
        """Begin with what is there."""
        self._money, known = money, money.known
        self._by_number = {each.number: each for each in known.deals}
        self._live = [each for each in known.deals if each.live]
        self._by_unit = {search_key(each.unit): each for each in self._live}
        self._ended_units = {search_key(each.unit) for each in known.deals} - self._by_unit.keys()
        self._by_name = _by_name(self._live, known.buyers)
        self._rooms = {each.room for each in known.units.by_code.values()}
        self._known: dict[str, tuple[date, int]] = {}
        self._payers: dict[str, str] = {}
        self._before = Counter(_reference(each) for each in known.booked if each.undone)
        for each in known.booked:
            if each.kind == ReceiptKind.RECEIPT and each.reference and not each.undone:
                self._known[_reference(each)] = (each.value_date, each.amount_minor)
        self._register = {each.number: (each.value_date, each.amount_minor) for each in known.booked}
        self._by_hand = Counter(map(_hand_key, filter(_is_by_hand, known.booked)))

    def place(self, record: BankRecord) -> Fate:
        """Give the deal a row is for, or that it is for none that is known; nothing if it is booked already.

        A row that is refused gives the field and the reason.
        """
        if record.receipt:
            return self._booked(record)
        if record.amount_minor <= 0:
            return ("amount", MONEY_OUT)
        payer = self._payers.setdefault(record.reference, record.payer)
        if record.reference in self._known:
            same = self._known[record.reference] == (record.day, record.amount_minor) and payer == record.payer
            return None if same else ("reference", OTHERWISE)
        if record.day > self._money.today:
            return ("date", FUTURE)
        found = self._named(record) or self._by_payer(record)
        if isinstance(found, DealRow) and self._is_there_by_hand(found, record):
            return ("amount", BY_HAND)
        self._known[record.reference] = (record.day, record.amount_minor)
        return found

    def fate(self, record: BankRecord) -> Fated:
        """Give what becomes of a row; what it does counts for the next, so it is done before that is asked for."""
        fate = self.place(record)
        return fate, "" if fate is None or isinstance(fate, tuple) else self.reference_of(record)

    def reference_of(self, record: BankRecord) -> str:
        """Give the reference under which a row is booked; one that an undone import has used is counted on."""
        before = self._before[record.reference]
        return f"{record.reference}{AGAIN}{before + 1}" if before else record.reference

    def _is_there_by_hand(self, deal: DealRow, record: BankRecord) -> bool:
        in_cash = (record.method or self._money.method) == Method.CASH
        key = (deal.id, record.day, record.amount_minor, in_cash)
        self._by_hand[key] -= 1
        return self._by_hand[key] >= 0

    def _booked(self, record: BankRecord) -> tuple[str, Reason] | None:
        """Know a row again that this register was exported with."""
        try:
            number = parse_number("receipt", record.receipt)
        except BadValue:
            return ("receipt", UNKNOWN_RECEIPT)
        same = self._register.get(number) == (record.day, record.amount_minor)
        return None if same else ("receipt", UNKNOWN_RECEIPT)

    def _named(self, record: BankRecord) -> DealRow | Unclaimed | None:
        if record.deal:
            return self._numbered(record.deal) or Unclaimed("deal", UNKNOWN_DEAL)
        found = self._of_unit(record.unit or record.place)
        if found is not None:
            return found
        if record.unit and self._money.known.units.may_be(record.unit):
            return self._in_room(record)
        return self._in_remark(record) or self._in_room(record)

    def _in_remark(self, record: BankRecord) -> DealRow | Unclaimed | None:
        numbers = set(map(int, _DEAL.findall(record.remark)))
        if numbers - self._by_number.keys():
            return Unclaimed("remark", UNKNOWN_DEAL)
        codes = self._codes(record.remark)
        found = {each.id: each for each in (self._by_number[number] for number in numbers)}
        found = found or {each.id: each for each in (self._by_unit[code] for code in codes & self._by_unit.keys())}
        return _only(list(found.values()), "remark")

    def _in_room(self, record: BankRecord) -> DealRow | Unclaimed | None:
        """Give the payer's deal for a room told without its building or block; nothing where none is called so."""
        text, field = (record.unit, "unit") if record.unit else (record.place, "room")
        units = self._money.known.units
        mine = self._by_name.get(search_key(record.payer), []) if record.payer else []
        if text and units.may_be(text):
            codes = units.could_be(text)
            return _only([each for each in mine if each.unit in codes], field) or Unclaimed(field, NO_LIVE_DEAL)
        room = bare_room(text)
        if room not in self._rooms:
            return None
        return _only([each for each in mine if units.room_of(each.unit) == room], field) or Unclaimed(field, BARE_ROOM)

    def _of_unit(self, text: str) -> DealRow | None:
        """Give the live deal of a unit, which is named by its code or its place."""
        if not text:
            return None
        found = self._by_unit.get(search_key(text))
        return found or self._by_unit.get(search_key(self._money.known.units.called(text)))

    def _codes(self, remark: str) -> set[str]:
        """Give whatever may be a unit's code, and the codes of the units whose places are told."""
        said = *_CODE.findall(remark), *self._money.known.units.named_in(remark)
        return set(map(search_key, said))

    def _numbered(self, text: str) -> DealRow | None:
        try:
            return self._by_number.get(parse_number("deal", text))
        except BadValue:
            return None

    def _by_payer(self, record: BankRecord) -> DealRow | Unclaimed:
        field = "payer" if record.payer else "remark"
        name = search_key(record.payer)
        mine = self._by_name.get(name, []) if name else []
        fitting = [each for each in mine if record.amount_minor in self._money.open_minor(each)]
        if not fitting and self._ended_units & self._codes(record.remark):
            return Unclaimed("remark", NO_LIVE_DEAL)
        return _only(fitting, field) or Unclaimed(field, NOBODY)


def _by_name(live: Sequence[DealRow], buyers: Mapping[int, Sequence[str]]) -> dict[str, list[DealRow]]:
    found: dict[str, list[DealRow]] = {}
    for deal in live:
        for name in {search_key(deal.customer), *buyers.get(deal.id, ())}:
            found.setdefault(name, []).append(deal)
    return found


def _only(found: Sequence[DealRow], field: str) -> DealRow | Unclaimed | None:
    if len(found) > 1:
        return Unclaimed(field, SEVERAL)
    return found[0] if found else None


def _is_by_hand(row: BookedRow) -> bool:
    """Tell whether it may be money that somebody booked before the list of it came."""
    stands = row.kind == ReceiptKind.RECEIPT and row.reversed_by is None and row.deal_id is not None
    return stands and not row.reference


def _reference(row: BookedRow) -> str:
    return row.reference.partition(AGAIN)[0]


def _hand_key(row: BookedRow) -> tuple[int | None, date, int, bool]:
    """Give what is most probably the same money: what came in cash is none that a bank tells of."""
    return row.deal_id, row.value_date, row.amount_minor, row.method == Method.CASH
