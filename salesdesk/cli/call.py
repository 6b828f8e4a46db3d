"""One command as it was called: what was asked for, the desk it is done at, and how it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import typer

from salesdesk.cli import output
from salesdesk.cli.asked import Asked
from salesdesk.cli.session import Office, Opened

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

T = TypeVar("T")


@dataclass
class Call:
    """A command under way; `collected` keeps the answer instead of writing it."""

    office: Office
    asked: Asked = field(default_factory=Asked)
    collecting: bool = False
    collected: object = None

    @property
    def opened(self) -> Opened:
        """The database that was asked for."""
        return self.office.at(self.asked.db)

    @cached_property
    def desk(self) -> "Desk":
        """The desk at which the command is done, by whoever is signed in."""
        return self.office.desk(self.asked.db, self.asked.project).keyed(self.asked.key)

    @cached_property
    def zone(self) -> tzinfo | None:
        """The time zone of the desk's project, or `None` for this machine's."""
        from salesdesk.services.office import terms

        return terms(self.desk).zone()

    @property
    def known_zone(self) -> tzinfo | None:
        """The project's time zone if a desk was opened, else this machine's; never fails."""
        try:
            return self.zone if "desk" in vars(self) else None
        except Exception:  # a refusal is under way already, and this is only about how it shows a time
            return None

    def local(self, moment: datetime) -> str:
        """Show a moment as the clock on the office's wall does."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def show(self, answer: T, text: str | Callable[[T], str], found: object = None) -> None:
        """Answer: as JSON if that was asked for, else in a sentence to fill in, or as a function writes it.

        `found` is the JSON document where it differs from the answer itself.
        """
        if self.collecting or self.asked.json:
            self._show_document(answer if found is None else found)
        elif callable(text):
            output.write(text(answer))
        else:
            output.write(output.said(text, answer, self.zone if _has_moment(answer) else None))

    def _show_document(self, found: object) -> None:
        from salesdesk.cli.documents import document

        self.collected = document(found, self.zone if "desk" in vars(self) else None)
        if not self.collecting:
            output.write(output.as_json(self.collected))


def call_of(ctx: typer.Context) -> Call:
    """Give the command under way."""
    found = ctx.obj
    assert isinstance(found, Call)
    return found


def _has_moment(answer: object) -> bool:
    return any(isinstance(value, datetime) for value in output.members(answer).values())
