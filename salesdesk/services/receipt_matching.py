"""Whose money a row of a bank statement is: by deal number or unit in the remark, else by payer and amount."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

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
SEVERAL_BLOCKS = 2
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


class Fated(NamedTuple):
    """What becomes of a row, under which reference it is booked, if it is, and on which deals that hangs."""

    fate: Fate
    reference: str
    hangs_on: Sequence[int]


class Statement:
    """The rows of a statement against what is known, one after the other."""

    def __init__(self, money: Money) -> None:
        """Begin with what is there."""
        self._money, known = money, money.known
        self._deals = {each.id: each for each in known.deals}
        live = [each for each in known.deals if each.live]
        self._by_number = {each.number: each.id for each in known.deals}
        self._by_unit = {search_key(each.unit): each.id for each in live}
        self._ended_units = {search_key(each.unit) for each in known.deals} - self._by_unit.keys()
        self._by_name = _by_name(live, known.buyers)
        self._rooms = {each.room for each in known.units.by_code.values()}
        self._before = Counter(reference_of(each) for each in known.booked if each.undone)
        self._booked_under: dict[str, tuple[date, int]] = {}
        self._register: dict[int, tuple[date, int]] = {}
        self.learn_booked(known.booked)
        self._known = dict(self._booked_under)
        self._payers: dict[str, str] = {}
        self._came_by_hand = set[str]()
        self._by_hand = Counter(map(_hand_key, filter(_is_by_hand, known.booked)))

    def learn_booked(self, booked: Iterable[BookedRow]) -> None:
        """Know receipts that were booked, but not which of them were so by hand."""
        for each in booked:
            self._register[each.number] = (each.value_date, each.amount_minor)
            if each.kind == ReceiptKind.RECEIPT and each.reference and not each.undone:
                self._booked_under[reference_of(each)] = (each.value_date, each.amount_minor)

    def learn(self, rows: Sequence[DealRow]) -> bool:
        """Know how deals stand by now; if any is not named as before, or is new, say so and know nothing of them."""
        if any(each.id not in self._deals or _named_by(self._deals[each.id]) != _named_by(each) for each in rows):
            return False
        self._deals |= {each.id: each for each in rows}
        return True

    def forget(self, references: Iterable[str], deal_ids: set[int], booked: Iterable[BookedRow]) -> None:
        """Forget what rows with references and rows of deals did, of which `booked` was booked: they come again."""
        for each in references:
            self._known.pop(each, None)
            self._came_by_hand.discard(each)
            if each in self._booked_under:
                self._known[each] = self._booked_under[each]
        for key in [each for each in self._by_hand if each[0] in deal_ids]:
            del self._by_hand[key]
        self._by_hand.update(map(_hand_key, filter(_is_by_hand, booked)))

    def fate(self, record: BankRecord) -> Fated:
        """Give what becomes of a row; what it does counts for the next, so it is done before that is asked for."""
        fate, hangs_on = self._placed(record)
        is_entered = fate is not None and not isinstance(fate, tuple)
        return Fated(fate, self._booked_as(record) if is_entered else "", hangs_on)

    def _placed(self, record: BankRecord) -> tuple[Fate, Sequence[int]]:
        """Give the deal a row is for, or that it is for none that is known; nothing if it is booked already.

        A row that is refused gives the field and the reason.
        """
        if record.receipt:
            return self._booked(record), ()
        if record.amount_minor <= 0:
            return ("amount", MONEY_OUT), ()
        payer = self._payers.setdefault(record.reference, record.payer)
        if record.reference in self._known:
            return self._again(record, payer), ()
        if record.day > self._money.today:
            return ("date", FUTURE), ()
        found, hangs_on = self._found(record)
        self._known[record.reference] = (record.day, record.amount_minor)
        if isinstance(found, DealRow) and self._is_there_by_hand(found, record):
            self._came_by_hand.add(record.reference)
            return ("amount", BY_HAND), hangs_on
        return found, hangs_on

    def _again(self, record: BankRecord, payer: str) -> tuple[str, Reason] | None:
        """Know a row whose reference was there before as the same money, or refuse it; that booked by hand, too."""
        if self._known[record.reference] != (record.day, record.amount_minor) or payer != record.payer:
            return "reference", OTHERWISE
        return ("amount", BY_HAND) if record.reference in self._came_by_hand else None

    def _found(self, record: BankRecord) -> tuple[DealRow | Unclaimed, Sequence[int]]:
        named = self._named(record)
        if named is None:
            return self._by_payer(record)
        return named, (named.id,) if isinstance(named, DealRow) else ()

    def _booked_as(self, record: BankRecord) -> str:
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
        units = self._money.known.units
        if record.unit and units.may_be(record.unit) and len(units.could_be(record.unit)) < SEVERAL_BLOCKS:
            return self._in_room(record)
        return self._in_remark(record) or self._in_room(record)

    def _in_remark(self, record: BankRecord) -> DealRow | Unclaimed | None:
        numbers = set(map(int, _DEAL.findall(record.remark)))
        if numbers - self._by_number.keys():
            return Unclaimed("remark", UNKNOWN_DEAL)
        codes = self._codes(record.remark)
        found = {self._by_number[number] for number in numbers}
        found = found or {self._by_unit[code] for code in codes & self._by_unit.keys()}
        return self._only(found, "remark")

    def _in_room(self, record: BankRecord) -> DealRow | Unclaimed | None:
        """Give the payer's deal for a room told without its building or block; nothing where none is called so."""
        text, field = (record.unit, "unit") if record.unit else (record.place, "room")
        units = self._money.known.units
        mine = self._by_name.get(search_key(record.payer), []) if record.payer else []
        if text and units.may_be(text):
            codes = units.could_be(text)
            told = [each for each in mine if self._deals[each].unit in codes]
            return self._only(told, field) or Unclaimed(field, NO_LIVE_DEAL)
        room = bare_room(text)
        if room not in self._rooms:
            return None
        told = [each for each in mine if units.room_of(self._deals[each].unit) == room]
        return self._only(told, field) or Unclaimed(field, BARE_ROOM)

    def _of_unit(self, text: str) -> DealRow | None:
        """Give the live deal of a unit, which is named by its code or its place."""
        if not text:
            return None
        found = self._by_unit.get(search_key(text))
        return self._deal(found or self._by_unit.get(search_key(self._money.known.units.called(text))))

    def _codes(self, remark: str) -> set[str]:
        """Give whatever may be a unit's code, and the codes of the units whose places are told."""
        said = *_CODE.findall(remark), *self._money.known.units.named_in(remark)
        return set(map(search_key, said))

    def _numbered(self, text: str) -> DealRow | None:
        try:
            return self._deal(self._by_number.get(parse_number("deal", text)))
        except BadValue:
            return None

    def _deal(self, deal_id: int | None) -> DealRow | None:
        return None if deal_id is None else self._deals[deal_id]

    def _only(self, found: Collection[int], field: str) -> DealRow | Unclaimed | None:
        if len(found) > 1:
            return Unclaimed(field, SEVERAL)
        return self._deal(next(iter(found), None))

    def _by_payer(self, record: BankRecord) -> tuple[DealRow | Unclaimed, Sequence[int]]:
        field = "payer" if record.payer else "remark"
        name = search_key(record.payer)
        mine = self._by_name.get(name, []) if name else []
        fitting = [each for each in mine if record.amount_minor in self._money.open_minor(self._deals[each])]
        if not fitting and self._ended_units & self._codes(record.remark):
            return Unclaimed("remark", NO_LIVE_DEAL), mine
        return self._only(fitting, field) or Unclaimed(field, NOBODY), mine


def _by_name(live: Sequence[DealRow], buyers: Mapping[int, Sequence[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for deal in live:
        for name in {search_key(deal.customer), *buyers.get(deal.id, ())}:
            found.setdefault(name, []).append(deal.id)
    return found


def _named_by(deal: DealRow) -> tuple[object, ...]:
    """Give what a row may name a deal by, or know it by not to be meant."""
    return deal.number, deal.unit, deal.customer, deal.live


def _is_by_hand(row: BookedRow) -> bool:
    """Tell whether it may be money that somebody booked before the list of it came."""
    stands = row.kind == ReceiptKind.RECEIPT and row.reversed_by is None and row.deal_id is not None
    return stands and not row.reference


def reference_of(row: BookedRow) -> str:
    """Give the reference of a receipt, without how often it was booked."""
    return row.reference.partition(AGAIN)[0]


def _hand_key(row: BookedRow) -> tuple[int | None, date, int, bool]:
    """Give what is most probably the same money: what came in cash is none that a bank tells of."""
    return row.deal_id, row.value_date, row.amount_minor, row.method == Method.CASH
