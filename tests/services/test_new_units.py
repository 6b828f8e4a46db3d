"""A list of new units on PostgreSQL: written while it is checked, and kept or lost whole at the end."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from db import units
from db.engine import Tx
from db.given_numbers import last_number, numbers_given
from salesdesk.domain.errors import NotFound
from salesdesk.importing.progress import Stage
from salesdesk.services import audit, batches, board, import_announcing, importing, undoing
from salesdesk.services.desk import Desk
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.past_imports import past_imports
from tests.conftest import record
from tests.services.at_stages import ON_POSTGRESQL, imported_at

if TYPE_CHECKING:
    from tests.conftest import Bureau

pytestmark = ON_POSTGRESQL
HEADER = "building,block,floor,room,area,filed unit price"
ROWS = [f"3,1,{floor},01,100,60000" for floor in (3, 1, 2)]
OTHERS = [f"4,1,{floor},01,100,60000" for floor in (1, 2)]
BAD = "3,1,9,01,none,60000"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, where rejected rows are left."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _file(rows: list[str], name: str = "units.csv") -> Path:
    path = Path(name)
    path.write_text("\n".join((HEADER, *rows, "")), "utf-8")
    return path


def _import(desk: Desk, rows: list[str], at: Stage | None = None, do: Callable[[], object] = str) -> ImportAnswer:
    return imported_at(partial(importing.import_units, desk, _file(rows)), at, do)


def _codes(bureau: "Bureau") -> list[str]:
    return sorted(row.code for row in board.read_board(bureau.admin).units)


def test_others_see_nothing_of_a_list_and_wait_for_nothing_before_it_is_kept(bureau: "Bureau") -> None:
    seen: list[object] = []

    def work() -> None:
        seen.append(_codes(bureau))
        seen.append(_import(bureau.admin, OTHERS).new)
        batches.add_batch(bureau.admin, "first", "2026-001", bureau.clock.now, ["4"])
        seen.append(batches.release_batch(bureau.admin, "first").released)
        bureau.customer(bureau.admin)
        seen.append(_codes(bureau))

    answer = _import(bureau.admin, [*ROWS, BAD], Stage.WRITING, work)
    assert seen == [[], 2, 2, ["4-1-101", "4-1-201"]]
    assert (answer.new, answer.rejected, answer.list_total_minor) == (3, 1, 3 * 6_000_000_00)
    assert _codes(bureau) == ["3-1-101", "3-1-201", "3-1-301", "4-1-101", "4-1-201"]
    assert audit.verify(bureau.admin).ok


def test_units_beside_others_are_written_ahead_and_those_that_are_there_compared(bureau: "Bureau") -> None:
    _import(bureau.admin, ROWS)
    seen: list[int] = []
    answer = _import(bureau.admin, OTHERS, Stage.WRITING, lambda: seen.append(last_unit(bureau)))
    assert (answer.new, seen) == (2, [5])
    dearer = OTHERS[0].replace("60000", "70000")
    answer = _import(bureau.admin, ["5,1,1,01,100,60000", dearer, *ROWS])
    assert (answer.new, answer.changed, answer.same) == (1, 1, 3)


def last_unit(bureau: "Bureau") -> int:
    """Give the last number that a unit was given, whether it is kept or not."""
    with bureau.database.reading() as tx:
        return last_number(tx, units.unit)


def test_what_a_list_made_is_taken_back_and_nothing_that_came_in_between(bureau: "Bureau") -> None:
    answer = _import(bureau.admin, ROWS, Stage.WRITING, lambda: _import(bureau.admin, OTHERS))
    undoing.undo_import(bureau.admin, answer.import_id or 0)
    assert _codes(bureau) == ["4-1-101", "4-1-201"]


def test_numbers_that_others_got_in_the_middle_of_a_list_are_not_among_its_own(bureau: "Bureau") -> None:
    def add(tx: Tx, code: str) -> None:
        plain = units.record_values(record(1)) | {"project_id": bureau.admin.project.id, "state": "not_released"}
        units.add_units(tx, [plain | {"code": code}])

    with bureau.database.writing() as tx:
        before = last_number(tx, units.unit)
        add(tx, "first")
        with bureau.database.writing() as other:
            add(other, "theirs")
        add(tx, "last")
        assert numbers_given(tx, units.unit, before, 2) == [[before + 1] * 2, [before + 3] * 2]
        assert numbers_given(tx, units.unit, before, 3) == [[before + 1, before + 3]]
        assert numbers_given(tx, units.unit, before, 0) == []


def test_a_list_that_somebody_else_brings_in_first_is_the_same(bureau: "Bureau") -> None:
    first: list[ImportAnswer] = []
    answer = _import(bureau.admin, [*ROWS, BAD], Stage.CHECKING, lambda: first.append(_import(bureau.admin, ROWS)))
    assert (first[0].new, answer.new, answer.same, answer.rejected) == (3, 0, 3, 1)
    assert len(_codes(bureau)) == 3


def test_a_server_that_goes_away_in_the_middle_is_asked_again_from_the_start(bureau: "Bureau") -> None:
    answer = _import(bureau.admin, [*ROWS, BAD], Stage.WRITING, lambda: _end_connections(bureau))
    assert (answer.new, answer.rejected) == (3, 1)
    assert len(_codes(bureau)) == 3
    assert len(past_imports(bureau.admin)) == 1
    assert sorted(each.name for each in Path().iterdir()) == ["units.csv", "units.rejects.csv"]


def _end_connections(bureau: "Bureau") -> None:
    mine = bureau.database.url.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql")
    ended = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND state = 'idle in transaction'"
    )
    with closing(psycopg.connect(mine)) as conn:
        assert conn.execute(ended).fetchone() == (1,)


@pytest.mark.parametrize("stage", [Stage.CHECKING, Stage.WRITING])
def test_a_list_that_is_stopped_leaves_nothing(bureau: "Bureau", stage: Stage) -> None:
    before = bureau.written()
    with pytest.raises(KeyboardInterrupt):
        _import(bureau.admin, ROWS, stage, _stop)
    assert bureau.written() == before
    assert _import(bureau.admin, ROWS).new == 3


def _stop() -> None:
    raise KeyboardInterrupt


def test_a_list_sent_again_under_its_key_gives_the_first_answer_and_keeps_nothing(bureau: "Bureau") -> None:
    first = _import(bureau.admin.keyed("k"), ROWS)
    undoing.undo_import(bureau.admin, first.import_id or 0)
    before = bureau.written()
    again = _import(bureau.admin.keyed("k"), ROWS)
    assert (again.new, again.import_id) == (3, first.import_id)
    assert bureau.written() == before


def test_a_batch_that_is_not_there_is_refused_once_and_for_all_under_a_key(bureau: "Bureau") -> None:
    for _ in range(2):
        with bureau.refuses(NotFound, beside=("given_answer",)):
            importing.import_units(bureau.admin.keyed("k"), _file(ROWS), batch="autumn")


def test_a_long_list_is_announced_to_who_brings_in_the_same(bureau: "Bureau", monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def look() -> None:
        with bureau.database.reading() as tx:
            said.extend(tx.conn.exec_driver_sql("SELECT file_name FROM import_writing").scalars())

    monkeypatch.setattr(import_announcing, "SAID_AFTER", 0.0)
    monkeypatch.setattr(import_announcing, "SHORT_SECONDS", -1.0)
    _import(bureau.admin, ROWS, Stage.WRITING, look)
    assert said == ["units.csv"]
    look()
    assert said == ["units.csv"]
