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
        f"{today}\t-9\t某人\t\tB3",
    ]
    (machine.folder / "bank.tsv").write_text("\n".join((*rows, "")), encoding="utf-8")
    return "bank.tsv"


def test_a_statement_is_shown_first_and_booked_once(machine: "Machine", statement: str) -> None:
    seen = machine.by("cashier", "import", "receipts", statement, "--dry-run", "--json")
    assert (seen.exit, seen.json["new"], seen.json["rejected"], seen.json["import_id"]) == (7, 2, 1, None)
    done = machine.by("cashier", "import", "receipts", statement)
    assert done.exit == 7
    assert "bank.tsv: 3 read = 2 new + 0 changed + 0 same + 1 rejected" in done.out
    assert "Booked: 15,003, of it unallocated 3" in done.out
    assert "1 payment of 3 is for no deal that is known" in done.out
    again = machine.by("cashier", "import", "receipts", statement, "--json").json
    assert (again["new"], again["same"], again["rejected"], again["booked_minor"]) == (0, 2, 1, 0)


def test_money_without_a_deal_is_booked_seen_moved_and_given_back(machine: "Machine", statement: str) -> None:
    assert machine.by("cashier", "receipt", "add", "-", "500", "--method", "card", "--payer", "某人").exit == 0
    seen = machine.by("cashier", "receipt", "unallocated", "--json").json
    loose = [(each["deal_id"], each["receipt_no"], each["customer"]) for each in seen["unallocated"]]
    assert loose == [(None, "R-000001", "某人")]
    moved = machine.by("cashier", "receipt", "move", "R-000001", "300", "--to", "D-0001")
    assert moved.out == "R-000001 → D-0001: 300; 300 of it pays now, 200 is left unallocated here\n"
    back = machine.by("cashier", "receipt", "refund", "R-000001", "200", "--method", "card", "--reason", "x", "--json")
    assert (back.json["receipt_no"], back.json["from_receipt"], back.json["left_minor"]) == ("R-000002", "R-000001", 0)
    assert machine.by("cashier", "receipt", "move", "R-000001", "1").exit == 2
    refused = machine.by("cashier", "receipt", "add", "-", "5", "--method", "card", "--line", "deposit", "--payer", "x")
    assert (refused.exit, refused.err.count("\n")) == (2, 1)


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
