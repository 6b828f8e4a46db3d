"""Saved maps of columns on the command line, with the real program."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

LIST = "栋,编码,大小\n3栋,3101,125.53\n3栋,3102,x\n"


def test_a_map_is_saved_with_an_import_offered_and_used(machine: "Machine") -> None:
    (machine.folder / "list.csv").write_text(LIST, "utf-8")
    told = ("--map", "room=编码", "--map", "built_area=大小")
    dry = machine.by("manager", "import", "units", "list.csv", *told, "--save-map", "bureau", "--dry-run", "--json")
    assert (dry.exit, dry.json["maps"]) == (7, [])
    done = machine.by("manager", "import", "units", "list.csv", *told, "--save-map", "bureau")
    assert (done.exit, "The map of columns is saved as bureau.\n" in done.out) == (7, True)
    lost = machine.by("manager", "import", "units", "list.csv")
    assert (lost.exit, "--use-map bureau" in lost.err) == (2, True)
    used = machine.by("manager", "import", "units", "list.csv", "--use-map", "bureau", "--json").json
    assert (used["same"], used["rejected"], used["maps"]) == (1, 1, ["bureau"])
    back = machine.by("manager", "import", "units", "list.rejects.csv", *told)
    assert "There is a saved map of columns for this header: --use-map bureau\n" in back.out
    over = machine.by("manager", "import", "units", "list.csv", "--use-map", "bureau", "--map", "layout=大小", "--json")
    assert (over.exit, over.error["code"]) == (2, "column_taken_twice")


def test_maps_are_listed_and_removed(machine: "Machine") -> None:
    (machine.folder / "list.csv").write_text(LIST, "utf-8")
    told = ("--map", "room=B", "--map", "built_area=C", "--save-map", "bureau")
    machine.by("manager", "import", "units", "list.csv", *told)
    listed = machine.by("manager", "import", "maps").out
    assert "building=栋, room=编码, built_area=大小" in listed
    (saved,) = machine.by("manager", "import", "maps", "--kind", "units", "--json").json["maps"]
    assert (saved["name"], saved["kind"], saved["header"]) == ("bureau", "units", ["栋", "编码", "大小"])
    assert machine.by("manager", "import", "maps", "remove").exit == 2
    assert machine.by("manager", "import", "maps", "--kind", "colours").exit == 2
    for words in ((), ("remove", "bureau")):
        refused = machine.by("rep", "import", "maps", *words)
        assert (refused.exit, "The role rep may not import files" in refused.err) == (4, True)
    assert machine.by("manager", "import", "maps", "remove", "bureau").out == "The map of columns bureau is removed.\n"
    assert machine.by("manager", "import", "units", "list.csv", "--use-map", "bureau").exit == 2
    assert machine.by("manager", "import", "maps").out == "There is nothing to list.\n"


def test_what_is_no_record_is_told(machine: "Machine") -> None:
    text = "价格表,,\n单位：万元,,\n楼栋,房号,面积,总价\n3栋,3101,125.53,655.64\n合计,,125.53,655.64\n"
    (machine.folder / "list.csv").write_text(text, "utf-8")
    said = machine.by("manager", "import", "units", "list.csv", "--dry-run")
    assert said.out.splitlines() == [
        "list.csv: 1 read = 1 new + 0 changed + 0 same + 0 rejected",
        "List prices: 6,556,400",
        "  line 1: passed over, for it stands above the header: 价格表",
        "  line 2: passed over, for it stands above the header: 单位：万元",
        "  line 2: 总价 in 万元, as is said above the header",
        "  line 5: a total row was skipped: 合计 125.53 655.64",
        "Nothing was written (--dry-run).",
    ]
    done = machine.by("manager", "import", "units", "list.csv", "--json")
    assert (done.exit, [each["code"] for each in done.json["notes"]]) == (0, ["title", "title", "unit", "total_row"])
