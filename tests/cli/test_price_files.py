"""The command that imports a price list, with the real program."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

SHAPE = {"import_id", "read", "new", "changed", "same", "rejected", "rejects_file"}


@pytest.fixture
def listed(machine: "Machine") -> str:
    (machine.folder / "autumn.csv").write_text(
        "房源编号,面价单价,底价总价\n3-1-0101,59000,\n3-1-0201,60000,4700000\n3-1-0901,60000,\n", encoding="utf-8"
    )
    return "autumn.csv"


def test_a_price_list_is_shown_first_and_applied_when_asked_to(machine: "Machine", listed: str) -> None:
    seen = machine.by("manager", "import", "prices", listed, "--json")
    assert (seen.exit, seen.err) == (7, "")
    assert seen.json.keys() >= SHAPE
    assert (seen.json["dry_run"], seen.json["import_id"], seen.json["price_list"]) == (True, None, None)
    assert {name: seen.json[name] for name in ("read", "new", "changed", "same", "rejected")} == {
        "read": 3,
        "new": 0,
        "changed": 2,
        "same": 0,
        "rejected": 1,
    }
    assert machine.by("rep", "unit", "3-1-0101", "--json").json["list_price_minor"] == 600_000_000
    done = machine.by("manager", "import", "prices", listed, "--apply", "--name", "autumn prices", "--rejects", "b.csv")
    assert done.exit == 7
    assert "autumn.csv: 3 read = 0 new + 2 changed + 0 same + 1 rejected" in done.out
    assert "autumn prices counts from " in done.out
    assert "there is no such unit" in (machine.folder / "b.csv").read_text("utf-8-sig")
    assert machine.by("rep", "unit", "3-1-0101", "--json").json["list_price_minor"] == 590_000_000
    assert [each["kind"] for each in machine.by("manager", "import", "list", "--json").json["imports"]] == ["prices"]
    again = machine.by("manager", "import", "prices", listed, "--apply", "--json").json
    assert (again["changed"], again["same"], again["rejected"], again["price_list"]) == (0, 2, 1, None)


def test_a_price_list_may_count_from_a_day_to_come(machine: "Machine", listed: str) -> None:
    day = (date.today() + timedelta(days=30)).isoformat()
    done = machine.by("manager", "import", "prices", listed, "--apply", "--from", day)
    assert f"autumn counts from {day}." in done.out
    assert machine.by("manager", "price", "list", "--json").json["price_lists"][0]["state"] == "planned"


@pytest.mark.parametrize(
    ("who", "words", "exit_code"),
    [
        ("rep", ("autumn.csv",), 4),
        ("manager", ("autumn.csv", "--apply", "--dry-run"), 2),
        ("manager", ("autumn.csv", "--from", "2020-01-01"), 2),
        ("manager", ("autumn.csv", "--map", "colour=面价单价"), 2),
        ("manager", ("missing.csv",), 2),
        ("manager", ("autumn.csv", "--map", "list_unit_price=-", "--map", "floor_total=-"), 2),
    ],
)
def test_what_makes_no_sense_is_refused(
    machine: "Machine", listed: str, who: str, words: tuple[str, ...], exit_code: int
) -> None:
    refused = machine.by(who, "import", "prices", *words)
    assert (refused.exit, refused.out, refused.err.count("\n")) == (exit_code, "", 1)
