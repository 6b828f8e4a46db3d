"""Fields of forms: what is typed is read strictly, and what is wrong is said."""

from datetime import date

import pytest

from salesdesk.domain.receipts import Method
from screens.typed_values import amount, day_from, one_of, percent

TODAY = date(2026, 8, 31)


@pytest.mark.parametrize(("text", "minor"), [("3000", 3_000_00), ("3,000.00", 3_000_00), (" 0.5 ", 50)])
def test_an_amount_is_read_as_minor_units(text: str, minor: int) -> None:
    assert amount(text) == minor


@pytest.mark.parametrize("text", ["abc", "-5", "1e9", "3,000.001", "", "NaN", "１２３"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="an amount is digits"):
        amount(text)


@pytest.mark.parametrize(("text", "day"), [("2026-09-05", date(2026, 9, 5)), ("+3", date(2026, 9, 3)), ("+0", TODAY)])
def test_a_day_is_a_date_or_so_many_days_from_today(text: str, day: date) -> None:
    assert day_from(TODAY)(text) == day


def test_a_day_that_is_not_in_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="no day 31"):
        day_from(TODAY)("2026-02-31")


@pytest.mark.parametrize("text", ["0", "100", "x", "-3"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="percentage"):
        percent(text)


@pytest.mark.parametrize(
    ("text", "method"), [("transfer", Method.TRANSFER), ("tr", Method.TRANSFER), ("Bank-Loan", Method.BANK_LOAN)]
)
def test_the_beginning_of_a_word_is_enough(text: str, method: Method) -> None:
    assert one_of(Method)(text) is method


@pytest.mark.parametrize("text", ["c", "gold", ""])
def test_a_word_that_is_none_or_several_names_the_choices(text: str) -> None:
    with pytest.raises(ValueError, match="one of cash, transfer, card"):
        one_of(Method)(text)
