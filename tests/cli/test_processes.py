"""One command for each exit code in a Python of its own: it ends as in the forks that the other tests use."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

UNITS = "building,unit,room,built_area,unit_price,total\n4,1,102,abc,50000,5000000\n"
DISCOUNTED = "order 3-1-0101 --customer 1 --plan one_sum --discount-request 1"
ENDINGS = {
    "whoami": 0,
    "bord": 2,
    "release 3-1-0401": 3,
    "batch release x": 4,
    "hold 3-1-0301 --customer 1": 5,
    DISCOUNTED: 6,
    "board --db nowhere.db": 8,
}


@pytest.mark.slow
def test_a_process_from_its_start_ends_as_a_fork_does(machine: "Machine") -> None:
    machine.run("rival", "customer add Chen --phone 199-0000-0002", "hold 3-1-0301 --customer 2")
    machine.run("rep", "discount request 3-1-0101 --customer 1 --plan one_sum --percent 97.5 --reason x")
    rep = {"SALESDESK_STAFF": "rep", "SALESDESK_PIN": "135792"}
    for line, code in ENDINGS.items():
        words = (*line.split(), "--json")
        ran = machine.started(*words, **rep)
        assert (ran.exit, ran) == (code, machine(*words, **rep)), line


@pytest.mark.slow
def test_rows_that_are_rejected_are_exit_7_from_the_start_too(machine: "Machine") -> None:
    admin = {"SALESDESK_STAFF": "Ada Min", "SALESDESK_PIN": "246813"}
    ran = machine.started("import", "units", "-", "--dry-run", given=UNITS, **admin)
    assert (ran.exit, ran) == (7, machine("import", "units", "-", "--dry-run", given=UNITS, **admin))
