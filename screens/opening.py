"""Going to the thing that a task or a line names: a deal, a unit on the board, a request, a customer."""

from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from salesdesk.domain.roles import Right
from screens.office_place import Office

if TYPE_CHECKING:
    from screens.app import DeskApp
    from screens.approvals import ApprovalsScreen
    from screens.board import BoardScreen


async def open_thing(screen: Screen[Any], ref: str, customer_id: int | None = None) -> None:
    """Open what a reference names: `D-0042`, `unit:…`, `request:7`, `change:7`; all else is the customer's record."""
    kind, _, name = ref.partition(":")
    if kind == "unit":
        await show_on_board(screen, name)
    elif kind in {"request", "change"}:
        await show_request(screen, name if kind == "request" else ref)
    elif ref.startswith("D-"):
        open_deal(screen, ref)
    elif customer_id is not None:
        open_customer(screen, customer_id)


def open_deal(screen: Screen[Any], deal_id: str) -> None:
    """Open a deal over this screen."""
    from screens.deal import DealScreen

    office = cast("Office", screen.app)
    if office.desk.may(Right.SEE_MONEY):
        office.open(DealScreen(deal_id))


def open_customer(screen: Screen[Any], customer_id: int) -> None:
    """Open a customer's record over this screen."""
    from screens.customer import CustomerScreen

    cast("Office", screen.app).open(CustomerScreen(str(customer_id)))


async def show_on_board(screen: Screen[Any], unit: str) -> None:
    """Go to the board, with the cursor on a unit."""
    app = cast("DeskApp", screen.app)
    await app.switch_mode("board")
    cast("BoardScreen", app.screen).go_to(unit)


async def show_request(screen: Screen[Any], key: str) -> None:
    """Go to the approvals, with the cursor on a request (`7`) or a change (`change:7`)."""
    app = cast("DeskApp", screen.app)
    await app.switch_mode("approvals")
    cast("ApprovalsScreen", app.screen).go_to(key)
