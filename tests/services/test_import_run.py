"""The course of an import: announced when it takes long, and without a trace when it is stopped."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from db.waiting import ImportUnderWay
from salesdesk.importing.progress import ImportProgress, Stage
from salesdesk.services import import_announcing
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.price_files import import_prices
from salesdesk.services.prices import PriceListExists
from salesdesk.services.receipt_files import import_receipts
from salesdesk.services.surveys import import_survey

if TYPE_CHECKING:
    from tests.conftest import Bureau

PLACE = "building,block,floor,room"
FILES = {
    "survey": f"{PLACE},built area\n3,1,11,1101,100.5\n3,1,12,1201,x\n3,1,19,1901,99\n",
    "prices": f"{PLACE},unit price\n3,1,11,1101,59000\n3,1,12,1201,x\n",
    "receipts": "date,payer,amount,reference\n2026-08-30,王伟,1000,B1\n2026-08-30,李娜,x,B2\n",
}
KINDS: dict[str, Callable[..., ImportAnswer]] = {
    "survey": import_survey,
    "prices": lambda *args, **more: import_prices(*args, dry_run=False, **more),
    "receipts": import_receipts,
}

TRIED: dict[str, Callable[..., ImportAnswer]] = {
    "survey": partial(import_survey, dry_run=True),
    "prices": import_prices,
    "receipts": partial(import_receipts, dry_run=True),
}


@pytest.fixture(params=FILES)
def kind(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("file.csv").write_text(FILES[request.param], "utf-8")
    name: str = request.param
    return name


def _import(bureau: "Bureau", kind: str, **more: Any) -> ImportAnswer:
    return KINDS[kind](bureau.admin, Path("file.csv"), **more)


def test_whoever_stops_it_before_it_is_written_finds_everything_as_it_was(sqlite_bureau: "Bureau", kind: str) -> None:
    sqlite_bureau.units(12)
    before = sqlite_bureau.written(), sorted(os.listdir())

    def stop(progress: ImportProgress) -> None:
        if progress.stage is Stage.WRITING:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _import(sqlite_bureau, kind, progress=stop)
    assert (sqlite_bureau.written(), sorted(os.listdir())) == before


def test_rows_that_come_back_are_all_in_their_file(sqlite_bureau: "Bureau", kind: str) -> None:
    sqlite_bureau.units(12)
    answer = _import(sqlite_bureau, kind)
    rows = Path("file.rejects.csv").read_text("utf-8-sig").splitlines()[1:]
    assert (answer.new + answer.changed, len(rows)) == (1, answer.rejected)
    assert [*filter(lambda name: "reject" in name, os.listdir())] == ["file.rejects.csv"]


def test_a_dry_run_writes_the_rows_that_come_back_where_it_is_told_alone(sqlite_bureau: "Bureau", kind: str) -> None:
    sqlite_bureau.units(12)
    before = sqlite_bureau.written()
    seen = TRIED[kind](sqlite_bureau.admin, Path("file.csv"))
    assert [name for name in os.listdir() if "rejects" in name] == []
    assert TRIED[kind](sqlite_bureau.admin, Path("file.csv"), rejects=Path("back.csv")).rejected == seen.rejected
    rows = Path("back.csv").read_text("utf-8-sig").splitlines()[1:]
    assert (len(rows), sqlite_bureau.written()) == (seen.rejected, before)


def test_a_row_that_is_refused_only_when_it_is_written_comes_back_too(
    sqlite_bureau: "Bureau", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit is sold between the comparing and the writing."""
    monkeypatch.chdir(tmp_path)
    unit = sqlite_bureau.units(12)[10]

    def sell(progress: ImportProgress) -> None:
        if progress.stage is Stage.WRITING and progress.rows == 0:
            sqlite_bureau.sold(unit)

    answer = import_prices(sqlite_bureau.admin, _prices(Path("file.csv"), 59_000), dry_run=False, progress=sell)
    assert [each.code for each in answer.problems] == ["claimed"]
    assert len(Path("file.rejects.csv").read_text("utf-8-sig").splitlines()) == 2


