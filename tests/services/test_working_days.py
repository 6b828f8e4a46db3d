"""The office's holidays: named days on which nobody works, of which some are left to work on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.roles import Role
from salesdesk.services import audit, working_days

if TYPE_CHECKING:
    from tests.conftest import Bureau

DAY = date(2026, 10, 1)


def test_a_holiday_is_listed_until_it_is_taken_back(bureau: "Bureau") -> None:
    working_days.add_holidays(bureau.admin, [DAY, DAY], " National  Day ")
    (listed,) = working_days.list_holidays(bureau.desk(Role.REP))
    assert (listed.day, listed.name, listed.works) == (DAY, "National Day", False)
    assert working_days.remove_holiday(bureau.admin, DAY) == listed
    assert working_days.list_holidays(bureau.admin) == []
    assert audit.verify(bureau.admin).ok


@pytest.mark.parametrize(
    ("days", "name", "why"),
    [
        ([DAY], " ", "a name has 1 to 40 characters"),
        ([DAY], "x" * 41, "a name has 1 to 40 characters"),
        ([], "Spring", "name at least one day"),
        ([DAY + timedelta(days=each) for each in range(60)], "closed", "no working day within 31 days of 2026-10-01"),
    ],
    ids=["no name", "long name", "no day", "no day left"],
)
def test_holidays_that_make_no_sense_are_refused(bureau: "Bureau", days: Sequence[date], name: str, why: str) -> None:
    with bureau.refuses(BadValue, match=why):
        working_days.add_holidays(bureau.admin, days, name)


def test_a_day_that_is_no_holiday_is_not_taken_back(bureau: "Bureau") -> None:
    working_days.add_holidays(bureau.admin, [DAY], "National Day")
    with bureau.refuses(NotFound, match="no holiday '2026-10-02'"):
        working_days.remove_holiday(bureau.admin, date(2026, 10, 2))
