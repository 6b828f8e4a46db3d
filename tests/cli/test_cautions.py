"""The cautions before the contract on the command line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


def test_cautions_are_demanded_listed_and_ticked_by_command(machine: "Machine") -> None:
    machine.run("rep", "order 3-1-0101 --customer 1 --plan one_sum")
    machine.run("cashier", "receipt add D-0001 6000000 --method transfer")
    waits, listed, both, ticked, signed = machine.run(
        "back_office",
        "deal step D-0001 contract",
        "deal tick D-0001",
        "deal tick D-0001 'contract terms' --all",
        "deal tick D-0001 --all",
        "deal step D-0001 contract",
    )
    assert (waits["exit"], waits["error"]["code"], both["exit"]) == (3, "step_waits", 2)
    assert listed["result"]["open"] == len(listed["result"]["cautions"]) > 0
    assert (ticked["result"]["open"], signed["result"]["stage"]) == (0, "contract")
    shown = machine.by("rep", "deal", "tick", "D-0001")
    assert "contract terms" in shown.out
