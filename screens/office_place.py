"""What a widget may ask of the console it stands in."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from textual.screen import Screen

from screens.rooms import Room

if TYPE_CHECKING:
    from db.engine import Database
    from salesdesk.services.desk import Desk
    from salesdesk.services.pins import PinVault


class Premises(Protocol):
    """Where the office is kept; asking may take a while, and may be refused."""

    @property
    def database(self) -> "Database":
        """The office's database."""

    @property
    def vault(self) -> "PinVault":
        """How its PINs are kept."""

    @property
    def idle_minutes(self) -> float:
        """After how many idle minutes the console locks itself."""


class Office(Protocol):
    """The console, as its screens and widgets know it."""

    waiting: int

    @property
    def desk(self) -> "Desk":
        """The desk that somebody sits at."""

    def local_now(self) -> datetime:
        """The time on the office's wall."""

    def may_enter(self, room: Room) -> bool:
        """Tell whether whoever sits here may open a room."""

    def open(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Open a screen or a question over this one; while the console is locked it waits."""

    async def enter(self, mode: str) -> None:
        """Go to a room."""

    def notify(self, message: str, **how: Any) -> None:
        """Show a toast, as plain text; while the console is locked it waits."""

    def when_open(self, act: Callable[[], object]) -> None:
        """Act now, or when the lock that lies over the console is opened."""
