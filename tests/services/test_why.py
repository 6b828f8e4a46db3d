"""Why a unit can or cannot be sold: each case in words, with what would help and who can do it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from db import units
from salesdesk.domain.errors import BadValue
from salesdesk.domain.roles import Right, Role, who_may
from salesdesk.domain.units import Lock
from salesdesk.services import batches, holds, office
from salesdesk.services.board import unit_card
from salesdesk.services.why import Reason, why_not

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _who(right: Right) -> list[str]:
    return [str(role) for role in who_may(right)]


def _only(bureau: "Bureau", unit: str) -> Reason:
    answer = why_not(bureau.desk(Role.REP), unit)
    assert not answer.sellable
    (reason,) = answer.reasons
    return reason


def test_a_free_unit_can_be_sold(bureau: "Bureau") -> None:
    unit = bureau.units(1)[0]
    answer = why_not(bureau.desk(Role.REP), unit)
    assert (answer.unit, answer.sellable, answer.reasons) == (unit, True, [])


@pytest.mark.parametrize("kind", Lock)
def test_each_lock_is_told_with_its_reason(sqlite_bureau: "Bureau", kind: Lock) -> None:
    unit = sqlite_bureau.units(1)[0]
    holds.lock_unit(sqlite_bureau.desk(Role.MANAGER), unit, kind, "the court in town")
    reason = _only(sqlite_bureau, unit)
    shown = str(kind).replace("_", " ")
    assert reason.code == f"locked_{kind}"
    assert reason.message == f"it is locked ({shown}) by manager one: the court in town"
    assert reason.who_can_change == _who(Right.WITHHOLD)
    assert "unlock" in reason.help


def test_a_lock_needs_a_reason(sqlite_bureau: "Bureau") -> None:
    unit, manager = sqlite_bureau.units(1)[0], sqlite_bureau.desk(Role.MANAGER)
    with sqlite_bureau.refuses(BadValue, match="reason"):
        holds.lock_unit(manager, unit, Lock.SEIZED, " ")


def test_a_claimed_unit_says_who_has_it(bureau: "Bureau") -> None:
    held, sold = bureau.units(2)
    rep = bureau.desk(Role.REP)
    buyer = bureau.customer(rep)
    holds.place_hold(rep, held, buyer)
    bureau.sold(sold, buyer=buyer)
    first, second = _only(bureau, held), _only(bureau, sold)
    assert first.code == "held"
    assert first.message.startswith("it is held until 2026-")
    assert first.message.endswith("rep one has it")
    assert first.who_can_change == ["rep", *_who(Right.RELEASE_ANY_HOLD)]
    assert (second.code, second.message) == ("subscribed", "it is subscribed: rep one has it")
    assert second.who_can_change == _who(Right.CANCEL_DEAL)


def test_a_unit_kept_back_says_until_when(sqlite_bureau: "Bureau") -> None:
    unit = sqlite_bureau.units(1)[0]
    holds.withhold(sqlite_bureau.desk(Role.MANAGER), unit, "the owner", date(2026, 9, 30))
    assert _only(sqlite_bureau, unit).message == "it is kept back until 2026-09-30: the owner"


def test_an_unreleased_unit_says_all_that_it_waits_for(sqlite_bureau: "Bureau") -> None:
    unit = sqlite_bureau.units(1, released=False)[0]
    with sqlite_bureau.database.writing() as tx:
        number = units.units_called(tx, 1, unit)[0].id
        units.change_unit(tx, number, {"list_price_minor": None})
    rep = sqlite_bureau.desk(Role.REP)
    assert [each.code for each in why_not(rep, unit).reasons] == ["not_released", "no_batch", "no_price"]
    batches.add_batch(sqlite_bureau.admin, "Spring", "2026-001", sqlite_bureau.clock.now + timedelta(hours=2))
    reasons = why_not(rep, unit).reasons
    assert [each.code for each in reasons] == ["not_released", "not_open", "no_price"]
    assert reasons[1].message.startswith("its batch Spring opens at 2026-")
    assert all(each.help for each in reasons)


def test_who_does_not_sell_is_told_so(sqlite_bureau: "Bureau") -> None:
    unit = sqlite_bureau.units(1)[0]
    (reason,) = why_not(sqlite_bureau.desk(Role.CASHIER), unit).reasons
    assert (reason.code, reason.who_can_change) == ("role", _who(Right.ORDER))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"list_price_minor": 6_000_000_01}, "above_filed"),
        ({"list_price_minor": 5_000_000_00}, "below_band"),
        ({"floor_price_minor": 6_000_000_01}, "below_floor"),
        ({"inner_area": None}, "no_inner_area"),
    ],
)
def test_a_price_at_which_it_may_not_be_sold_is_told(bureau: "Bureau", values: dict[str, int], code: str) -> None:
    unit = bureau.units(1)[0]
    office.set_project(bureau.admin, "price_band_low_percent", "85")
    office.set_project(bureau.admin, "price_basis", "inner")
    with bureau.database.writing() as tx:
        units.change_unit(tx, units.units_called(tx, 1, unit)[0].id, values)
    reason = _only(bureau, unit)
    assert (reason.code, bool(reason.help)) == (code, True)
    assert reason.who_can_change == _who(Right.IMPORT if code == "no_inner_area" else Right.SET_PRICES)
    assert not any(each.isdigit() for each in reason.message)


def test_who_holds_a_unit_is_told_what_they_may_do(bureau: "Bureau") -> None:
    unit, rep = bureau.units(1)[0], bureau.desk(Role.REP)
    holds.place_hold(rep, unit, bureau.customer(rep))
    assert "Order it" in _only(bureau, unit).help
    (reason,) = why_not(bureau.desk(Role.REP, "rival"), unit).reasons
    assert ("Order it" in reason.help, reason.who_can_change) == (False, _who(Right.RELEASE_ANY_HOLD))


def test_the_wall_is_told_no_names_and_no_reasons(sqlite_bureau: "Bureau") -> None:
    held, sold, locked, kept = sqlite_bureau.units(4)
    rep, manager, wall = (sqlite_bureau.desk(each) for each in (Role.REP, Role.MANAGER, Role.WALL))
    buyer = sqlite_bureau.customer(rep)
    holds.place_hold(rep, held, buyer)
    sqlite_bureau.sold(sold, buyer=buyer)
    holds.lock_unit(manager, locked, Lock.SEIZED, "the debts of 李明")
    holds.withhold(manager, kept, "for the owner's son", date(2026, 9, 30))
    for unit in (held, sold, locked, kept):
        first, last = why_not(wall, unit).reasons
        assert not any(word in first.message for word in ("one", "李明", "son", "王"))
        assert (last.code, last.who_can_change) == ("role", _who(Right.ORDER))
    for unit in (held, sold, locked, kept):
        card = unit_card(wall, unit)
        assert not any(word in str(card) for word in ("rep one", "李明", "owner's", "王小明")), card
        assert card.history == []
    assert "李明" in str(unit_card(rep, locked).history)


def test_the_auditor_is_told_everything_and_sells_nothing(sqlite_bureau: "Bureau") -> None:
    unit = sqlite_bureau.units(1)[0]
    holds.lock_unit(sqlite_bureau.desk(Role.MANAGER), unit, Lock.SEIZED, "the court in town")
    lock, role = why_not(sqlite_bureau.desk(Role.AUDITOR), unit).reasons
    assert lock.message == "it is locked (seized) by manager one: the court in town"
    assert (role.code, role.message) == ("role", "auditor: this role does not sell")
