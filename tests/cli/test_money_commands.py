"""Money on the command line: unallocated, moved, given back; late fees explained; the day closed."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


def _order(machine: "Machine") -> None:
    (order,) = machine.run("rep", "order 3-1-0101 --customer 1 --plan mortgage")
    assert order["exit"] == 0


def test_what_is_unallocated_is_listed_moved_and_given_back(machine: "Machine") -> None:
    _order(machine)
    added, listed, moved, back, rest = machine.run(
        "cashier",
        "receipt add D-0001 15000 --method cash --step deposit",
        "receipt unallocated",
        "receipt move D-0001 3000 --line 'first payment'",
        "receipt refund D-0001 2,000.00 --method transfer --reason 'paid too much'",
        "receipt unallocated",
    )
    assert (added["result"]["unallocated_minor"], added["result"]["advance_minor"]) == (500_000, 0)
    assert listed["result"]["total_minor"] == 500_000
    assert listed["result"]["unallocated"][0]["deal_id"] == "D-0001"
    assert (moved["result"]["allotted_minor"], moved["result"]["left_minor"]) == (300_000, 200_000)
    assert (back["result"]["receipt_no"], back["result"]["left"]) == ("R-000002", "0")
    assert rest["result"] == {"unallocated": [], "total_minor": 0, "total": "0"}


def test_a_refund_of_more_than_there_is_is_refused_by_a_rule(machine: "Machine") -> None:
    _order(machine)
    machine.run("cashier", "receipt add D-0001 15000 --method cash --step deposit")
    refused, both = machine.run(
        "cashier",
        "receipt refund D-0001 6000 --method cash --reason 'too much'",
        "receipt add D-0001 5 --method cash --step deposit --line deposit",
    )
    assert (refused["exit"], refused["error"]["code"]) == (3, "not_that_much")
    assert refused["error"]["details"]["there_minor"] == 500_000
    assert both["exit"] == 2


def test_a_late_fee_is_explained_day_by_day(machine: "Machine") -> None:
    _order(machine)
    day = (date.today() + timedelta(days=20)).isoformat()
    plain = machine.by("cashier", "latefee", "D-0001", "--on", day, "--json").json
    deposit = plain["rows"][0]
    assert (deposit["label"], deposit["days"], len(deposit["stretches"])) == ("deposit", [], 1)
    assert plain["total_minor"] == sum(each["late_fee_minor"] for each in plain["rows"]) > 0
    told = machine.by("cashier", "latefee", "D-0001", "--on", day, "--explain")
    assert told.exit == 0
    assert f"  {day}" in told.out
    assert "10,000 yuan × 2/10,000 = 2 yuan" in told.out


def test_the_day_is_closed_by_command(machine: "Machine") -> None:
    _order(machine)
    machine.run("cashier", "receipt add D-0001 15000 --method cash", "receipt add D-0001 10 --method card")
    told = machine.by("cashier", "dayend")
    assert told.out.splitlines()[0].endswith(", open")
    assert "together" in told.out
    closed = machine.by("cashier", "dayend", "--close", "--json").json
    assert (closed["closed_by"], closed["net_minor"], closed["count"]) == ("cashier", 1_501_000, 2)
    again, late, shut = machine.run("cashier", "dayend", "receipt add D-0001 5 --method cash", "dayend --close")
    assert again["result"]["closed"]
    assert (late["exit"], late["error"]["code"]) == (3, "day_closed")
    assert (shut["exit"], shut["error"]["code"]) == (3, "day_closed_before")


def test_earnest_money_on_a_hold_by_command(machine: "Machine") -> None:
    machine.run("rep", "hold 3-1-0101 --customer 1 --minutes 30")
    added, listed, moved, wrong, both, why = machine.run(
        "cashier",
        "receipt add - 5000 --hold 3-1-0101 --method wechat",
        "hold list",
        "receipt move R-000001 5000 --hold 3-1-0101",
        "receipt add D-0001 5000 --hold 3-1-0101 --method wechat",
        "receipt move R-000001 5000 --hold 3-1-0101 --to D-0001",
        "unit 3-1-0101",
    )
    assert (added["result"]["on_hold"], added["result"]["deal_id"], added["result"]["unallocated_minor"]) == (
        "3-1-0101", None, 500_000,
    )  # fmt: skip
    assert (listed["result"]["holds"][0]["money_minor"], listed["result"]["holds"][0]["undecided"]) == (500_000, False)
    assert moved["result"]["to_hold"] == "3-1-0101"
    assert [wrong["exit"], both["exit"]] == [2, 2]
    assert why["result"]["claim"]["money_minor"] == 500_000
    said = machine.by("cashier", "receipt", "unallocated").out
    assert "on the hold" in said
    (kept,) = machine.run("rep", "release 3-1-0101")
    assert (kept["exit"], kept["error"]["code"]) == (3, "money_on_hold")
    (order,) = machine.run("rep", "order 3-1-0101 --customer 1 --plan mortgage")
    assert order["result"]["carried_minor"] == 500_000
