"""New customers on PostgreSQL: written while they are checked, and kept or lost whole at the end."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from db import new_customers
from db.begun import Forestalled
from db.given_numbers import last_number
from db.units import customer
from salesdesk.importing import seen_numbers
from salesdesk.importing.progress import Stage
from salesdesk.services import audit, undoing
from salesdesk.services.customer_files import CustomersAnswer, import_customers
from salesdesk.services.customers import add_customer
from tests.conftest import WAITING
from tests.services.at_stages import ON_POSTGRESQL, imported_at

if TYPE_CHECKING:
    from tests.conftest import Bureau

pytestmark = ON_POSTGRESQL
HEADER = "name,phone,phone 2,id number,employer,source,note,visits,visit note"
WANG = "王伟,19900000001,19900000002,P1234501,Harbour Bank,radio,wants light,2026-08-01; 2027-08-02 15:00,with parents"
LI = "李娜,19900000003,,,Harbour Bank,,,,"
LIU = "LIU Yang ,0199-0000-0004,,,,,,,"
ILL = "刘洋,12,,,,,,,"
KEPT = ("customer", "customer_phone", "appointment")
TWICE = {
    "a phone": "王先生,19900000009,19900000001,,,,,,",
    "an id number": "王先生,19900000009,,P1234501,,,,,",
    "a name and employer": "王伟,19900000009,,,harbour bank,,,,",
    "no phone": "王先生,,,P1234509,,,,,",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, where rejected rows are left."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _import(
    bureau: "Bureau", *rows: str, at: Stage | None = None, do: Callable[[], object] = str, **how: Any
) -> CustomersAnswer:
    path = Path("leads.csv")
    path.write_text("\n".join((HEADER, *rows, "")), "utf-8")
    return imported_at(partial(import_customers, bureau.admin, path, **how), at, do)


def _written(bureau: "Bureau") -> list[list[tuple[object, ...]]]:
    there = bureau.written()
    return [there[name] for name in KEPT]


def _names(bureau: "Bureau") -> list[object]:
    with bureau.database.reading() as tx:
        return list(tx.conn.exec_driver_sql("SELECT name FROM customer ORDER BY id").scalars())


def _in_the_usual_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def forestalled(*_: object) -> None:
        raise Forestalled

    monkeypatch.setattr(new_customers, "open_list", forestalled)


def test_they_are_what_they_are_in_the_usual_way(bureau: "Bureau", monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (LIU, ILL, WANG, LI)
    first = _import(bureau, *rows)
    there = _written(bureau)
    undoing.undo_import(bureau.admin, first.import_id or 0)
    assert _written(bureau) == [[], [], []]
    with monkeypatch.context() as patch:
        _in_the_usual_way(patch)
        second = _import(bureau, *rows)
    assert [(each.new, each.rejected) for each in (first, second)] == [(3, 1)] * 2
    assert [[row[0] for row in part] for part in there[:1]] == [[1, 2, 3]]
    shifted = [[tuple(_before(name, at, cell) for at, cell in enumerate(row)) for row in part]
               for name, part in zip(KEPT, _written(bureau), strict=True)]  # fmt: skip
    assert shifted == there
    assert audit.verify(bureau.admin).ok


def _before(table: str, at: int, cell: object) -> object:
    """Give the numbers of the second time as they were the first time."""
    numbers = {"customer": {0: 3}, "customer_phone": {0: 3}, "appointment": {0: 2, 2: 3}}[table]
    return int(str(cell)) - numbers[at] if at in numbers else cell


@pytest.mark.parametrize("row", TWICE.values(), ids=TWICE.keys())
def test_rows_that_may_be_one_person_are_placed_as_ever_and_numbered_from_the_start(bureau: "Bureau", row: str) -> None:
    seen = _import(bureau, LI, WANG, row, LIU, dry_run=True)
    answer = _import(bureau, LI, WANG, row, LIU)
    assert (answer.new, answer.merged) == (seen.new, seen.merged)
    assert [each.code for each in answer.problems] == [each.code for each in seen.problems]
    assert answer.merged or answer.rejected
    with bureau.database.reading() as tx:
        numbers = list(tx.conn.exec_driver_sql("SELECT id FROM customer ORDER BY id").scalars())
    assert numbers == [1, 2, 3]


def test_customers_beside_others_are_written_ahead(bureau: "Bureau") -> None:
    _import(bureau, LI, LIU)
    given: list[int] = []

    def look() -> None:
        with bureau.database.reading() as tx:
            given.append(last_number(tx, customer))

    assert _import(bureau, WANG, at=Stage.WRITING, do=look).new == 1
    assert given == [3]


@pytest.mark.parametrize("row", TWICE.values(), ids=TWICE.keys())
def test_who_may_be_somebody_who_is_there_is_placed_as_ever(bureau: "Bureau", row: str) -> None:
    _import(bureau, LI, WANG, LIU)
    fresh = [f"赵{at},1991000000{at},,P99{at},Bank {at},,,," for at in range(3)]
    seen = _import(bureau, *fresh, row, dry_run=True)
    answer = _import(bureau, *fresh, row)
    assert (answer.new, answer.changed, answer.merged) == (seen.new, seen.changed, seen.merged)
    assert [each.code for each in answer.problems] == [each.code for each in seen.problems]
    assert answer.merged or answer.rejected


def test_a_long_list_that_may_have_one_person_twice_is_looked_through_in_parts(
    bureau: "Bureau", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_numbers, "AT_ONCE", 1)
    assert _import(bureau, LI, WANG, TWICE["an id number"], LIU).merged == 1
    assert _names(bureau) == ["李娜", "王伟", "LIU Yang"]


def test_namesakes_are_several_when_somebody_says_so(bureau: "Bureau") -> None:
    assert _import(bureau, WANG, TWICE["a name and employer"], namesakes=True).new == 2


def test_who_comes_in_by_another_list_meanwhile_is_known(bureau: "Bureau") -> None:
    def come() -> None:
        assert _names(bureau) == []
        assert _import(bureau, TWICE["a name and employer"]).new == 1

    answer = _import(bureau, LI, WANG, at=Stage.WRITING, do=come)
    assert (answer.new, [each.code for each in answer.problems]) == (1, ["namesake"])
    assert sorted(map(str, _names(bureau))) == ["李娜", "王伟"]


@pytest.mark.parametrize("ahead", [True, False], ids=["one is written ahead", "both in the usual way"])
def test_of_two_lists_that_end_at_the_same_moment_one_knows_the_other(
    bureau: "Bureau", monkeypatch: pytest.MonkeyPatch, ahead: bool
) -> None:
    if not ahead:
        _in_the_usual_way(monkeypatch)
    rows = {"first.csv": WANG, "second.csv": TWICE["a name and employer"]}
    for name, row in rows.items():
        Path(name).write_text(f"{HEADER}\n{row}\n", "utf-8")
    works = [partial(import_customers, bureau.admin, Path(name)) for name in rows]
    answers = bureau.collide("event_head", *works)
    assert sorted(each.new for each in answers) == [0, 1]
    assert [problem.code for each in answers for problem in each.problems] == ["namesake"]
    assert _names(bureau) == ["王伟"]


def test_of_two_lists_that_wait_for_each_other_one_is_begun_anew(bureau: "Bureau") -> None:
    Path("same.csv").write_text(f"{HEADER}\n{WANG}\n", "utf-8")
    sent: list[Future[CustomersAnswer]] = []

    def meet() -> None:
        sent.append(pool.submit(import_customers, bureau.admin, Path("same.csv")))
        with bureau.database.reading() as tx:
            while not sent[0].done() and not tx.conn.exec_driver_sql(WAITING).scalar():
                pass  # it is being kept before this one, and waits for a phone of it

    with ThreadPoolExecutor(1) as pool:
        answers = [_import(bureau, WANG, at=Stage.WRITING, do=meet), sent[0].result()]
    assert sorted((each.new, each.same) for each in answers) == [(0, 1), (1, 0)]
    assert _names(bureau) == ["王伟"]


def test_who_comes_by_the_desk_meanwhile_is_known(bureau: "Bureau") -> None:
    answer = _import(bureau, LI, WANG, at=Stage.CHECKING, do=lambda: add_customer(bureau.admin, "王", ["19900000001"]))
    assert (answer.new, answer.changed) == (1, 1)


def test_a_number_that_somebody_else_got_is_not_taken_for_one_of_the_list(bureau: "Bureau") -> None:
    def take() -> None:
        with bureau.database.writing() as tx:
            tx.conn.exec_driver_sql("SELECT nextval('customer_id_seq')")

    assert _import(bureau, LI, WANG, at=Stage.CHECKING, do=take).new == 2
    assert [row[:2] for row in _written(bureau)[1]] == [(4, 0), (5, 0), (5, 1)]  # 2 and 3 were given and lost


@pytest.mark.parametrize("stage", [Stage.CHECKING, Stage.WRITING])
def test_a_list_that_is_stopped_leaves_nothing(bureau: "Bureau", stage: Stage) -> None:
    before = bureau.written()
    with pytest.raises(KeyboardInterrupt):
        _import(bureau, WANG, at=stage, do=_stop)
    assert bureau.written() == before
    assert _import(bureau, WANG).new == 1


def _stop() -> None:
    raise KeyboardInterrupt
