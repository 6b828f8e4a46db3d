"""What becomes of each row of a bank statement, and of some of them anew where others have written since."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from db import deals, events, receipt_files
from db.deals import DealRow
from salesdesk.domain.receipts import Method
from salesdesk.importing.receipts import BankRecord
from salesdesk.importing.row_reading import Reason
from salesdesk.services.booking import Origin
from salesdesk.services.booking_together import Entry, for_deal, for_none
from salesdesk.services.deal_accounts import Accounts
from salesdesk.services.desk import Look
from salesdesk.services.import_reading import known_units
from salesdesk.services.receipt_matching import Known, Money, Statement, Unclaimed, reference_of
from salesdesk.services.suspense import Incoming

OF_ITS_DEAL = frozenset(
    {
        "receipt.booked",
        "receipt.reversed",
        "receipt.taken_back",
        "receipt.freed",
        "receipt.allotted",
        "receipt.assigned",
        "receipt.carried",
        "receipt.brought",
        "receipt.chased",
        "deal.step_done",
        "deal.step_undone",
        "deal.redated",
        "deal.rescindable",
        "deal.terms_agreed",
        "deal.ticked",
        "deal.filed",
        "deal.unfiled",
    }
)
"""Events after which no deal stands otherwise than the one they name, if they name one."""

OF_NO_DEAL = frozenset(
    {
        "import.receipts",
        "customer.added",
        "customer.edited",
        "visit.agreed",
        "visit.done",
        "hold.placed",
        "hold.extended",
        "hold.resumed",
        "hold.released",
        "hold.expired",
        "unit.moved",
        "unit.locked",
        "unit.unlocked",
        "unit.lock_reworded",
        "unit.withheld",
        "unit.put_back",
        "discount.requested",
        "discount.approved",
        "discount.refused",
        "export.made",
        "staff.added",
        "staff.pin_changed",
    }
)
"""Events after which no deal stands otherwise, nor anybody or any unit has another name."""


NOWHERE = -1
"""No number of the log: what is placed is of no one moment."""


class Placed(NamedTuple):
    """What becomes of a row: it is entered, or refused, or nothing where it is booked already.

    `why` tells the field for which it is refused, or entered for no deal, and the reason.
    """

    entry: Entry | None
    why: tuple[str, Reason] | None
    hangs_on: Sequence[int]


class Placing:
    """The rows of a statement as each is placed after those before it, by how things stood at a number of the log."""

    def __init__(self, look: Look, records: Sequence[BankRecord], method: Method) -> None:
        """Place all of them as things stand now."""
        self.seq, self.day = events.last_seq(look.tx, look.project_id), look.today
        self._records, self._method = records, method
        self._accounts, known = Accounts(look), _known(look)
        self._last_receipt = max((each.number for each in known.booked), default=0)
        self._statement = Statement(Money(known, self.day, self._open_on, method))
        self._on_deal, self._under = dict[int, set[int]](), dict[str, set[int]]()
        self.rows = [self._placed(each) for each in records]
        for place, record in enumerate(records):
            self._under.setdefault(record.reference, set()).add(place)
            for deal_id in self.rows[place].hangs_on:
                self._on_deal.setdefault(deal_id, set()).add(place)

    def catch_up(self, look: Look) -> bool:
        """Place those rows anew that hang on what others wrote since; tells whether it is known which these are.

        If it is not, all of them have to be placed anew.
        """
        since, self.seq = self.seq, NOWHERE  # where this breaks off, some rows are placed anew and others are not
        seq = events.last_seq(look.tx, look.project_id)
        if since != NOWHERE and look.today == self.day and (seq == since or self._placed_since(look, since)):
            self.seq = seq
        return self.seq != NOWHERE

    def _placed_since(self, look: Look, since: int) -> bool:
        touched = deals_touched(events.kinds_since(look.tx, look.project_id, since))
        if touched is None or not self._statement.learn(deals.some_deals(look.tx, touched)):
            return False
        booked = receipt_files.booked(look.tx, look.project_id, after=self._last_receipt)
        self._last_receipt = max((each.number for each in booked), default=self._last_receipt)
        self._statement.learn_booked(booked)
        first = {place for place, each in enumerate(self._records) if each.receipt} if booked else set()
        for each in booked:
            first |= self._under.get(reference_of(each), set())
        self._place_anew(look, touched, first)
        return True

    def _place_anew(self, look: Look, touched: set[int], first: set[int]) -> None:
        """Place some rows anew, those of some deals, and all that hang together with one of these.

        None of them hangs on another deal than before: that is told by what deals are called, which is as it was, and
        only the first row of a reference hangs on any.
        """
        places, touched = self._together(first, touched)
        self._accounts = Accounts(look, touched)
        booked = receipt_files.booked(look.tx, look.project_id, deal_ids=touched)
        self._statement.forget({self._records[place].reference for place in places}, touched, booked)
        for place in sorted(places):
            self.rows[place] = self._placed(self._records[place])

    def _together(self, places: set[int], touched: set[int]) -> tuple[set[int], set[int]]:
        """Give the rows that have a deal or a reference in common with some, and all deals on which they hang."""
        places, found = set(places), set[int]()
        further, reached = set(places), set(touched)
        while further or reached:
            for deal_id in reached:
                further |= self._on_deal.get(deal_id, set())
            for place in tuple(further):
                further |= self._under[self._records[place].reference]
            found |= reached
            places |= further
            reached = {each for place in further for each in self.rows[place].hangs_on} - found
            further = set()
        return places, found

    def _open_on(self, deal: DealRow) -> Iterator[int]:
        return (each.open_minor for each in self._accounts.of(deal).lines)

    def _placed(self, record: BankRecord) -> Placed:
        fate, reference, hangs_on = self._statement.fate(record)
        if fate is None or isinstance(fate, tuple):
            return Placed(None, fate, hangs_on)
        came_by = record.method or self._method
        came = Incoming(record.amount_minor, came_by, record.day, record.remark, Origin(record.payer, reference))
        if isinstance(fate, Unclaimed):
            return Placed(for_none(came), (fate.field, fate.reason), hangs_on)
        return Placed(for_deal(self._accounts.of(fate), came), None, hangs_on)


def deals_touched(kinds: Iterable[tuple[str, int | None]]) -> set[int] | None:
    """Give the deals that stand otherwise after events, which are told by kind and deal; `None` if any may."""
    touched = set[int]()
    for kind, deal_id in kinds:
        if kind in OF_ITS_DEAL:
            touched |= set() if deal_id is None else {deal_id}
        elif kind not in OF_NO_DEAL:
            return None
    return touched


def _known(look: Look) -> Known:
    return Known(
        deals.deals(look.tx, look.project_id),
        receipt_files.buyers_by_deal(look.tx, look.project_id),
        receipt_files.booked(look.tx, look.project_id),
        known_units(look),
    )
