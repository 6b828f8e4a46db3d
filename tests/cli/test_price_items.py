"""The commands of extras and rebates, with the real program."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


def test_an_extra_is_published_listed_and_retired(machine: "Machine") -> None:
    made = machine.by("manager", "price", "item", "add", "kitchen", "--extra", "50000", "--json").json
    assert (made["name"], made["kind"], made["amount_minor"], made["holds_today"]) == (
        "kitchen",
        "extra",
        5_000_000,
        True,
    )
    assert machine.by("manager", "price", "item", "add", "early bird", "--rebate", "20,000.00").exit == 0
    listed = machine.by("rep", "price", "item", "list")
    assert "50,000" in listed.out
    assert "rebate" in listed.out
    assert [each["name"] for each in machine.by("rep", "price", "item", "list", "--json").json["items"]] == [
        "kitchen",
        "early bird",
    ]
    retired = machine.by("manager", "price", "item", "retire", "kitchen")
    assert (retired.exit, retired.out) == (0, "kitchen can be ordered no more.\n")
    assert "not today" in machine.by("manager", "price", "item", "list").out


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (("kitchen",), 2),
        (("kitchen", "--extra", "5", "--rebate", "5"), 2),
        (("kitchen", "--extra", "0"), 2),
        (("kitchen", "--extra", "1e5"), 2),
        (("kitchen", "--extra", "5", "--from", "2026-02-30"), 2),
        (("kitchen", "--extra", "5", "--from", "2027-01-01", "--to", "2026-01-01"), 2),
    ],
)
def test_what_makes_no_sense_is_refused(machine: "Machine", words: tuple[str, ...], exit_code: int) -> None:
    refused = machine.by("manager", "price", "item", "add", *words)
    assert (refused.exit, refused.out, refused.err.count("\n")) == (exit_code, "", 1)


def test_a_rep_publishes_nothing(machine: "Machine") -> None:
    refused = machine.by("rep", "price", "item", "add", "gift", "--rebate", "100000")
    assert (refused.exit, refused.out) == (4, "")
