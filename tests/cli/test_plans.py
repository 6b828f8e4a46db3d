"""The commands of ways of paying and of holidays, with the real program."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


def test_an_office_adds_a_way_of_paying_and_orders_by_it(machine: "Machine") -> None:
    parts = ("--part", "first payment: 40% +7d", "--part", "rest: rest +2m")
    made = machine.by("Ada Min", "plan", "add", "halves", "--kind", "instalments", *parts, "--json")
    assert (made.exit, made.json["name"], made.json["standard"]) == (0, "halves", False)
    assert "halves" in machine.by("rep", "plan", "list").out
    assert "40 % in 7 days" in machine.by("rep", "plan", "show", "halves").out
    sheet = machine.by(
        "rep", "order", "3-1-0101", "--customer", "199-0000-0001", "--plan", "halves", "--dry-run", "--json"
    )
    assert [each["label"] for each in sheet.json["schedule"]] == ["deposit", "first payment", "rest"]
    retired = machine.by("Ada Min", "plan", "retire", "halves")
    assert retired.out == "halves is offered no more.\n"
    assert machine.by("rep", "plan", "show", "halves").exit == 2


def test_parts_that_do_not_add_up_are_refused(machine: "Machine") -> None:
    refused = machine.by("Ada Min", "plan", "add", "odd", "--kind", "one_sum", "--part", "all: 90%")
    assert refused.exit == 2
    assert refused.err.count("\n") <= 2
    assert "odd" not in machine.by("rep", "plan", "list").out


def test_holidays_are_added_listed_and_removed(machine: "Machine") -> None:
    added = machine.by("Ada Min", "holiday", "add", "2030-10-01", "2030-10-02", "--name", "国庆节", "--json")
    assert [each["day"] for each in added.json["holidays"]] == ["2030-10-01", "2030-10-02"]
    assert "国庆节" in machine.by("rep", "holiday", "list").out
    assert machine.by("Ada Min", "holiday", "remove", "2030-10-02").exit == 0
    assert "2030-10-02" not in machine.by("rep", "holiday", "list").out
    assert machine.by("rep", "holiday", "add", "2030-10-03", "--name", "x").exit == 4


def test_a_deal_is_paid_in_another_way(machine: "Machine") -> None:
    sale = ("3-1-0101", "--customer", "199-0000-0001", "--plan", "mortgage")
    deal = machine.by("rep", "order", *sale, "--json").json["deal_id"]
    assert machine.by("rep", "change", "plan", deal, "--plan", "one_sum", "--reason", "sold a flat").exit == 6
    (asked,) = machine.by("rep", "change", "list", "--waiting", "--json").json["changes"]
    assert (asked["kind"], asked["after"]["plan"], asked["needed_role"]) == ("plan", "one_sum", "manager")
    number = str(asked["change_id"])
    assert machine.by("rep", "change", "do", number).exit == 6
    assert machine.by("manager", "change", "approve", number).exit == 0
    assert machine.by("rep", "change", "do", number).exit == 0
    assert "sold a flat" in machine.by("rep", "schedule", deal, "--version", "2").out
    old = machine.by("rep", "schedule", deal, "--version", "1", "--json").json
    assert (old["plan"], old["holds"], len(old["schedule"])) == ("mortgage", False, 3)
    assert machine.by("rep", "schedule", deal, "--version", "3").exit == 2
    assert machine.by("rep", "change", "plan", deal, "--plan", "one_sum", "--reason", "again").exit == 2
