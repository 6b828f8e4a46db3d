"""Working days: the office's holidays, and where a due date goes that falls on one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from db import plans
from db.plans import HolidayRow
from salesdesk.domain.calendar_dates import as_is, next_working_day
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.phrases import Phrase, message
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.services.desk import Change, Look, changes, sees

SATURDAY = 5
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class HolidayAnswer:
    """A day on which nobody works, or a weekend day on which everybody does."""

    day: date
    name: str
    works: bool


def working_day(look: Look) -> Callable[[date], date]:
    """Give what moves a due date to the next working day, where the project wants that; else it stays."""
    return _mover(look) if look.settings.working_days else as_is


def _mover(look: Look) -> Callable[[date], date]:
    is_off = day_off(look)
    return lambda day: next_working_day(day, is_off)


def day_off(look: Look) -> Callable[[date], bool]:
    """Tell of any day whether nobody works: weekends and holidays, but not a weekend day that is worked."""
    said = {each.day: each.works for each in plans.holidays(look.tx, look.project_id)}
    return lambda day: not said[day] if day in said else day.weekday() >= SATURDAY


@sees(Right.SEE_BOARD)
def list_holidays(look: Look) -> list[HolidayAnswer]:
    """List the holidays and the weekend days on which everybody works."""
    return [HolidayAnswer(each.day, each.name, each.works) for each in plans.holidays(look.tx, look.project_id)]


@changes("holiday.add", Right.MANAGE_PROJECT)
def add_holidays(change: Change, days: Sequence[date], name: str, works: bool = False) -> list[HolidayAnswer]:
    """Note that nobody works on some days, or with `works` that everybody does though it is a weekend.

    Raises:
        BadValue: there is no day or no name, or the days leave no working day within a month.
    """
    plain = tidy(name)
    if not 0 < len(plain) <= LONGEST_NAME:
        raise BadValue(what="name", value=name, why=Phrase("a name has 1 to {most} characters", most=LONGEST_NAME))
    if not days:
        raise BadValue(what="day", value="", why="name at least one day")
    rows = [HolidayRow(day, plain, works) for day in dict.fromkeys(days)]
    plans.set_holidays(change.tx, change.project_id, rows)
    _check_some_work(change, [each.day for each in rows])
    change.tell("holiday.added", days=[each.day.isoformat() for each in rows], name=plain, works=works)
    return [HolidayAnswer(each.day, each.name, each.works) for each in rows]


def _check_some_work(change: Change, days: Sequence[date]) -> None:
    is_off = day_off(change)
    try:
        for day in days:
            next_working_day(day, is_off)
    except ValueError as failure:
        raise BadValue(what="day", value=days[0].isoformat(), why=message(failure)) from None


@changes("holiday.remove", Right.MANAGE_PROJECT)
def remove_holiday(change: Change, day: date) -> HolidayAnswer:
    """Let a day be like any other again; due dates that were moved stay where they are.

    Raises:
        NotFound: nothing is said of that day.
    """
    found = next((each for each in plans.holidays(change.tx, change.project_id) if each.day == day), None)
    if found is None:
        raise NotFound(what="holiday", value=day.isoformat(), hint="See `salesdesk holiday list`.")
    plans.forget_holiday(change.tx, change.project_id, day)
    change.tell("holiday.removed", day=day.isoformat(), name=found.name)
    return HolidayAnswer(found.day, found.name, found.works)
