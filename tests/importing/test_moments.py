"""Days and times as files have them."""

from datetime import date, time

import pytest

from salesdesk.importing.moments import CouldBeTwo, order_of, parse_day, parse_day_order, parse_moment, parse_moments

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
        "26年3月5日",
        "2026-03-05 星期四",
        "5 Mar 2026",
        "05-Mar-26",
        "March 5, 2026",
        "05.03.2026",
        "2026-03-05 12:00 AM",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert parse_moment(text) == (DAY, None)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05 14:30",
        "2026-03-05T14:30:05",
        "2026-03-05T14:30:05+08:00",
        "2026年3月5日14时30分",
        "2026年3月5日(周四) 下午2点30分",
        "Mar 5, 2026 2:30 PM",
        "46086.6041666667",
    ],
)
def test_a_time_beside_it_is_read(text: str) -> None:
    assert parse_moment(text) == (DAY, time(14, 30))
    assert parse_day(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05T14:30:05Z",
        "2026-03-05 10:00-11:00",
        "3月5日",
        "5 Mayor 2026",
        "2026-13-01",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "5",
        "soon",
        "20261301",
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["3/5/2026", "26/3/5", "5.3.26", "1-2-2026 10:00"])
def test_a_day_that_could_be_two_is_refused_as_such(text: str) -> None:
    with pytest.raises(CouldBeTwo):
        parse_moments(text)


@pytest.mark.parametrize(
    ("text", "order"),
    [("5/3/2026", "dmy"), ("3/5/2026", "mdy"), ("26/3/5", "ymd"), ("3-5-26", "mdy"), ("5.3.26", "dmy")],
)
def test_a_day_is_read_in_the_order_that_is_told(text: str, order: str) -> None:
    assert parse_day(text, order) == DAY
    assert parse_day("2026-03-05", order) == DAY


def test_an_order_is_told_by_its_letters_or_by_a_day_that_fits_no_other() -> None:
    assert [parse_day_order(text) for text in ("DD/MM/YYYY", "月/日/年", "yyyy-mm-dd", "㎡", "D/M")] == [
        "dmy", "mdy", "ymd", "", "",
    ]  # fmt: skip
    assert [order_of(cells) for cells in (["3/5/2026", "25/3/2026"], ["3/25/2026"], ["3/5/2026"], ["25/3/26"])] == [
        "dmy", "mdy", "", "",
    ]  # fmt: skip
    assert order_of(["25/3/2026", "3/25/2026"]) == ""


def test_several_days_in_a_cell_are_read_once_each() -> None:
    assert parse_moments("2026-03-05; 2026-03-06 9:00、2026-03-05") == ((DAY, None), (date(2026, 3, 6), time(9)))
