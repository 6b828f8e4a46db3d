"""Changes of a deal on the command line: exit codes, the request's number, shapes, and the old deal shown."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


@pytest.fixture
def deal(machine: "Machine") -> str:
    """The first deal, with 60,000 paid on it."""
    assert machine.run("rep", "order 3-1-0101 --customer 1 --plan mortgage")[0]["exit"] == 0
    assert machine.run("cashier", "receipt add 1 60000 --method cash")[0]["exit"] == 0
    return "D-0001"


def _done(machine: "Machine", who: str, line: str) -> Any:
    (answer,) = machine.run(who, line)
    assert answer["exit"] == 0, answer
    return answer["result"]


def test_a_unit_change_goes_from_asking_to_the_new_deal(machine: "Machine", deal: str) -> None:
    ask = f'change unit {deal} 3-1-0201 --reason "a higher floor" --fee 1000'
    (asked,) = machine.run("rep", ask)
    error = asked["error"]
    assert (asked["exit"], error["code"], error["details"]["change_id"]) == (6, "change_waits", 1)
    assert error["details"]["after"]["unit"] == "3-1-0201"
    (early,) = machine.run("rep", "change do 1")
    assert early["exit"] == 6
    assert _done(machine, "manager", "change approve 1")["state"] == "approved"
    done = _done(machine, "rep", "change do 1")
    assert set(done) >= {
        "change_id",
        "kind",
        "state",
        "deal_id",
        "before",
        "after",
        "reason",
        "fee_minor",
        "new_deal_id",
    }
    assert (done["state"], done["fee"], done["new_deal_id"], done["after"]["carried"]) == (
        "done",
        "1,000",
        "D-0002",
        "59,000",
    )
    old, new = _done(machine, "rep", "deal show 1"), _done(machine, "rep", "deal show 2")
    assert (old["live"], old["to_deal"], new["from_deal"], new["unit"]) == (False, "D-0002", "D-0001", "3-1-0201")
    assert [each["change_id"] for each in _done(machine, "rep", "change list --deal 2")["changes"]] == [1]
    said = machine.by("rep", "deal", "show", "1")
    assert "it went on as D-0002" in said.out
    assert "3-1-0101" in machine.by("rep", "change", "show", "1").out
    assert _done(machine, "Ada Min", "audit verify")["ok"]


def test_a_key_sent_again_asks_once_and_gives_the_same_exit(machine: "Machine", deal: str) -> None:
    ask = f"change unit {deal} 3-1-0201 --reason view --key k1"
    first, again = machine.run("rep", ask, ask)
    assert (first["exit"], first["error"]["details"]["change_id"]) == (6, again["error"]["details"]["change_id"])
    assert len(_done(machine, "rep", "change list")["changes"]) == 1


def test_buyers_are_changed_and_a_deal_is_cancelled(machine: "Machine", deal: str) -> None:
    machine.run("rep", 'customer add "李梅" --phone 199-0000-0002')
    machine.run("rep", f"change buyer {deal} add 2 --share 40 --reason family")
    machine.run("manager", "change approve 1")
    assert _done(machine, "rep", "change do 1")["after"]["buyers"] == {"1": "60", "2": "40"}
    machine.run("rep", f"change cancel {deal} --outcome return --reason bank")
    machine.run("manager", "change approve change:2")
    assert _done(machine, "manager", "change do 2")["after"]["refund"] == "R-000002"
    shown = machine.by("rep", "deal", "show", "1").out
    assert "李梅 40 %" in shown
    assert "ended on" in shown


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("change unit 1 3-1-0101 --reason x", 2),
        ("change unit 1 9-9-9999 --reason x", 2),
        ("change buyer 1 marry 1 --reason x", 2),
        ("change buyer 1 remove 1 --reason x", 3),
        ("change cancel 1 --outcome gift --reason x", 2),
        ("change cancel 1 --outcome offset --reason x", 2),
        ("change cancel 1 --outcome return --reason x --fee 99999999", 3),
        ("change do 9", 2),
    ],
)
def test_what_cannot_be_is_refused_and_asks_for_nothing(machine: "Machine", deal: str, line: str, code: int) -> None:
    (answer,) = machine.run("rep", line)
    assert answer["exit"] == code, answer
    assert _done(machine, "rep", "change list")["changes"] == []
