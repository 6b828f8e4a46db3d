"""Orders with extras and rebates from the command line, with the real program."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

SALE = ("3-1-0101", "--customer", "199-0000-0001", "--plan", "one_sum")


@pytest.fixture
def published(machine: "Machine") -> "Machine":
    machine.by("manager", "discount", "publish", "autumn", "--percent", "98")
    machine.by("manager", "price", "item", "add", "kitchen", "--extra", "50000")
    machine.by("manager", "price", "item", "add", "early bird", "--rebate", "20000")
    return machine


@pytest.mark.parametrize(("order", "total"), [("A", 590_940_000), ("B", 591_000_000), ("C", 591_040_000)])
def test_an_order_names_its_extras(published: "Machine", order: str, total: int) -> None:
    published.by("Ada Min", "project", "set", "discount_order", order)
    named = ("--with", "kitchen", "--with", "Early Bird")
    shown = published.by("rep", "order", *SALE, *named, "--dry-run")
    assert shown.exit == 0
    assert "kitchen" in shown.out
    assert "-20,000" in shown.out
    placed = published.by("rep", "order", *SALE, *named, "--json").json
    assert placed["total_minor"] == total
    price = published.by("rep", "deal", "show", placed["deal_id"], "--json").json["price"]
    assert [(each["kind"], each["name"], each["amount_minor"]) for each in price["items"]] == [
        ("extra", "kitchen", 5_000_000),
        ("rebate", "early bird", 2_000_000),
    ]
    assert price["basis"] == "built"
    assert "early bird" in published.by("rep", "deal", "show", placed["deal_id"]).out


def test_an_unknown_extra_is_refused_with_those_that_are_known(published: "Machine") -> None:
    refused = published.by("rep", "order", *SALE, "--with", "garden")
    assert (refused.exit, refused.out) == (2, "")
    assert "kitchen, early bird" in refused.err
    twice = published.by("rep", "order", *SALE, "--with", "kitchen", "--with", "kitchen")
    assert (twice.exit, twice.err.count("\n")) == (2, 1)


def test_a_request_is_for_the_extras_it_names(published: "Machine") -> None:
    said = ("--amount", "9400", "--reason", "a friend", "--with", "kitchen", "--json")
    asked = published.by("rep", "discount", "request", *SALE, *said).json
    assert [each["name"] for each in asked["items"]] == ["kitchen"]
    published.by("manager", "discount", "approve", str(asked["request_id"]))
    void = published.by("rep", "order", *SALE, "--discount-request", str(asked["request_id"]))
    assert void.exit == 6
    done = published.by("rep", "order", *SALE, "--discount-request", str(asked["request_id"]), "--with", "kitchen")
    assert done.exit == 0
    assert "with" in published.by("rep", "discount", "show", str(asked["request_id"])).out
