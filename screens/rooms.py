"""The rooms of the console: its main screens, their keys, and the right that opens each."""

from dataclasses import dataclass
from importlib import import_module

from textual.screen import Screen

from salesdesk.domain.roles import Right
from salesdesk.language import N_


@dataclass(frozen=True, slots=True)
class Room:
    """One main screen; its file is read when it is first entered."""

    key: str
    mode: str
    name: str
    right: Right
    place: str

    def load(self) -> type[Screen[None]]:
        """Read the screen's file."""
        module, name = self.place.split(":")
        found: type[Screen[None]] = getattr(import_module(module), name)
        return found

    def make(self) -> Screen[None]:
        """Make the screen."""
        return self.load()()


ROOMS = (
    Room("f1", "today", N_("Today"), Right.SEE_TODAY, "screens.today:TodayScreen"),
    Room("f2", "board", N_("Board"), Right.SEE_BOARD, "screens.board:BoardScreen"),
    Room("f3", "deals", N_("Deals"), Right.SEE_MONEY, "screens.deals:DealsScreen"),
    Room("f4", "customers", N_("Customers"), Right.SEE_TODAY, "screens.customers:CustomersScreen"),
    Room("f5", "approvals", N_("Approvals"), Right.REQUEST_DISCOUNT, "screens.approvals:ApprovalsScreen"),
    Room("f6", "money", N_("Money"), Right.SEE_MONEY, "screens.money:MoneyScreen"),
)
