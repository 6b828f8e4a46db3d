"""Twelve processes want the same five units: each unit is had once, and every loser is told so."""

from typing import TYPE_CHECKING

import pytest

from salesdesk.services.board import read_board
from tests.races.conftest import DONE, at_once

if TYPE_CHECKING:
    from tests.conftest import Bureau
    from tests.races.conftest import Start

PROCESSES = 12
LOST = 5
# What the defences are for: without the index and the look at the state, the same race sells a unit twice.
UNDEFENDED = """
from sqlalchemy import text
from db import engine, units, claims
from salesdesk.services import holds
real = engine.Database.writing
holds.check_claimable = lambda change, unit: None
units.move = lambda *args, **values: True
"""


def _rotated(units: list[str], by: int) -> list[str]:
    return units[by % len(units) :] + units[: by % len(units)]


@pytest.mark.parametrize(
    "command",
    [
        "hold {unit} --customer {who}",
        pytest.param("order {unit} --customer {who} --plan mortgage", marks=pytest.mark.slow),
    ],
)
def test_each_of_five_units_is_had_once_by_twelve_processes(stocked: "Bureau", start: "Start", command: str) -> None:
    units = [row.code for row in read_board(stocked.admin).units]
    lines = [
        [command.format(unit=unit, who=number + 1) for unit in _rotated(units, number)] for number in range(PROCESSES)
    ]
    answers = [answer for each in at_once(start, lines) for answer in each]
    assert {answer["exit"] for answer in answers} == {DONE, LOST}
    won = [answer["result"]["unit"] for answer in answers if answer["exit"] == DONE]
    assert sorted(won) == sorted(units)
    assert all(answer["error"]["code"] == "lost" for answer in answers if answer["exit"] == LOST)


def test_the_index_alone_keeps_a_unit_from_being_claimed_twice(stocked: "Bureau", start: "Start") -> None:
    units = [row.code for row in read_board(stocked.admin).units]
    lines = [[f"hold {unit} --customer {number + 1}" for unit in units] for number in range(4)]
    answers = [answer for each in at_once(start, lines, UNDEFENDED) for answer in each]
    won = [answer["result"]["unit"] for answer in answers if answer["exit"] == DONE]
    assert sorted(won) == sorted(units)


@pytest.mark.slow
def test_without_index_and_state_the_same_race_claims_a_unit_twice(stocked: "Bureau", start: "Start") -> None:
    units = [row.code for row in read_board(stocked.admin).units]
    with stocked.database.writing() as tx:
        tx.cursor.execute("DROP INDEX uq_claim_live")
        if not tx.is_postgres:
            tx.cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'claim'")
            for (name,) in tx.cursor.fetchall():
                tx.cursor.execute(f"DROP TRIGGER {name}")
    lines = [[f"hold {unit} --customer {number + 1}" for unit in units] for number in range(4)]
    answers = [answer for each in at_once(start, lines, UNDEFENDED) for answer in each]
    won = [answer["result"]["unit"] for answer in answers if answer["exit"] == DONE]
    assert len(won) > len(set(won)), "the race proves nothing if it cannot be lost"


def test_a_key_sent_by_many_at_once_does_one_thing(stocked: "Bureau", start: "Start") -> None:
    unit = read_board(stocked.admin).units[0].code
    answers = at_once(start, [[f"hold {unit} --customer 1 --key same"] for _ in range(6)])
    assert {answer[0]["exit"] for answer in answers} == {DONE}
    assert len({answer[0]["result"]["claim_id"] for answer in answers}) == 1
