"""The command that imports a bank statement, with the real program."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


@pytest.fixture
def statement(machine: "Machine") -> str:
    (order,) = machine.run("rep", "order 3-1-0101 --customer 1 --plan mortgage")
    assert order["exit"] == 0
    today = date.today().isoformat()
    rows = [
        "交易日期\t贷方金额\t对方户名\t摘要\t流水号",
        f"{today}\t15000\t\tD-0001 定金\tB1",
        f"{today}\t3\t某人\t\tB2",
    ]
    (machine.folder / "bank.tsv").write_text("\n".join((*rows, "")), encoding="utf-8")
    return "bank.tsv"


def test_a_statement_is_shown_first_and_booked_once(machine: "Machine", statement: str) -> None:
    seen = machine.by("cashier", "import", "receipts", statement, "--dry-run", "--json")
    assert (seen.exit, seen.json["new"], seen.json["rejected"], seen.json["import_id"]) == (7, 1, 1, None)
    done = machine.by("cashier", "import", "receipts", statement)
    assert done.exit == 7
    assert "bank.tsv: 2 read = 1 new + 0 changed + 0 same + 1 rejected" in done.out
    assert "Booked: 15,000, of it unallocated 0" in done.out
    again = machine.by("cashier", "import", "receipts", statement, "--json").json
    assert (again["new"], again["same"], again["rejected"], again["booked_minor"]) == (0, 1, 1, 0)


@pytest.mark.parametrize(
    ("who", "words", "exit_code"),
    [
        ("manager", ("bank.tsv",), 4),
        ("cashier", ("bank.tsv", "--method", "shells"), 2),
        ("cashier", ("bank.tsv", "--map", "amount=-"), 2),
        ("cashier", ("missing.csv",), 2),
    ],
)
def test_what_makes_no_sense_is_refused(
    machine: "Machine", statement: str, who: str, words: tuple[str, ...], exit_code: int
) -> None:
    refused = machine.by(who, "import", "receipts", *words)
    assert (refused.exit, refused.out, refused.err.count("\n")) == (exit_code, "", 1)
