"""Days and times as files have them."""

from datetime import date, time

import pytest

from salesdesk.importing.moments import parse_day, parse_moment, parse_moments

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "20260305",
        "46086",
        "２０２６-03-05",
        "2026-03-05 00:00:00",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert parse_moment(text) == (DAY, None)


@pytest.mark.parametrize(
    "text", ["2026-03-05 14:30", "2026-03-05T14:30:05", "2026年3月5日14时30分", "46086.6041666667"]
)
def test_a_time_beside_it_is_read(text: str) -> None:
    assert parse_moment(text) == (DAY, time(14, 30))
    assert parse_day(text) == DAY


@pytest.mark.parametrize(
    "text", ["3/5/2026", "2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "5", "soon", "20261301"]
)
def test_what_is_no_day_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_moment(text)


def test_several_days_in_a_cell_are_read_once_each() -> None:
    assert parse_moments("2026-03-05; 2026-03-06 9:00、2026-03-05") == ((DAY, None), (date(2026, 3, 6), time(9)))
