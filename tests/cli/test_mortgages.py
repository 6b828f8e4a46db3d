"""Mortgage cases on the command line, with the real program."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


def _signed(machine: "Machine") -> None:
    machine.run("rep", "order 3-1-0101 --customer 1 --plan mortgage")
    machine.run("cashier", "receipt add D-0001 1800000 --method transfer")
    (signed,) = machine.run("back_office", "deal step D-0001 contract --ticked")
    assert signed["exit"] == 0


def test_a_loan_is_applied_for_approved_for_less_and_paid_out(machine: "Machine") -> None:
    _signed(machine)
    opened, early, shown = machine.run(
        "Ada Min", "mortgage open D-0001 --bank 'Harbour Bank'", "mortgage submit 1", "mortgage show 1"
    )
    assert (opened["result"]["state"], opened["result"]["asked_minor"]) == ("collecting", 4_200_000_00)
    assert (early["exit"], early["error"]["code"]) == (3, "papers_missing")
    papers = [f"mortgage paper 1 '{each['name']}'" for each in shown["result"]["papers"]]
    assert all(each["exit"] == 0 for each in machine.run("Ada Min", *papers))
    submitted, approved, unpaid = machine.run(
        "Ada Min", "mortgage submit 1", "mortgage approve 1 --amount 4,000,000", "mortgage payout 1"
    )
    assert (submitted["result"]["state"], approved["result"]["approved_minor"]) == ("submitted", 4_000_000_00)
    assert (unpaid["exit"], unpaid["error"]["code"]) == (3, "bank_has_not_paid")
    machine.run("cashier", "receipt add D-0001 4200000 --method transfer")
    paid, deal, listed = machine.run("Ada Min", "mortgage payout 1", "deal show D-0001", "mortgage list --deal D-0001")
    assert paid["result"]["state"] == "paid_out"
    assert [row["kind"] for row in deal["result"]["schedule"]] == ["deposit", "first_payment", "loan", "shortfall"]
    assert [each["case_id"] for each in listed["result"]["cases"]] == [1]


def test_a_refused_loan_says_why_and_a_rep_applies_for_none(machine: "Machine") -> None:
    _signed(machine)
    (refused,) = machine.run("rep", "mortgage open D-0001 --bank 'Harbour Bank'")
    assert refused["exit"] == 4
    opened, ended = machine.run(
        "Ada Min", "mortgage open D-0001 --bank 'Harbour Bank'", "mortgage withdraw 1 --reason 'another bank'"
    )
    assert (opened["exit"], ended["result"]["ended_reason"]) == (0, "another bank")


def test_applications_are_shown_as_a_table_with_the_papers_that_are_missing(machine: "Machine") -> None:
    _signed(machine)
    nothing = machine.by("rep", "mortgage", "list")
    assert "No loan has been applied for" in nothing.out
    machine.run("Ada Min", "mortgage open D-0001 --bank 'Harbour Bank'")
    shown = machine.by("rep", "mortgage", "show", "1")
    assert shown.exit == 0
    assert "missing  identity card" in shown.out
    assert "4,200,000" in shown.out
