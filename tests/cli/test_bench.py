"""The command of the payment bench, with the real program."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


def test_a_bench_is_shown_and_written_to_a_file(machine: "Machine") -> None:
    words = ("bench", "3-1-0101", "--down", "40", "--years", "20", "--fund", "800000", "--out", "bench.txt")
    shown = machine.by("rep", *words, "--json")
    assert (shown.exit, shown.json["own_minor"], len(shown.json["months"])) == (0, 240_000_000, 240)
    assert "3-1-0101" in (machine.folder / "bench.txt").read_text(encoding="utf-8")
    assert machine.by("rep", *words).exit != 0, "a file that is there is not written over"
    assert "own money" in machine.by("rep", "bench", "3-1-0101", "--principal").out


def test_terms_that_no_loan_has_are_refused(machine: "Machine") -> None:
    for wrong in (("--years", "90"), ("--down", "101"), ("--rate", "x"), ("--fund", "-1")):
        refused = machine.by("rep", "bench", "3-1-0101", *wrong)
        assert (refused.exit, refused.out) == (2, "")
