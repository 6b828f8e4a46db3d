"""Processes that are killed at work: what was answered is there, what was not is whole or not at all."""

from typing import TYPE_CHECKING

import pytest

from salesdesk.services.audit import verify
from salesdesk.services.board import read_board

if TYPE_CHECKING:
    from tests.conftest import Bureau
    from tests.races.conftest import Start


@pytest.mark.slow
def test_what_was_answered_survives_a_kill_and_the_rest_is_whole_or_absent(stocked: "Bureau", start: "Start") -> None:
    units = [row.code for row in read_board(stocked.admin).units]
    held: set[str] = set()
    for number, unit in enumerate(units, 1):
        session = start()
        session.send(f"hold {unit} --customer {number}", *[f"release {unit}", f"hold {unit} --customer 1"] * 20)
        answers = [session.answer() for _ in range(1 + 2 * number)]
        assert [each["exit"] for each in answers] == [0] * len(answers)
        session.kill()
        held.add(unit)
    board = read_board(stocked.admin)
    with_claim = {row.code for row in board.units if row.claim_kind is not None}
    assert with_claim == {row.code for row in board.units if row.state == "held"}
    assert verify(stocked.admin).ok
