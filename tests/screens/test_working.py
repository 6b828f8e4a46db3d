"""What a screen does in a thread: once, even when the line is lost while it is made durable."""

from typing import TYPE_CHECKING

from salesdesk.domain.errors import Unconfirmed
from salesdesk.domain.roles import Role
from salesdesk.services.holds import HoldAnswer, list_holds, place_hold
from screens.working import confirmed

if TYPE_CHECKING:
    from tests.conftest import Bureau


def test_what_nobody_can_confirm_is_asked_again_and_done_once(sqlite_bureau: "Bureau") -> None:
    rep, unit = sqlite_bureau.desk(Role.REP), sqlite_bureau.units(1)[0]
    buyer, answers = sqlite_bureau.customer(rep), list[HoldAnswer]()
    desk = rep.keyed("one-press")

    def hold() -> HoldAnswer:
        answers.append(place_hold(desk, unit, buyer))
        if len(answers) == 1:
            raise Unconfirmed
        return answers[-1]

    assert confirmed(hold) == answers[0]
    assert [each.unit for each in list_holds(rep)] == [unit]
    assert len(answers) == 2
