"""The JSON that other programs rely on: keys may be added, none renamed."""

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{2}:\d{2}")


def _results(machine: "Machine", who: str, *lines: str) -> list[Any]:
    answers = machine.run(who, *lines)
    assert all(each["exit"] == 0 for each in answers), answers
    return [each["result"] for each in answers]


def test_from_hold_to_contract_every_answer_has_its_shape(machine: "Machine") -> None:
    hold, order, sheet = _results(
        machine,
        "rep",
        "hold 3-1-0101 --customer 1",
        "order 3-1-0101 --customer 1 --plan mortgage",
        "order 3-1-0201 --customer 1 --plan one_sum --dry-run",
    )
    assert set(hold) >= {"unit", "claim_id", "customer", "expires_at"}
    assert MOMENT.fullmatch(hold["expires_at"])
    assert set(order) >= {"deal_id", "unit", "customer", "total_minor", "schedule"}
    assert (order["total_minor"], order["total"]) == (600_000_000, "6,000,000")
    assert {frozenset(each) for each in order["schedule"]} == {frozenset({"label", "due", "amount_minor", "amount"})}
    assert sum(each["amount_minor"] for each in order["schedule"]) == order["total_minor"] == sheet["total_minor"]

    first, second = _results(machine, "cashier", "receipt add D-0001 3000 --method cash", "receipt list")
    assert set(first) >= {"receipt_no", "deal_id", "amount_minor", "allotted", "unallocated_minor"}
    assert first["allotted"] == [{"label": "deposit", "amount_minor": 300_000, "amount": "3,000"}]
    assert (first["next_step"], first["next_due_minor"]) == ("top_up", 700_000)
    assert [each["receipt_no"] for each in second["receipts"]] == ["R-000001"]

    (deal, schedule, unit, why, board) = _results(
        machine, "rep", "deal show 1", "schedule d1", "unit 3-1-0101", "why 3-1-0101", "board 3"
    )
    _check_deal(deal)
    assert schedule["schedule"] == deal["schedule"]
    _check_unit(unit, why, board)


def _check_deal(deal: dict[str, Any]) -> None:
    keys = {"deal_id", "unit", "customer", "stage", "steps", "price", "schedule", "receipts"}
    assert set(deal) >= keys
    steps = {each["step"]: each for each in deal["steps"]}
    assert all(set(each) >= {"step", "state", "due", "done_at", "reason"} for each in steps.values())
    assert [each["state"] for each in deal["steps"]][:4] == ["done", "done", "open", "blocked"]
    assert "7,000" in steps["first_payment"]["reason"]
    assert deal["price"]["total_minor"] == 600_000_000


def _check_unit(unit: dict[str, Any], why: dict[str, Any], board: dict[str, Any]) -> None:
    assert (unit["unit"], unit["state"], unit["claim"]["customer"]) == ("3-1-0101", "subscribed", "王小明")
    assert (unit["built_area"], unit["inner_area"], unit["shared_area"]) == (100_00, 80_00, 20_00)
    assert unit["list_price"] == "6,000,000"
    assert unit["floor_price_minor"] is None, "a rep has no right to see it"
    assert MOMENT.fullmatch(unit["history"][0]["at"])
    assert why["sellable"] is False
    assert set(why["reasons"][0]) == {"code", "message", "who_can_change", "help"}
    assert set(board) >= {"project", "at", "counts", "units"}
    assert sum(board["counts"].values()) == len(board["units"]) == 6
    names = {"code", "building", "block", "floor", "room", "state", "list_price_minor"}
    assert all(set(each) >= names for each in board["units"])


def test_a_discount_is_asked_for_approved_and_used_once(machine: "Machine") -> None:
    ask = 'discount request 3-1-0101 --customer 1 --plan one_sum --percent 97.5 --reason "pays at once"'
    (request,) = _results(machine, "rep", ask)
    assert (request["request_id"], request["state"], request["needed_role"]) == (1, "waiting", "manager")
    order = "order 3-1-0101 --customer 1 --plan one_sum --discount-request"
    waits, unknown, own = machine.run("rep", f"{order} 1", f"{order} 9", "discount approve 1")
    assert [each["exit"] for each in (waits, unknown, own)] == [6, 2, 4]
    approved, listed = _results(machine, "manager", "discount approve 1", "discount list")
    assert (approved["state"], listed["requests"][0]["state"]) == ("approved", "approved")
    used, again = machine.run("rep", f"{order} request:1", "order 3-1-0201 --customer 1 --plan one_sum")
    assert used["result"]["total_minor"] == 585_000_000
    assert again["exit"] == 0
    (shown,) = _results(machine, "rep", "discount show 1")
    assert shown["state"] == "used"


def test_what_the_office_needs_beside_the_sale_has_its_shape(machine: "Machine") -> None:
    customer, _, visit, today, found = _results(
        machine,
        "rep",
        'customer add "Chen [red] Yu" --phone 199-0000-0002 --needs "3 rooms"',
        "customer edit 2 --note friendly",
        'visit add 2 --at "2026-01-05 10:00" --unit 3-1-0101',
        "today",
        "customer find chen",
    )
    assert set(customer) >= {"customer_id", "name", "phones"}
    assert MOMENT.fullmatch(visit["at"])
    assert set(today) >= {"date", "role", "counts", "tasks"}
    assert today["counts"]["visit"] == len([each for each in today["tasks"] if each["kind"] == "visit"]) == 1
    assert set(today["tasks"][0]) >= {"kind", "title", "due", "overdue", "ref"}
    assert [each["name"] for each in found["customers"]] == ["Chen [red] Yu"]
    done, shown = _results(machine, "rep", f"visit done {today['tasks'][0]['ref']} --outcome came", "customer show 2")
    assert (done["outcome"], shown["visits"][0]["outcome"]) == ("came", "came")


def test_batches_projects_staff_and_the_log_have_their_shapes(machine: "Machine") -> None:
    batch, listed, release, _, projects, staff, audit, head, events = _results(
        machine,
        "Ada Min",
        'batch add second --permit 2026-002 --opens "2026-01-01 09:00"',
        "batch list",
        "batch release second",
        "project set hold_minutes 30",
        "project list",
        "staff list",
        "audit verify",
        "audit head",
        "audit show --limit 1",
    )
    assert (batch["batch"], batch["units"], [each["batch"] for each in listed["batches"]]) == (
        "second",
        0,
        ["second", "batch 3"],
    )
    assert set(release) >= {"batch", "released", "refused"}
    assert projects["projects"][0]["settings"]["hold_minutes"] == "30"
    assert {each["role"] for each in staff["staff"]} >= {"administrator", "rep", "wall"}
    assert (audit["ok"], audit["first_bad"]) == (True, None)
    assert head["head"] == f"{audit['checked']}:{head['hash']}"
    assert events["events"][0]["facts"]["setting"] == "hold_minutes"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_times_are_those_of_the_projects_clock(machine: "Machine", zone: str) -> None:
    _, visit = _results(
        machine, "Ada Min", f"project set timezone {zone}", 'visit add 1 --at "2026-01-05 10:00" --note x'
    )
    offset = {"Asia/Shanghai": "+08:00", "America/New_York": "-05:00"}[zone]
    assert visit["at"] == f"2026-01-05T10:00:00.000{offset}"
    shown = machine.by("Ada Min", "visit", "list", "1").out
    assert "2026-01-05 10:00" in shown
