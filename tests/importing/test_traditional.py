"""Lists in traditional signs are read as those in simplified ones; what stands in them is never written otherwise."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.import_kinds import ImportKind
from salesdesk.importing.footers import Footing, may_be_footer
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.measures import ONE, Sort, parse_in, parse_measure
from salesdesk.importing.moments import parse_moment
from salesdesk.importing.places import block_label, building_label, floor_label, room_label, whole_place
from salesdesk.importing.synonyms import fields_of, is_known, values_of
from salesdesk.importing.tables import open_table
from salesdesk.importing.totals import is_total_word, may_be_total
from salesdesk.importing.words import read_words, simplified
from tests.importing.books import write_csv
from tests.importing.test_kinds import CASES, checked, told

PAIRS = read_words("traditional.toml")["pairs"].split()
TRADITIONAL = {ord(pair[1]): pair[0] for pair in reversed(PAIRS)}


def test_each_sign_has_one_simplified_form() -> None:
    assert {len(pair) for pair in PAIRS} == {2}
    assert len({pair[0] for pair in PAIRS}) == len(PAIRS)
    assert {pair[0] for pair in PAIRS}.isdisjoint(pair[1] for pair in PAIRS)


@given(st.text())
def test_each_sign_stays_in_its_place(text: str) -> None:
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)


def test_headers_are_known() -> None:
    names = """
        電話 單價 建築面積 樓棟 單元 樓層 房號 總價 備註 備注 來源 金額 貸方 套內面積 公攤面積 聯絡電話 身分證 置業顧問
        對方戶名 入帳日期 入賬日期 貸方發生額 產權面積 實測建築面積 備案價 面價(萬元) 總價（萬元/套） 單價(元/平方米)
        證件號碼 借貸標誌
    """
    assert [name for name in names.split() if not is_known(name)] == []


def test_all_words_that_rules_look_for_are_known_in_traditional_signs_too() -> None:
    for kind in ImportKind:
        for field in fields_of(kind).values():
            assert all(is_known(name.translate(TRADITIONAL)) for name in field.names)
    words = read_words("totals.toml")
    for word in (*words["words"], *words["endings"]):
        assert is_total_word(word.translate(TRADITIONAL))
    for word in (*words["words"], *words["endings"], *words["balances"]):
        assert may_be_total(word.translate(TRADITIONAL))
    for word in words["marks"]:
        assert may_be_footer((word.translate(TRADITIONAL),))
        assert Footing().is_footer((word.translate(TRADITIONAL),), word.translate(TRADITIONAL))


@pytest.mark.parametrize("unit", ["坪", "元/坪", "萬元/坪", "畝"])
def test_other_measures_of_land_are_not_taken_for_square_metres(unit: str) -> None:
    measure = parse_measure(unit)
    assert measure is not None
    assert measure.factor is None
    assert not is_known(f"面積({unit})")


def test_what_stands_in_cells_is_read() -> None:
    assert [building_label(each) for each in ("松風花園3號樓", "三號樓", "二期3棟", "翠園")] == [
        "3",
        "3",
        "2期3",
        "翠園",
    ]
    assert (block_label("一單元"), room_label("301號房", "3")) == ("1", ("301", "01"))
    assert [floor_label(each)[0] for each in ("31樓", "十二層", "地下一層", "夾層")] == ["31", "12", "B1", "M"]
    assert whole_place("3棟1單元3101室") == whole_place("3栋1单元3101室")
    assert whole_place("翠園-31樓-3101").building == "翠園"
    assert parse_moment("2026年3月5日 週四") == parse_moment("2026-03-05")
    assert parse_in("600萬", Sort.MONEY, ONE).value == 600_000_000
    assert (values_of("kind").get("车位"), simplified("車位")) == ("parking", "车位")


@pytest.mark.parametrize("kind", CASES)
def test_a_list_in_traditional_signs_gives_the_same_records(tmp_path: Path, kind: ImportKind) -> None:
    rows = CASES[kind].rows
    turned = [[cell.translate(TRADITIONAL) for cell in row] for row in rows]
    assert turned != [list(row) for row in rows]
    found = []
    for each in (rows, turned):
        write_csv(tmp_path / "a.csv", each)
        with open_table(tmp_path / "a.csv") as table:
            good, refused = checked(kind, table)
            records = simplified(str([told(record) for record in good]))  # names stay as they are written
            found.append((records, [row.line for row in refused]))
    assert found[0] == found[1]


def test_a_unit_above_the_header_is_read_and_named_as_it_stands(tmp_path: Path) -> None:
    rows = [["一房一價表 單位：萬元"], ["樓棟", "樓層", "房號", "建築面積", "總價"], ["3棟", "1", "01", "90", "120.5"]]
    write_csv(tmp_path / "a.csv", rows)
    with open_table(tmp_path / "a.csv") as table:
        assert table.header[-1] == "總價(萬元)"
        assert map_columns(table.header, "units").factors == {"list_total": 10_000}