def test_what_others_measured_meanwhile_is_not_written_over_unseen(
    bureau: "Bureau", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was compared before, and counts its rows anew."""
    monkeypatch.chdir(tmp_path)
    bureau.units(12)
    for name, area in (("file", "100.5"), ("other", "100.5"), ("third", "101")):
        Path(f"{name}.csv").write_text(f"{PLACE},built area\n3,1,11,1101,{area}\n3,1,12,1201,99\n", "utf-8")

    def measure(other: str) -> Callable[[ImportProgress], None]:
        def tell(progress: ImportProgress) -> None:
            if progress.stage is Stage.WRITING and progress.rows == 0:
                import_survey(bureau.admin, Path(other))

        return tell

    answer = import_survey(bureau.admin, Path("file.csv"), progress=measure("other.csv"))
    assert (answer.new, answer.changed, answer.same) == (0, 0, 2)
    answer = import_survey(bureau.admin, Path("file.csv"), progress=measure("third.csv"))
    assert (answer.new, answer.changed, answer.same) == (0, 1, 1)


def test_a_writing_that_takes_long_is_announced_and_withdrawn(
    sqlite_bureau: "Bureau", kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_bureau.units(12)
    monkeypatch.setattr(import_announcing, "SHORT_SECONDS", 0)
    with sqlite_bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("CREATE TABLE heard (file TEXT, seconds REAL)")
        tx.conn.exec_driver_sql(
            "CREATE TRIGGER hear AFTER INSERT ON import_writing BEGIN INSERT INTO heard "
            "VALUES (NEW.file_name, NEW.ready - NEW.since); END"
        )
    _import(sqlite_bureau, kind)
    with sqlite_bureau.database.reading() as tx:
        assert tx.conn.exec_driver_sql("SELECT file FROM heard").scalars().all() == ["file.csv"]
        assert tx.conn.exec_driver_sql("SELECT count(*) FROM import_writing").scalar() == 0


def test_whoever_waits_is_told_for_how_long_until_that_is_over() -> None:
    since = datetime(2026, 8, 31, 9, tzinfo=UTC)
    under_way = ImportUnderWay("units.csv", since, since + timedelta(seconds=20))
    assert import_announcing.waiting_said(under_way, since + timedelta(seconds=5)).endswith("about 15 s more.")
    assert import_announcing.waiting_said(under_way, since + timedelta(seconds=25)).endswith("is not lost.")


def test_a_second_time_there_is_nothing_to_wait_for(
    sqlite_bureau: "Bureau", kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_bureau.units(12)
    _import(sqlite_bureau, kind)
    forecasts: list[float | None] = []

    def note(progress: ImportProgress) -> None:
        if progress.stage is Stage.WRITING:
            forecasts.append(progress.seconds_left)

    _import(sqlite_bureau, kind, progress=note)
    assert forecasts == [0]


def test_under_a_key_the_first_answer_comes_again(
    sqlite_bureau: "Bureau", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is taken by then, which is a refusal for another command alone."""
    monkeypatch.chdir(tmp_path)
    sqlite_bureau.units(12)
    one, other = (_prices(tmp_path / f"{each}.csv", each) for each in (59_000, 58_000))
    keyed = sqlite_bureau.admin.keyed("k1")
    first = import_prices(keyed, one, name="Autumn", dry_run=False)
    assert import_prices(keyed, one, name="Autumn", dry_run=False) == first
    with pytest.raises(PriceListExists):
        import_prices(sqlite_bureau.admin, other, name="Autumn", dry_run=False)


def _prices(path: Path, each: int) -> Path:
    path.write_text(f"{PLACE},unit price\n3,1,11,1101,{each}\n", "utf-8")
    return path
