"""The commands of price lists, with the real program."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


def test_a_price_list_is_made_looked_at_and_put_in_force(machine: "Machine") -> None:
    made = machine.by(
        "manager",
        "price",
        "make",
        "autumn",
        "--percent",
        "98",
        "--per-floor",
        "-10",
        "--orientation",
        "south=5",
        "--json",
    )
    assert (made.exit, made.json["state"], made.json["units"]) == (0, "draft", 6)
    assert made.json["rule"] == "98 %, -10 / m² for each floor above 1, south +5 / m²"
    seen = machine.by("manager", "price", "preview", "autumn", "--json").json
    assert (seen["changed"], seen["after"]["max_minor"], seen["today"]["min_minor"]) == (6, 588_050_000, 600_000_000)
    assert seen["after"]["max"] == "5,880,500"
    shown = machine.by("manager", "price", "preview", "autumn").out
    assert "difference: -732,000 (-2.03 %)" in shown
    assert machine.by("manager", "price", "show", "autumn").out.count("3-1-") == 6
    applied = machine.by("manager", "price", "apply", "autumn")
    assert (applied.exit, applied.out) == (0, "autumn is in force: 6 prices changed.\n")
    assert machine.by("rep", "price", "list", "--json").json["price_lists"][0]["state"] == "in_force"
    (changed,) = machine.by("rep", "price", "history", "3-1-0101", "--json").json["history"]
    assert (changed["list_price_before_minor"], changed["list_price_minor"]) == (600_000_000, 588_050_000)
    assert "5,880,500" in machine.by("rep", "price", "history", "3-1-0101").out


def test_a_price_list_may_be_in_force_later(machine: "Machine") -> None:
    machine.by("manager", "price", "make", "autumn", "--layout", "3 rooms=-1")
    day = (date.today() + timedelta(days=30)).isoformat()
    applied = machine.by("manager", "price", "apply", "autumn", "--from", day)
    assert (applied.exit, applied.out) == (0, f"autumn will be in force from {day}.\n")
    assert "planned" in machine.by("manager", "price", "list").out


@pytest.mark.parametrize(
    "words",
    [
        ("price", "make", "autumn", "--percent", "0"),
        ("price", "make", "autumn", "--percent", "NaN"),
        ("price", "make", "autumn", "--per-floor", "1e3"),
        ("price", "make", "autumn", "--orientation", "south"),
        ("price", "make", "autumn", "--first-floor", "one"),
        ("price", "apply", "spring"),
    ],
)
def test_what_makes_no_sense_is_refused(machine: "Machine", words: tuple[str, ...]) -> None:
    refused = machine.by("manager", *words)
    assert (refused.exit, refused.out, refused.err.count("\n")) == (2, "", 1)


def test_a_rep_sets_no_prices(machine: "Machine") -> None:
    refused = machine.by("rep", "price", "make", "autumn", "--percent", "90")
    assert (refused.exit, refused.out) == (4, "")


def test_a_member_of_over_a_year_gets_the_published_discount(machine: "Machine") -> None:
    words = ("discount", "publish", "loyal", "--percent", "99", "--for", "member", "--years", "1")
    published = machine.by("manager", *words, "--json").json
    assert (published["condition"], published["min_years"], published["percent"]) == ("member", 1, "99")
    assert "member ≥ 1" in machine.by("manager", "discount", "standing").out
    noted = machine.by("manager", "discount", "entitle", "199-0000-0001", "--member-since", "2020-02-29")
    assert (noted.exit, noted.out) == (0, "王小明 may get the published discounts that ask for it.\n")
    order = machine.by("rep", "order", "3-1-0101", "--customer", "199-0000-0001", "--plan", "one_sum", "--json").json
    assert order["total_minor"] == 594_000_000


def test_a_discount_for_members_has_its_limits(machine: "Machine") -> None:
    refused = machine.by("manager", "discount", "publish", "loyal", "--percent", "90", "--for", "member")
    assert (refused.exit, refused.out) == (2, "")
    assert "95 to 99" in refused.err


def test_a_batch_is_released_with_its_price_list(machine: "Machine") -> None:
    machine.by("manager", "price", "make", "autumn", "--percent", "99")
    machine.by("manager", "batch", "add", "Second", "--permit", "2026-002", "--opens", "2026-01-01 09:00")
    tried = machine.by("manager", "batch", "release", "batch 3", "--prices", "autumn", "--dry-run")
    assert (tried.exit, "price preview" in tried.err) == (2, True)
    done = machine.by("manager", "batch", "release", "batch 3", "--prices", "autumn")
    assert done.exit == 0
    assert machine.by("rep", "price", "list", "--json").json["price_lists"][0]["state"] == "in_force"
