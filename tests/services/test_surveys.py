"""Importing a survey: every row accounted for, areas of settled deals kept, a second time changes nothing."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import NotPermitted
from salesdesk.domain.roles import Role
from salesdesk.services import audit, settlements
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.surveys import import_survey

if TYPE_CHECKING:
    from tests.conftest import Bureau

HEAD = ("栋号", "单元", "楼层", "房号", "实测建筑面积(㎡)", "实测套内面积")


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    return tmp_path / "survey.csv"


def _write(path: Path, *rows: tuple[object, ...]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def _row(floor: int, built: str, inner: str = "80.10", building: str = "3栋") -> tuple[object, ...]:
    return (building, "1单元", f"{floor}层", f"{floor:02d}01", built, inner)


def _counts(answer: ImportAnswer) -> tuple[int, int, int, int, int]:
    assert answer.read == answer.new + answer.changed + answer.same + answer.rejected
    return answer.read, answer.new, answer.changed, answer.same, answer.rejected


def test_a_survey_measures_its_units_once(bureau: "Bureau", survey: Path) -> None:
    bureau.units(13)
    back = bureau.desk(Role.BACK_OFFICE)
    _write(survey, _row(11, "100.55"), _row(12, "99"), _row(13, "101.00", "--"))
    assert _counts(import_survey(back, survey)) == (3, 3, 0, 0, 0)
    assert _counts(import_survey(back, survey)) == (3, 0, 0, 3, 0)
    _write(survey, _row(11, "100.56"), _row(12, "99"), _row(13, "101.00", "--"))
    assert _counts(import_survey(back, survey)) == (3, 0, 1, 2, 0)
    _write(survey, _row(11, "100.56", ""))
    assert _counts(import_survey(back, survey)) == (1, 0, 0, 1, 0), "an inner area is not taken away by a blank"
    assert audit.verify(bureau.admin).ok


def test_a_dry_run_counts_alike_and_writes_nothing(bureau: "Bureau", survey: Path) -> None:
    bureau.units(12)
    back = bureau.desk(Role.BACK_OFFICE)
    _write(survey, _row(11, "100.55"), _row(19, "99"))
    before = bureau.written()
    assert _counts(import_survey(back, survey, dry_run=True)) == (2, 1, 0, 0, 1)
    assert bureau.written() == before


def test_rows_that_cannot_be_used_come_back_with_their_reasons(bureau: "Bureau", survey: Path, tmp_path: Path) -> None:
    bureau.units(13)
    rejects = tmp_path / "back.csv"
    rows = (_row(11, "100.55"), _row(11, "100.60"), _row(12, "abc"), _row(13, "80", "90"), _row(18, "100"))
    answer = import_survey(bureau.desk(Role.BACK_OFFICE), _write(survey, *rows), rejects=rejects)
    assert _counts(answer) == (5, 1, 0, 0, 4)
    assert [(each.line, each.code) for each in answer.problems] == [
        (3, "duplicate"),
        (4, "not_an_area"),
        (5, "inner_above_built"),
        (6, "unknown_unit"),
    ]
    assert rejects.read_text(encoding="gb18030").count("\n") >= 5


def test_a_settled_unit_keeps_its_area(bureau: "Bureau", survey: Path, tmp_path: Path) -> None:
    unit, back = bureau.units(11)[-1], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    import_survey(back, _write(survey, _row(11, "101.00")))
    assert settlements.apply_building(back, "3").settlements[0].applied
    answer = import_survey(back, _write(survey, _row(11, "102.00")), rejects=tmp_path / "back.csv")
    assert [each.code for each in answer.problems] == ["settled"]
    assert settlements.preview_settlement(back, deal).settlements[0].measured_area == 10_100


def test_a_survey_is_for_those_who_settle(bureau: "Bureau", survey: Path) -> None:
    bureau.units(11)
    rep = bureau.desk(Role.REP)
    _write(survey, _row(11, "100.55"))
    with bureau.refuses(NotPermitted):
        import_survey(rep, survey)
