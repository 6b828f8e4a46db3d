"""What people type as values: what is read, and what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from salesdesk.cli import values
from salesdesk.domain.errors import BadValue

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-08-31 09:00", datetime(2026, 8, 31, 1, 0, tzinfo=UTC)),
        ("2026-08-31T09:00", datetime(2026, 8, 31, 1, 0, tzinfo=UTC)),
        ("2026-08-31 09:00:30", datetime(2026, 8, 31, 1, 0, 30, tzinfo=UTC)),
        ("2026-08-31T09:00+09:00", datetime(2026, 8, 31, 0, 0, tzinfo=UTC)),
        ("2026-08-31T09:00Z", datetime(2026, 8, 31, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_the_projects(text: str, read: datetime) -> None:
    assert values.moment(text, SHANGHAI) == read


@pytest.mark.parametrize(
    "text", ["", "2026-08-31", "2026-02-31 09:00", "2026-08-31 24:00", "2026-08-31 9:00", "２026-08-31 09:00", "now"]
)
def test_no_time(text: str) -> None:
    with pytest.raises(BadValue):
        values.moment(text, SHANGHAI)


def test_days_amounts_and_percentages() -> None:
    assert values.day("2026-08-31") == date(2026, 8, 31)
    assert values.amount("3,000.5") == 300_050
    assert values.percent("97.5%") == Decimal("97.5")
    for read, text in ((values.day, "2026-02-31"), (values.amount, "-5"), (values.percent, "100")):
        with pytest.raises(BadValue):
            read(text)


def test_numbers_may_be_named_as_tasks_name_them() -> None:
    assert (values.number("visit", "visit:7"), values.number("visit", " 7 ")) == (7, 7)
    for text in ("", "request:7", "-7", "7.0", "７", "1234567890"):
        with pytest.raises(BadValue):
            values.number("visit", text)


class Colour(StrEnum):
    DARK_RED = "dark_red"


def test_a_choice_is_read_however_it_is_written() -> None:
    assert {values.choice(Colour, "colour", text) for text in ("dark_red", "Dark red", "dark-red")} == {Colour.DARK_RED}
    with pytest.raises(BadValue, match="known are dark_red"):
        values.choice(Colour, "colour", "green")


def test_what_need_not_be_given_is_none() -> None:
    assert values.given(values.day, None) is None
    assert values.given(values.day, "2026-08-31") == date(2026, 8, 31)
