"""Importing a list of units: each row is accounted for, the good ones go in together, twice is once."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from db import units
from salesdesk.domain.errors import DeskError, NotFound
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.roles import Role
from salesdesk.importing.progress import ImportProgress, Stage
from salesdesk.importing.refusals import ColumnMissing, FileUnwritable
from salesdesk.importing.tables import open_table
from salesdesk.services import audit, batches, board, importing, office, prices
from salesdesk.services.demo import unit_list
from salesdesk.services.past_imports import past_imports
from tests.services.unit_files import CODES, HEADER, ROWS, counts, import_rows, list_prices, rejects, unit_file

if TYPE_CHECKING:
    from tests.conftest import Bureau

FILING = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "price_filing_416_units.xls"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, where rejected rows are left."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_real_filing_comes_in_whole_and_a_second_time_changes_nothing(bureau: "Bureau") -> None:
    if not FILING.exists():
        pytest.skip(f"{FILING.name} is not beside this repository")
    manager = bureau.desk(Role.MANAGER)
    answer = importing.import_units(manager, FILING)
    assert counts(answer) == (416, 416, 0, 0, 0)
    assert (answer.list_total_minor, answer.rejects_file) == (213_426_165_644, None)
    seen = board.read_board(manager)
    assert (seen.counts["not_released"], sum(seen.counts.values())) == (416, 416)
    assert "3-1-3101" in {row.code for row in seen.units}
    units = bureau.written()["unit"]
    assert counts(importing.import_units(manager, FILING)) == (416, 0, 0, 416, 0)
    assert bureau.written()["unit"] == units


def test_the_demo_list_comes_in_whole_and_a_second_time_changes_nothing(bureau: "Bureau") -> None:
    with unit_list() as path:
        first = importing.import_units(bureau.admin, path)
        units = bureau.written()["unit"]
        again = importing.import_units(bureau.admin, path)
    assert counts(first) == (first.read, first.read, 0, 0, 0)
    assert counts(again) == (first.read, 0, 0, first.read, 0)
    assert bureau.written()["unit"] == units
    assert again.list_total_minor == first.list_total_minor == sum(each or 0 for each in list_prices(bureau).values())


def test_what_is_good_goes_in_and_the_rest_comes_back_with_its_reason(bureau: "Bureau") -> None:
    bad = ["3,1,4,01,none,60000,60000,3 rooms", "3,1,1,01,100,60000,60000,twice", "3,1,5,01,100,60000,60001,dear"]
    answer = import_rows(bureau.admin, *ROWS, *bad)
    assert counts(answer) == (6, 3, 0, 0, 3)
    assert answer.list_total_minor == 3 * 6_000_000_00
    assert sorted(list_prices(bureau)) == CODES
    assert answer.rejects_file == "units.rejects.csv"
    rejected = [(each["line"], each["column"], each["value"]) for each in rejects()]
    assert rejected == [("5", "area", "none"), ("6", "room", "01"), ("7", "unit price", "60001")]
    assert all(each["reason"] for each in rejects())
    assert [each.line for each in answer.problems] == [5, 6, 7]
    assert Path("units.rejects.csv").stat().st_mode & 0o777 == 0o600


def test_rows_that_somebody_may_be_mending_stay_and_the_same_ones_are_one_file(bureau: "Bureau", folder: Path) -> None:
    bad = "3,1,4,01,none,60000,60000,"
    first, again = (import_rows(bureau.admin, *ROWS, bad) for _ in range(2))
    assert (first.rejects_file, again.rejects_file) == ("units.rejects.csv", "units.rejects.csv")
    Path("units.rejects.csv").write_text("mended")
    (folder / "units.rejects-2.csv").mkdir()
    assert import_rows(bureau.admin, *ROWS, bad).rejects_file == "units.rejects-3.csv"
    assert import_rows(bureau.admin, *ROWS, bad, bad).rejects_file == "units.rejects-4.csv"
    assert (Path("units.rejects.csv").read_text(), len(rejects("units.rejects-4.csv"))) == ("mended", 2)
    assert not list(folder.glob(".rejects-*"))


def test_of_rows_with_one_code_the_first_stays_however_far_apart_they_are(bureau: "Bureau") -> None:
    rows = [f"3,1,{at // 20 + 1},{at % 20 + 1:02},100,60000,60000," for at in range(1_200)]
    rows[700], rows[1_199] = rows[5].replace("60000", "50000"), rows[699]
    answer = import_rows(bureau.desk(Role.MANAGER), *rows)
    assert counts(answer) == (1_200, 1_198, 0, 0, 2)
    assert [(each.line, each.code, each.sentence.partition("on ")[2]) for each in answer.problems] == [
        (702, "duplicate", "line 7 already"),
        (1_201, "duplicate", "line 701 already"),
    ]
    assert list_prices(bureau)["3-1-106"] == 600_000_000
    assert [row["line"] for row in rejects()] == ["702", "1201"]


def test_texts_with_signs_that_a_database_reads_otherwise_stay_what_they_are(bureau: "Bureau") -> None:
    layouts = ["NULL x", "a\\", r"a\tb", r"\N"]
    rows = [f"3,1,{floor},01,100,,60000,{layout}" for floor, layout in zip((4, 3, 2, 1), layouts, strict=True)]
    assert counts(import_rows(bureau.desk(Role.MANAGER), *rows)) == (4, 4, 0, 0, 0)
    assert [row.layout for row in board.read_board(bureau.admin).units] == layouts


def test_the_rejected_rows_come_in_once_mended(bureau: "Bureau") -> None:
    import_rows(bureau.admin, *ROWS, "3,1,4,01,none,60000,60000,3 rooms", rejects=Path("bad.csv"))
    mended = Path("bad.csv").read_text(encoding="utf-8-sig").replace("none", "100")
    Path("bad.csv").write_text(mended, encoding="utf-8")
    assert counts(importing.import_units(bureau.admin, Path("bad.csv"))) == (1, 1, 0, 0, 0)
    assert sorted(list_prices(bureau)) == [*CODES, "3-1-401"]


def test_a_changed_row_changes_its_unit_and_is_told_with_what_was_before(bureau: "Bureau") -> None:
    import_rows(bureau.admin, *ROWS)
    answer = import_rows(bureau.admin, ROWS[0], ROWS[1].replace("60000,60000", "60000,59000"))
    assert counts(answer) == (2, 0, 1, 1, 0)
    assert list_prices(bureau) == dict(zip(CODES, (6_000_000_00, 5_900_000_00, 6_000_000_00), strict=True))
    told = [each.facts for each in audit.show_events(bureau.admin) if each.kind == "unit.changed"]
    assert [(each["fields_before"], each["fields_after"]) for each in told] == [
        (
            {"unit_price_minor": 60_000_00, "list_price_minor": 6_000_000_00},
            {"unit_price_minor": 59_000_00, "list_price_minor": 5_900_000_00},
        )
    ]
    (history,) = prices.price_history(bureau.admin, CODES[1])
    assert (history.price_list, history.list_price_before_minor, history.list_price_minor, history.staff) == (
        None, 6_000_000_00, 5_900_000_00, "Ada Min",
    )  # fmt: skip
    prices.make_list(bureau.admin, "dearer", PriceRule(Decimal(101)))
    prices.apply_list(bureau.admin, "dearer")
    assert [each.price_list for each in prices.price_history(bureau.admin, CODES[1])] == ["dearer", None]


def test_a_list_changes_nothing_of_which_it_says_nothing(bureau: "Bureau") -> None:
    import_rows(bureau.admin, ROWS[0].replace("60000,60000", "60000,59000"))
    filed = "building,block,floor,room,area,filed unit price"
    assert counts(import_rows(bureau.admin, "3,1,1,01,100,60000", header=filed)) == (1, 0, 0, 1, 0)
    assert list_prices(bureau) == {CODES[0]: 5_900_000_00}
    assert board.unit_card(bureau.admin, CODES[0]).unit.layout == "3 rooms"
    blank = ROWS[0].replace("60000,60000", "60000,").replace("3 rooms", "")
    assert counts(import_rows(bureau.admin, blank)) == (1, 0, 0, 1, 0)
    assert counts(import_rows(bureau.admin, blank.replace("60000,", "61000,"))) == (1, 0, 1, 0, 0)
    assert board.unit_card(bureau.admin, CODES[0]).unit.layout == "3 rooms"


def test_a_kind_that_is_not_told_takes_none_away_and_is_that_of_a_flat_for_a_new_unit(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "per_unit_kinds", "parking")
    header = f"{HEADER},list total,kind"
    shop, space = "3,1,1,01,100,,60000,,6000000,shop", "3,1,2,02,12.5,,,,150000,parking"
    assert counts(import_rows(bureau.admin, shop, space, "3,1,3,01,100,,60000,,6000000,", header=header)) == (
        3,
        3,
        0,
        0,
        0,
    )
    unsaid = (
        shop.replace("shop", "").replace(",,6000000", ",3 rooms,6000000"),
        space.replace("150000,parking", "160000,"),
    )
    answer = import_rows(bureau.admin, *unsaid, header=header)
    assert (counts(answer), [each.code for each in answer.problems]) == ((2, 0, 1, 0, 1), ["kind_not_told"])
    cards = [board.unit_card(bureau.admin, code).unit for code in ("3-1-101", "3-1-202", "3-1-301")]
    assert [(each.kind, each.unit_price_minor) for each in cards] == [
        ("shop", 60_000_00),
        ("parking", 150_000_00),
        ("flat", 60_000_00),
    ]


def test_units_that_are_not_in_the_list_stay(bureau: "Bureau") -> None:
    import_rows(bureau.admin, *ROWS)
    assert counts(import_rows(bureau.admin, ROWS[0])) == (1, 0, 0, 1, 0)
    assert sorted(list_prices(bureau)) == CODES


def test_a_dry_run_counts_alike_and_writes_nothing(bureau: "Bureau", folder: Path) -> None:
    import_rows(bureau.admin, *ROWS)
    rows = (ROWS[0], ROWS[1].replace("3 rooms", "4 rooms"), "3,1,4,01,100,60000,60000,", "3,1,5,01,none,6,6,")
    path, before = unit_file(*rows), bureau.written()
    preview = importing.import_units(bureau.admin, path, dry_run=True)
    assert (preview.import_id, preview.dry_run, preview.rejects_file) == (None, True, None)
    assert bureau.written() == before
    assert not list(folder.glob("*rejects*"))
    named = importing.import_units(bureau.admin, path, dry_run=True, rejects=Path("why.csv"))
    assert (named.rejects_file, len(rejects("why.csv"))) == ("why.csv", 1)
    assert bureau.written() == before
    assert counts(preview) == counts(importing.import_units(bureau.admin, path)) == (4, 1, 1, 1, 1)


def test_the_same_list_in_another_encoding_is_the_same_list(bureau: "Bureau") -> None:
    header, row = "楼栋,单元,楼层,房号,建筑面积,备案单价,户型", "滨江3栋,1单元,31,01,125.53,52229.87,三房"
    for place, encoding in enumerate(("utf-8", "utf-8-sig", "gb18030")):
        path = unit_file(row, header=header, encoding=encoding)
        assert counts(importing.import_units(bureau.admin, path)) == (1, int(not place), 0, int(bool(place)), 0)
    assert list_prices(bureau) == {"3-1-3101": 655_641_558}


def test_a_list_comes_from_a_stream_or_with_columns_named_by_hand(bureau: "Bureau") -> None:
    stream = BytesIO(unit_file(*ROWS, header=HEADER.replace("area", "how big")).read_bytes())
    answer = importing.import_units(bureau.admin, stream, by_hand={"built_area": "how big"})
    assert counts(answer) == (3, 3, 0, 0, 0)
    with bureau.refuses(ColumnMissing, match="built"):
        importing.import_units(bureau.admin, unit_file(*ROWS, header=HEADER.replace("area", "how big")))


def test_columns_without_a_name_are_told_by_their_letters_if_anything_is_in_them(bureau: "Bureau") -> None:
    header = "building,block,,floor,room,area,,filed unit price,x"
    answer = import_rows(bureau.admin, "3,1,,31,01,125.53,0.33,52229.87,", header=header)
    assert [(each.code, each.sentence.partition(": ")[2]) for each in answer.notes if "not_read" in each.code] == [
        ("not_read", "x"),
        ("nameless_not_read", "G"),
    ]


@pytest.mark.parametrize(
    ("title", "price", "told"),
    [
        ("备案价格表（一房一价）", "单价", True),
        ("備案價格表", "单价", True),
        ("价格表", "单价", False),
        ("备案价格表", "备案单价", False),
    ],
)
def test_plain_prices_below_a_title_of_filed_ones_are_told_of(
    sqlite_bureau: "Bureau", title: str, price: str, told: bool
) -> None:
    text = f"{title},,,,\n楼栋,楼层,房号,建筑面积,{price}\n3,31,01,125.53,52229.87\n"
    answer = importing.import_units(sqlite_bureau.admin, BytesIO(text.encode()))
    said = [each.sentence for each in answer.notes if each.code == "plain_prices"]
    assert [each.partition(",")[0] for each in said] == ["read as list prices: 单价"] * told


def test_titles_of_any_sheet_of_a_list_may_speak_of_filed_prices(sqlite_bureau: "Bureau", tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, title in (("3栋", "价格表"), ("4栋", "备案价格表")):
        for row in ([title], ["楼栋", "房号", "建筑面积", "单价"], [name, "101", 100, 15000]):
            book[name].append(row) if name in book else book.create_sheet(name).append(row)
    book.save(tmp_path / "units.xlsx")
    with open_table(tmp_path / "units.xlsx", all_sheets=True) as table:
        answer = importing.import_units(sqlite_bureau.admin, table)
    assert (answer.new, [each.code for each in answer.notes].count("plain_prices")) == (2, 1)


def test_a_kind_that_stands_in_place_of_a_layout_is_the_units(bureau: "Bureau") -> None:
    head, layouts = "楼栋,楼层,房号,建筑面积,面价,户型", ("三室", "车位", "储藏室", "")
    rows = [f"3,{at},{at}01,{90 + at},15000,{layout}" for at, layout in enumerate(layouts, 1)]
    import_rows(bureau.admin, *(row.replace("车位", "") for row in rows), header=head)
    with bureau.database.reading() as tx:
        assert {each.kind for each in units.unit_ids(tx, bureau.admin.project.id).values()} == {"flat", "storage"}
    answer = import_rows(bureau.admin, *rows, header=head)
    assert (answer.changed, answer.same) == (1, 3)
    with bureau.database.reading() as tx:
        kinds = {code: each.kind for code, each in units.unit_ids(tx, bureau.admin.project.id).items()}
    assert kinds == {"3-0-101": "flat", "3-0-201": "parking", "3-0-301": "storage", "3-0-401": "flat"}
    assert import_rows(bureau.admin, *rows, header=head).same == 4
    assert import_rows(bureau.admin, rows[1] + ",住宅", header=head + ",类型").changed == 1


def test_totals_are_rounded_and_codes_made_as_the_project_says(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "rounding", "yuan_half_up")
    office.set_project(bureau.admin, "code_template", "{building}/{room}")
    import_rows(bureau.admin, "3,1,31,01,125.53,52229.87", header="building,block,floor,room,area,filed unit price")
    assert list_prices(bureau) == {"3/3101": 6_556_416_00}


def test_new_units_go_into_the_batch_that_was_named_and_the_others_stay_in_theirs(bureau: "Bureau") -> None:
    import_rows(bureau.admin, ROWS[0])
    for name in ("Spring", "Autumn"):
        batches.add_batch(bureau.admin, name, "2026-001", bureau.clock.now)
    import_rows(bureau.admin, *ROWS, batch="Autumn")
    assert {each.name: each.units for each in batches.list_batches(bureau.admin)} == {"Spring": 1, "Autumn": 2}
    with bureau.refuses(NotFound, match="Make it first"):
        import_rows(bureau.admin, "3,1,9,01,100,60000,60000,", batch="Winter")


def test_a_file_for_the_rejected_rows_that_cannot_be_written_stops_the_import(bureau: "Bureau", folder: Path) -> None:
    with bureau.refuses(FileUnwritable):
        import_rows(bureau.admin, *ROWS, "3,1,4,01,none,60000,60000,", rejects=folder)
    assert counts(import_rows(bureau.admin, *ROWS, rejects=folder)) == (3, 3, 0, 0, 0)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"%PDF-1.7\n", b"PK\x03\x04 no workbook", b"a,b\n1,2\n", b"\0" * 64])
def test_a_file_that_is_no_list_is_refused_and_changes_nothing(sqlite_bureau: "Bureau", content: bytes) -> None:
    Path("units.csv").write_bytes(content)
    for source in (Path("units.csv"), BytesIO(content)):
        with sqlite_bureau.refuses(DeskError):
            importing.import_units(sqlite_bureau.admin, source)


@pytest.mark.parametrize("name", [".", "missing.csv"])
def test_a_folder_or_nothing_is_no_list(sqlite_bureau: "Bureau", name: str) -> None:
    with sqlite_bureau.refuses(DeskError):
        importing.import_units(sqlite_bureau.admin, Path(name))


def test_imports_are_listed_latest_first_with_who_brought_them(bureau: "Bureau") -> None:
    first = import_rows(bureau.desk(Role.BACK_OFFICE), *ROWS, "3,1,4,01,none,60000,60000,")
    second = importing.import_units(bureau.admin, unit_file(ROWS[0], name="again.csv"))
    listed = past_imports(bureau.desk(Role.MANAGER))
    assert [(each.import_id, each.file, each.staff) for each in listed] == [
        (second.import_id, "again.csv", "Ada Min"),
        (first.import_id, "units.csv", "back_office one"),
    ]
    assert [(each.read, each.new, each.same, each.rejected) for each in listed] == [(1, 0, 1, 0), (4, 3, 0, 1)]


def test_an_import_sent_again_under_its_key_gives_the_first_answer(bureau: "Bureau") -> None:
    rows = (*ROWS, "3,1,4,01,none,60000,60000,")
    first = import_rows(bureau.admin.keyed("k"), *rows)
    before = bureau.written()
    assert import_rows(bureau.admin.keyed("k"), *rows) == first
    assert bureau.written() == before


def test_each_project_has_units_of_its_own(bureau: "Bureau") -> None:
    import_rows(bureau.admin, *ROWS)
    office.add_project(bureau.admin, "Second Shore", "second")
    there = office.open_desk(bureau.database, "second").signed_in(bureau.desk(Role.MANAGER).actor)  # type: ignore[arg-type]
    assert counts(import_rows(there, *ROWS)) == (3, 3, 0, 0, 0)
    assert len(board.read_board(there).units) == len(board.read_board(bureau.admin).units) == 3


@pytest.mark.parametrize(
    ("header", "value", "column", "code"),
    [
        ("unit price", "60000.01", "unit price", "above_filed"),
        ("filed unit price", "59999.99", "filed unit price", "filed_below_list"),
        ("unit price", "50000", "unit price", "below_band"),
        ("floor price", "6000001", "floor price", "floor_above_list"),
    ],
)
def test_a_price_alone_is_held_against_those_that_the_unit_has(
    bureau: "Bureau", header: str, value: str, column: str, code: str
) -> None:
    import_rows(bureau.admin, *ROWS)
    office.set_project(bureau.admin, "price_band_low_percent", "85")
    before = list_prices(bureau)
    own = f"building,block,floor,room,area,{header}"
    again = import_rows(bureau.admin, f"3,1,1,01,100,{value}", "3,1,2,01,100,", header=own)
    assert counts(again) == (2, 0, 0, 1, 1)
    assert [(each.line, each.column, each.code) for each in again.problems] == [(2, column, code)]
    assert list_prices(bureau) == before


def test_who_asks_is_told_how_far_the_import_has_come_and_can_end_it(sqlite_bureau: "Bureau") -> None:
    stages: list[Stage] = []
    import_rows(sqlite_bureau.admin, *ROWS, progress=lambda each: stages.append(each.stage))
    assert list(dict.fromkeys(stages)) == [Stage.READING, Stage.CHECKING, Stage.WRITING]


def test_an_import_that_is_ended_before_it_writes_has_changed_nothing(sqlite_bureau: "Bureau", folder: Path) -> None:
    class Ended(Exception):
        """Somebody pressed escape."""

    def end(progress: ImportProgress) -> None:
        if progress.stage is Stage.WRITING:
            raise Ended

    before = sqlite_bureau.written()
    with pytest.raises(Ended):
        import_rows(sqlite_bureau.admin, *ROWS, progress=end)
    assert sqlite_bureau.written() == before
    assert [each.name for each in folder.iterdir() if each.suffix not in {".db", ".db-wal", ".db-shm"}] == ["units.csv"]
