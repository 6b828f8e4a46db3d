"""Refusals: everything that can be wrong in an office, each with a code, a sentence and an exit code."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum
from inspect import cleandoc
from typing import ClassVar

from salesdesk.domain.money import format_minor


class Exit(IntEnum):
    """Exit codes of the command line."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3
    NOT_PERMITTED = 4
    LOST = 5
    NEEDS_APPROVAL = 6
    ROWS_REJECTED = 7
    DATABASE = 8


class DeskError(Exception):
    """The desk refused this."""

    exit_code: ClassVar[Exit] = Exit.REFUSED

    def __init__(self, **details: object) -> None:
        super().__init__()
        self.details = details

    def code(self) -> str:
        """Give the name that programs rely on, in snake_case."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type(self).__name__).lower()

    @classmethod
    def template(cls) -> str:
        """Give the untranslated sentence, with `{names}` where the details go."""
        return cleandoc(cls.__doc__ or "").replace("\n", " ")

    def sentence(self, template: str) -> str:
        """Fill the details into a sentence (the class's own, or its translation)."""
        return template.format_map(Shown(self.details))

    def __str__(self) -> str:
        return self.sentence(self.template())


class Shown(dict[str, object]):
    """Details as a reader sees them: `x_minor` is offered as `x` in yuan, a moment by its local time."""

    def __init__(self, details: Mapping[str, object]) -> None:
        super().__init__({name: _shown(value) for name, value in details.items()})
        for name, value in details.items():
            if name.endswith("_minor") and isinstance(value, int):
                self[name.removesuffix("_minor")] = format_minor(value)

    def __missing__(self, name: str) -> str:
        return "?"


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        return ", ".join(str(_shown(item)) for item in value) or "-"
    return value.replace("_", " ") if isinstance(value, StrEnum) else value


class UsageError(DeskError):
    """{problem}"""

    exit_code = Exit.USAGE


class BadValue(DeskError):
    """{what} {value!r} is not understood: {why}."""

    exit_code = Exit.USAGE


class NotFound(DeskError):
    """There is no {what} {value!r}. {hint}"""

    exit_code = Exit.USAGE


class Ambiguous(DeskError):
    """{what} {value!r} could be {candidates}. Give the whole name."""

    exit_code = Exit.USAGE


class NotSignedIn(DeskError):
    """Nobody is signed in. Use `salesdesk login NAME`, or set SALESDESK_STAFF and SALESDESK_PIN."""

    exit_code = Exit.NOT_PERMITTED


class SignInRefused(DeskError):
    """The name and the PIN do not match; {left} tries left."""

    exit_code = Exit.NOT_PERMITTED


class SignInLocked(DeskError):
    """Too many wrong tries: signing in is closed until {until}."""

    exit_code = Exit.NOT_PERMITTED


class NotPermitted(DeskError):
    """The role {role} may not {action}; {who_can} may."""

    exit_code = Exit.NOT_PERMITTED


class Lost(DeskError):
    """{unit} is taken: {holder} has it until {until}. Free and like it: {similar}."""

    exit_code = Exit.LOST


class TakenThisMoment(Lost):
    """{unit} was taken by somebody else at this very moment. Look at the board again."""

    def code(self) -> str:
        """Give the same name as for a unit that was taken before: to the loser it is one thing."""
        return "lost"


class Undecided(Lost):
    """{unit} is held by {holder}: its time is over, but money lies on it, and a decision is due. Free: {similar}."""

    def code(self) -> str:
        """Give the same name as for a unit that is held: to the loser it is one thing."""
        return "lost"


class Sold(Lost):
    """{unit} is sold: it is {holder}'s deal. Free and like it: {similar}."""

    def code(self) -> str:
        """Give the same name as for a unit that is held: to the loser it is one thing."""
        return "lost"


class NeedsApproval(DeskError):
    """This price needs an approval (request {request_id}): {why}."""

    exit_code = Exit.NEEDS_APPROVAL


class DatabaseUnusable(DeskError):
    """The database cannot be used: {problem}. {hint}"""

    exit_code = Exit.DATABASE


class ImportInTheWay(DatabaseUnusable):
    """An import of {file} is being written or taken back. Try again when it is done."""


class Unconfirmed(DeskError):
    """The connection was lost at the last moment: it is not known whether this was done. Look, or send it again."""

    exit_code = Exit.DATABASE


class KeyReused(DeskError):
    """The idempotency key {key!r} was already used for something else ({command}). Use a new key."""
