"""Dates as people type them, counted on and moved to working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.calendar_dates import as_is, months_later, next_working_day, parse_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-08-31", date(2024, 8, 31)),
        (" 2024-02-29 ", date(2024, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
    ],
)
def test_a_date_is_year_month_and_day(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2023-02-31", "there is no day 31 in 2023-02, which has 28 days"),
        ("2023-02-29", "there is no day 29 in 2023-02, which has 28 days"),
        ("2024-04-00", "there is no day 0 in 2024-04"),
        ("2024-13-01", "there is no month 13"),
        ("2024-00-01", "there is no month 0"),
        ("0024-08-31", "the year is not between 1900 and 2199"),
        ("9999-12-31", "the year is not between 1900 and 2199"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "31-08-2024",
        "2024-8-31",
        "2024/08/31",
        "20240831",
        "２０２４-08-31",
        "2024-08-31T10:00",
        "-2024-08-31",
    ],
)
def test_what_is_not_written_as_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="written YYYY-MM-DD"):
        parse_date(text)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 8, 31), 1, date(2024, 9, 30)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 12, 31), 1, date(2025, 1, 31)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 8, 15), 0, date(2024, 8, 15)),
    ],
)
def test_a_month_later_is_clipped_to_the_end_of_a_shorter_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_a_holiday_moves_to_the_next_working_day_and_a_working_day_stays() -> None:
    off = {date(2024, 10, 1) + timedelta(days=count) for count in range(7)}
    assert next_working_day(date(2024, 10, 3), off.__contains__) == date(2024, 10, 8)
    assert next_working_day(date(2024, 10, 8), off.__contains__) == date(2024, 10, 8)
    assert as_is(date(2024, 10, 3)) == date(2024, 10, 3)


def test_an_office_that_never_works_is_a_mistake_and_not_an_endless_search() -> None:
    with pytest.raises(ValueError, match="no working day within 31 days of 2024-10-03"):
        next_working_day(date(2024, 10, 3), lambda _: True)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_back_as_it_is_written(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(0, 480))
def test_months_later_is_that_month_whatever_the_day(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
