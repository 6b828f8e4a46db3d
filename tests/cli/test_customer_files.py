"""The command that imports customers, with the real program."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

SHAPE = {"import_id", "read", "new", "changed", "same", "rejected", "rejects_file"}


@pytest.fixture
def leads(machine: "Machine") -> str:
    text = "姓名,手机号,来源,来访日期\n赵敏,19900000071,广告,2026-03-05\n钱进,1.39E+10,,\n"
    (machine.folder / "leads.csv").write_bytes(text.encode("gb18030"))
    return "leads.csv"


def test_customers_are_shown_first_and_imported_once(machine: "Machine", leads: str) -> None:
    seen = machine.by("manager", "import", "leads", leads, "--dry-run", "--json")
    assert (seen.exit, seen.err) == (7, "")
    assert seen.json.keys() >= SHAPE
    assert (seen.json["new"], seen.json["rejected"], seen.json["import_id"]) == (1, 1, None)
    done = machine.by("manager", "import", "customers", leads, "--rejects", "back.csv")
    assert done.exit == 7
    assert "leads.csv: 2 read = 1 new + 0 changed + 0 same + 1 rejected" in done.out
    assert "1.39E+10" in (machine.folder / "back.csv").read_text("gb18030")
    assert machine.by("manager", "customer", "show", "赵敏", "--json").json["phones"] == ["+8619900000071"]
    again = machine.by("manager", "import", "customers", leads, "--json").json
    assert (again["new"], again["changed"], again["same"], again["rejected"]) == (0, 0, 1, 1)


@pytest.mark.parametrize(
    ("who", "words", "exit_code"),
    [
        ("rep", ("leads.csv",), 4),
        ("manager", ("leads.csv", "--apply", "--dry-run"), 2),
        ("manager", ("leads.csv", "--map", "colour=来源"), 2),
        ("manager", ("leads.csv", "--map", "name=-"), 2),
        ("manager", ("missing.csv",), 2),
    ],
)
def test_what_makes_no_sense_is_refused(
    machine: "Machine", leads: str, who: str, words: tuple[str, ...], exit_code: int
) -> None:
    refused = machine.by(who, "import", "customers", *words)
    assert (refused.exit, refused.out, refused.err.count("\n")) == (exit_code, "", 1)


def test_an_import_is_taken_back_once(machine: "Machine", leads: str) -> None:
    number = str(machine.by("manager", "import", "leads", leads, "--json").json["import_id"])
    done = machine.by("manager", "import", "undo", number)
    assert (done.exit, done.out) == (
        0,
        f"Import {number} of leads.csv was taken back: 1 row went.\n",
    )
    again = machine.by("manager", "import", "undo", number, "--json")
    assert (again.exit, again.error["code"]) == (3, "import_undone")
    assert machine.by("rep", "import", "undo", number).exit == 4
    assert machine.by("manager", "import", "undo", "77").exit == 2
