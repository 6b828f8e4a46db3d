"""Money paid, moved, given back and taken back on a schedule that is planned anew, in any order: it always adds up."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.accounts import Pot, draw, in_pots, spread
from salesdesk.domain.deal import RowKind
from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import OpenRow, allot
from salesdesk.domain.replan import PaidLine, replan
from salesdesk.domain.schedule import ScheduleRow

DAY = date(2026, 8, 31)
MINOR = st.integers(1, 50) | st.integers(1, 10**12)


class Account:
    """The account of one deal: what is open on each payment, and where the money of each receipt is."""

    def __init__(self, amounts: list[int]) -> None:
        self.rows = [self.row(place, amount) for place, amount in enumerate(amounts)]
        self.open = dict(enumerate(amounts))
        self.on_rows: Counter[tuple[int, int]] = Counter()
        self.free: Counter[int] = Counter()
        self.cash = self.given_back = self.receipts = 0
        self.back: Counter[int] = Counter()

    @staticmethod
    def row(place: int, amount: int) -> ScheduleRow:
        kind = RowKind.INSTALMENT if place else RowKind.FIRST_PAYMENT
        return ScheduleRow(kind, f"payment {place}", DAY + timedelta(days=place % 3), amount)

    def pay(self, amount: int) -> None:
        found = allot(amount, self.open_rows())
        for place, part in found.parts:
            self._put(self.receipts, place, part)
        self.free[self.receipts] += found.unallocated_minor
        self.cash += amount
        self.receipts += 1

    def move(self, amount: int) -> None:
        for pot, place in spread(self._drawn(amount), self.open_rows()):
            self.free[pot.receipt_id] -= pot.amount_minor
            self._put(pot.receipt_id, place, pot.amount_minor)

    def refund(self, amount: int) -> None:
        for pot in self._drawn(amount):
            self.free[pot.receipt_id] -= pot.amount_minor
            self.back[pot.receipt_id] += pot.amount_minor
            self.given_back += pot.amount_minor

    def reverse(self, number: int) -> None:
        number %= max(self.receipts, 1)
        if self.back[number]:
            return
        for (receipt, place), part in list(self.on_rows.items()):
            if receipt == number:
                self._put(receipt, place, -part)
                self.cash -= part
        self.cash -= self.free.pop(number, 0)

    def plan(self, amount: int) -> None:
        """Plan the same total anew, in two payments; those with money on them have to stay as they are."""
        total = sum(row.amount_minor for row in self.rows)
        before = {row: self.paid(place) for place, row in enumerate(self.rows) if self.paid(place)}
        fresh = [self.row(place, part) for place, part in enumerate((amount % total, total - amount % total)) if part]
        old = [PaidLine(row, self.paid(place)) for place, row in enumerate(self.rows)]
        try:
            planned = replan(old, fresh)
        except DeskError:
            return
        moved = {each.stood_at: place for place, each in enumerate(planned) if each.stood_at is not None}
        self.on_rows = Counter(
            {(receipt, moved[place]): part for (receipt, place), part in self.on_rows.items() if part}
        )
        opened = {moved[place]: left for place, left in self.open.items() if place in moved}
        self.rows = [each.row for each in planned]
        self.open = {place: opened.get(place, row.amount_minor) for place, row in enumerate(self.rows)}
        assert sum(row.amount_minor for row in self.rows) == total
        assert {row: self.paid(place) for place, row in enumerate(self.rows) if self.paid(place)} == before

    def _drawn(self, amount: int) -> tuple[Pot, ...]:
        asked = min(amount, in_pots(self.pots()))
        drawn = draw(asked, self.pots())
        assert in_pots(drawn) == asked
        return drawn

    def open_rows(self) -> list[OpenRow]:
        return [OpenRow(place, row.due, place, self.open[place]) for place, row in enumerate(self.rows)]

    def pots(self) -> list[Pot]:
        return [Pot(receipt, amount) for receipt, amount in self.free.items() if amount]

    def paid(self, place: int) -> int:
        return sum(part for (_, there), part in self.on_rows.items() if there == place)

    def _put(self, receipt: int, place: int, part: int) -> None:
        self.on_rows[receipt, place] += part
        self.open[place] -= part

    def check(self) -> None:
        for place, row in enumerate(self.rows):
            assert self.open[place] >= 0
            assert self.paid(place) + self.open[place] == row.amount_minor
        assert min(self.free.values(), default=0) >= 0
        allotted, unallocated = sum(self.on_rows.values()), sum(self.free.values())
        assert allotted + unallocated == self.cash - self.given_back


MOVES = st.tuples(st.sampled_from(["pay", "pay", "move", "move", "refund", "reverse", "reverse", "plan"]), MINOR)


@pytest.mark.long
@given(st.lists(MINOR, min_size=1, max_size=5), st.lists(MOVES, max_size=20))
def test_in_whatever_order_money_comes_and_goes_it_adds_up(amounts: list[int], moves: list[tuple[str, int]]) -> None:
    account = Account(amounts)
    for what, number in moves:
        getattr(account, what)(number)
        account.check()
