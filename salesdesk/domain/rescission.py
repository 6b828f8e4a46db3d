"""The days after the contract in which a buyer may leave without fault."""

from collections.abc import Callable
from datetime import date, timedelta

from salesdesk.domain.errors import DeskError


class NoRescission(DeskError):
    """{deal} cannot be rescinded: {why}. What ends it is a cancellation: `salesdesk change cancel`."""


def last_day_to_rescind(
    signed_on: date, days: int, business_days: bool, is_day_off: Callable[[date], bool]
) -> date | None:
    """Give the last day on which a contract can be rescinded; `None` where there is no such right.

    The day of the signing does not count. Calendar days run through weekends and holidays, business days skip them.
    Source: 15 U.S.C. § 1703 (b), seven days after the signing until midnight; states have other periods, and some
    count business days.
    """
    if days <= 0:
        return None
    day, left = signed_on, days
    while left:
        day += timedelta(days=1)
        left -= not (business_days and is_day_off(day))
    return day
