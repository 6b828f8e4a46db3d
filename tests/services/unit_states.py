"""How a unit stands on the board, for tests."""

from typing import TYPE_CHECKING

from salesdesk.services import board

if TYPE_CHECKING:
    from tests.conftest import Bureau


def state_of(bureau: "Bureau", unit: str) -> str:
    """Give the state in which the board shows a unit."""
    return {row.code: row.state for row in board.read_board(bureau.admin).units}[unit]
