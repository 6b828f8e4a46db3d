"""The buyers of a deal: however they come and go, together they hold 100 %."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.buyers import (
    WHOLE,
    BuyerAlready,
    LastBuyer,
    NotABuyer,
    Share,
    Shares,
    SharesNotWhole,
    add_buyer,
    check_shares,
    main_buyer,
    remove_buyer,
    replace_buyer,
)
from salesdesk.domain.errors import BadValue, DeskError

ONE: Shares = (Share(1, WHOLE),)
TWO = (Share(1, Decimal(60)), Share(2, Decimal(40)))


def test_a_newcomer_takes_the_share_from_whoever_gives_it_up() -> None:
    assert add_buyer(ONE, 2, Decimal(40), 1) == TWO
    assert add_buyer(TWO, 3, Decimal("0.5"), 2) == (TWO[0], Share(2, Decimal("39.5")), Share(3, Decimal("0.5")))


def test_the_share_of_one_who_leaves_goes_to_another() -> None:
    assert remove_buyer(TWO, 1, None) == (Share(2, WHOLE),)
    three = (*TWO[:1], Share(2, Decimal(30)), Share(3, Decimal(10)))
    assert remove_buyer(three, 1, 3) == (Share(2, Decimal(30)), Share(3, Decimal(70)))


def test_whoever_follows_a_buyer_has_their_share_and_their_name_on_the_deal() -> None:
    found = replace_buyer(TWO, 1, 9)
    assert found == (Share(9, Decimal(60)), TWO[1])
    assert (main_buyer(found, 1, 9), main_buyer(found, 2, 9), main_buyer(TWO, 7), main_buyer(TWO, 7, 8)) == (9, 2, 1, 1)


@pytest.mark.parametrize(
    ("work", "refusal"),
    [
        (lambda: add_buyer(ONE, 1, Decimal(1), 1), BuyerAlready),
        (lambda: add_buyer(ONE, 2, WHOLE, 1), BadValue),
        (lambda: add_buyer(ONE, 2, Decimal(0), 1), BadValue),
        (lambda: add_buyer(ONE, 2, Decimal(1), 3), NotABuyer),
        (lambda: remove_buyer(ONE, 1, None), LastBuyer),
        (lambda: remove_buyer(TWO, 3, None), NotABuyer),
        (lambda: remove_buyer(TWO, 1, 1), NotABuyer),
        (lambda: replace_buyer(TWO, 1, 2), BuyerAlready),
        (lambda: check_shares((Share(1, Decimal("99.99")),)), SharesNotWhole),
    ],
)
def test_what_would_not_be_whole_is_refused(work: object, refusal: type[DeskError]) -> None:
    assert callable(work)
    with pytest.raises(refusal):
        work()


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5), st.integers(1, 5), st.decimals("0.01", 99, places=2))))
def test_no_order_of_changes_breaks_the_whole(moves: list[tuple[int, int, int, Decimal]]) -> None:
    shares = ONE
    for act, who, other, percent in moves:
        try:
            if act == 0:
                shares = add_buyer(shares, who, percent, other)
            else:
                shares = remove_buyer(shares, who, other) if act == 1 else replace_buyer(shares, who, other)
        except DeskError:
            continue
        check_shares(shares)
        assert main_buyer(shares, who, other) in {each.customer_id for each in shares}
