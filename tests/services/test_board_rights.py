"""What the board, and a unit's history, keep from those who have no right to it."""

from typing import TYPE_CHECKING

from db import units
from salesdesk.domain.roles import Right, Role
from salesdesk.services import board, holds
from salesdesk.services.desk import Change, changes

if TYPE_CHECKING:
    from tests.conftest import Bureau


def test_the_wall_sees_states_but_neither_prices_nor_names(sqlite_bureau: "Bureau") -> None:
    rep, wall = sqlite_bureau.desk(Role.REP), sqlite_bureau.desk(Role.WALL)
    unit = sqlite_bureau.units(2)[0]
    holds.place_hold(rep, unit, sqlite_bureau.customer(rep))
    row = _row(board.read_board(wall).units, unit)
    assert (row.state, row.list_price_minor, row.customer) == ("held", None, None)
    assert all(tile.list_price_minor is None for tile in board.read_board(wall).tiles)


def test_a_rep_sees_the_names_of_their_own_holds_alone(sqlite_bureau: "Bureau") -> None:
    mine, other = sqlite_bureau.desk(Role.REP, "Wang Li"), sqlite_bureau.desk(Role.REP, "Chen Jie")
    manager = sqlite_bureau.desk(Role.MANAGER)
    unit = sqlite_bureau.units(2)[0]
    holds.place_hold(mine, unit, sqlite_bureau.customer(mine))
    assert _row(board.read_board(mine).units, unit).customer == "王小明"
    assert _row(board.read_board(other).units, unit).customer is None
    assert _row(board.read_board(manager).units, unit).customer == "王小明"


def test_a_history_tells_a_rep_no_floor_price(sqlite_bureau: "Bureau") -> None:
    unit = sqlite_bureau.units(1)[0]
    _reprice(sqlite_bureau.admin, unit)
    seen = {role: board.unit_card(sqlite_bureau.desk(role), unit).history[0].facts for role in (Role.REP, Role.MANAGER)}
    assert seen[Role.REP] == {"fields_after": {"list_price_minor": 2}}
    assert seen[Role.MANAGER] == {"fields_after": {"list_price_minor": 2, "floor_price_minor": 1}}


@changes("test.reprice", Right.IMPORT)
def _reprice(change: Change, unit: str) -> None:
    found = units.units_called(change.tx, change.project_id, unit)[0]
    change.tell("unit.changed", unit_id=found.id, fields_after={"list_price_minor": 2, "floor_price_minor": 1})


def _row(rows: list[units.BoardRow], code: str) -> units.BoardRow:
    return next(row for row in rows if row.code == code)
