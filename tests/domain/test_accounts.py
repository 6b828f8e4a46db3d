"""Money in pots: taken out oldest first, spread over what is open, never more or less than there is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.accounts import Pot, course_of, draw, in_pots, spread
from salesdesk.domain.receipts import Method, OpenRow

DAY = date(2026, 9, 5)
AMOUNTS = st.integers(1, 10**12)
POTS = st.lists(AMOUNTS, max_size=6).map(lambda all_: [Pot(key, each) for key, each in enumerate(all_)])
ROWS = st.lists(AMOUNTS, max_size=6).map(lambda all_: [OpenRow(key, DAY, key, each) for key, each in enumerate(all_)])


def test_what_a_lender_paid_stays_where_only_other_payments_are_open() -> None:
    rows = [OpenRow(5, DAY, 1, 120), OpenRow(7, date(2026, 10, 1), 2, 500, Method.BANK_LOAN)]
    lent, own = Pot(1, 900, Method.BANK_LOAN), Pot(2, 50, Method.CASH)
    assert spread([lent, own], rows[:1]) == ((Pot(2, 50, Method.CASH), 5),)
    assert spread([lent], rows) == ((Pot(1, 500, Method.BANK_LOAN), 7),)
    assert (lent.pays_any(rows), lent.pays_any(rows[:1]), own.pays_any(rows[:1])) == (True, False, True)


def test_the_oldest_money_pays_the_oldest_row() -> None:
    rows = [OpenRow(7, date(2026, 10, 1), 2, 500), OpenRow(5, DAY, 1, 120)]
    parts = spread([Pot(1, 100), Pot(2, 50), Pot(3, 900)], rows)
    assert parts == ((Pot(1, 100), 5), (Pot(2, 20), 5), (Pot(2, 30), 7), (Pot(3, 470), 7))


def test_what_was_given_back_is_not_drawn_again() -> None:
    assert draw(30, [Pot(1, 100), Pot(9, -70)]) == (Pot(1, 30),)


@pytest.mark.long
@given(POTS, st.data())
def test_a_sum_drawn_is_that_sum_and_no_pot_gives_more_than_it_holds(pots: list[Pot], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, in_pots(pots)))
    drawn = draw(amount, pots)
    assert in_pots(drawn) == amount
    held = {each.receipt_id: each.amount_minor for each in pots}
    assert all(0 < each.amount_minor <= held[each.receipt_id] for each in drawn)


@pytest.mark.long
@given(POTS, ROWS)
def test_rows_take_all_there_is_or_are_full(pots: list[Pot], rows: list[OpenRow]) -> None:
    parts = spread(pots, rows)
    taken = sum(pot.amount_minor for pot, _ in parts)
    assert taken == min(in_pots(pots), sum(each.open_minor for each in rows))
    for row in rows:
        assert sum(pot.amount_minor for pot, row_id in parts if row_id == row.row_id) <= row.open_minor
    for pot in pots:
        assert sum(each.amount_minor for each, _ in parts if each.receipt_id == pot.receipt_id) <= pot.amount_minor


@pytest.mark.parametrize(
    ("amount", "parts", "booked", "passages"),
    [
        (0, [], {}, []),
        (50, [(1, 50)], {1: 50}, []),
        (50, [(1, 20), (1, 30), (1, -20), (1, 20)], {1: 50}, []),
        (50, [(1, 20), (1, 30), (1, -30), (2, 30), (2, -30), (3, 30)], {1: 50}, [(1, 2, 30), (2, 3, 30)]),
        (50, [(None, 50), (None, -50), (2, 50)], {None: 50}, [(None, 2, 50)]),
        (-50, [(1, -20), (2, -30)], {1: -20, 2: -30}, []),
    ],
)
def test_the_way_of_a_receipts_money_is_read_off_its_parts(
    amount: int, parts: list[tuple[int | None, int]], booked: dict[int | None, int], passages: list[object]
) -> None:
    found = course_of(amount, parts)
    assert (found.booked, [(each.source, each.target, each.amount_minor) for each in found.passages]) == (
        booked,
        passages,
    )
