"""The rooms of the console: its main screens, their keys, and the rights of which any opens each."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from salesdesk.domain.import_kinds import IMPORT_RIGHTS
from salesdesk.domain.roles import Right
from salesdesk.language import N_

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from screens.desk_screen import DeskScreen


@dataclass(frozen=True, slots=True)
class Room:
    """One main screen; its file is read when it is first entered."""

    key: str
    mode: str
    name: str
    rights: tuple[Right, ...]
    place: str

    def is_open_to(self, desk: "Desk") -> bool:
        """Tell whether whoever sits at a desk may enter."""
        return any(map(desk.may, self.rights))

    def load(self) -> "type[DeskScreen]":
        """Read the screen's file."""
        module, name = self.place.split(":")
        found: type[DeskScreen] = getattr(import_module(module), name)
        return found

    def make(self, ahead: object = None) -> "DeskScreen":
        """Make the screen, which shows first what was read ahead."""
        screen = self.load()()
        screen.expect(ahead)
        return screen


ROOMS = (
    Room("f1", "today", N_("Today"), (Right.SEE_TODAY,), "screens.today:TodayScreen"),
    Room("f2", "board", N_("Board"), (Right.SEE_BOARD,), "screens.board:BoardScreen"),
    Room("f3", "deals", N_("Deals"), (Right.SEE_MONEY,), "screens.deals:DealsScreen"),
    Room("f4", "customers", N_("Customers"), (Right.SEE_TODAY,), "screens.customers:CustomersScreen"),
    Room("f5", "approvals", N_("Approvals"), (Right.REQUEST_DISCOUNT,), "screens.approvals:ApprovalsScreen"),
    Room("f6", "money", N_("Money"), (Right.SEE_MONEY,), "screens.money:MoneyScreen"),
    Room("f7", "prices", N_("Prices"), (Right.SET_PRICES,), "screens.price_lists:PriceListsScreen"),
    Room("f8", "imports", N_("Imports"), tuple(set(IMPORT_RIGHTS.values())), "screens.imports:ImportsScreen"),
)
