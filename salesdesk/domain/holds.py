"""Holds: how long, how often extended, how many at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from salesdesk.domain.errors import DeskError
from salesdesk.domain.phrases import Phrase


class HoldTooLong(DeskError):
    """A hold lasts from 1 to {max_minutes} minutes, not {minutes}."""


class ExtensionsUsedUp(DeskError):
    """This hold was extended {done} times already, and {allowed} is the most. Order, or let it go."""


class NotHeld(DeskError):
    """{unit} is not held: it is {state}. There is no hold to extend, to give back or to book money on."""


class MoneyOnHold(DeskError):
    """{amount} lies on the hold of {unit} ({receipts}). Order it, or have the cash desk give the money back first."""


class TooManyHolds(DeskError):
    """{whose} holds {count} units already, and {allowed} is the most. Release one first."""


class TooManyTries(DeskError):
    """You held this unit {count} times lately, and {allowed} is the most in {minutes} minutes. Let others try."""


@dataclass(frozen=True, slots=True)
class HoldRules:
    """A project's rules for holds; a limit of 0 is none."""

    minutes: int = 60
    max_minutes: int = 2_880
    max_extensions: int = 2
    extension_minutes: int = 60
    per_rep: int = 20
    per_customer: int = 10
    tries: int = 0
    tries_window_minutes: int = 1_440


def check_minutes(minutes: int | None, rules: HoldRules) -> int:
    """Give how long a hold lasts: what was asked for, or the project's usual time.

    Raises:
        HoldTooLong: outside what the project allows.
    """
    asked = rules.minutes if minutes is None else minutes
    if not 0 < asked <= rules.max_minutes:
        raise HoldTooLong(minutes=asked, max_minutes=rules.max_minutes)
    return asked


def check_extension(done: int, rules: HoldRules) -> None:
    """Refuse another extension when they are used up.

    Raises:
        ExtensionsUsedUp: saying how many there were.
    """
    if done >= rules.max_extensions:
        raise ExtensionsUsedUp(done=done, allowed=rules.max_extensions)


def check_counts(of_rep: int, of_customer: int, rules: HoldRules) -> None:
    """Refuse one hold too many for a rep or a customer.

    Raises:
        TooManyHolds: saying whose and how many.
    """
    for whose, count, allowed in (
        (Phrase("this rep"), of_rep, rules.per_rep),
        (Phrase("this customer"), of_customer, rules.per_customer),
    ):
        if allowed and count >= allowed:
            raise TooManyHolds(whose=whose, count=count, allowed=allowed)


def check_tries(count: int, rules: HoldRules) -> None:
    """Refuse a rep who holds the same unit again and again.

    Raises:
        TooManyTries: saying how often and in what time.
    """
    if rules.tries and count >= rules.tries:
        raise TooManyTries(count=count, allowed=rules.tries, minutes=rules.tries_window_minutes)


def extended(expires_at: datetime, now: datetime, minutes: int) -> datetime:
    """Give the new end of a hold that gets more time; one that waits for a decision goes on from now."""
    return max(expires_at, now) + timedelta(minutes=minutes)


def resumed(expires_at: datetime, stopped_at: datetime, now: datetime) -> datetime:
    """Give the new end of a hold whose clock stood still since a moment: what was left of it then begins now."""
    return now + (expires_at - stopped_at)
