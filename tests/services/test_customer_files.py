"""Importing customers: every row accounted for, the same person known by phone or paper, nothing overwritten."""

import csv
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import exports
from salesdesk.domain.errors import DeskError, KeyReused, NotPermitted
from salesdesk.domain.identity import mask_id_number
from salesdesk.domain.roles import Role
from salesdesk.importing.synonyms import fields_of
from salesdesk.services import audit, customer_placing, customers, staff
from salesdesk.services.customer_files import import_customers
from salesdesk.services.exporting import ExportKind, export
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.past_imports import past_imports

if TYPE_CHECKING:
    from tests.conftest import Bureau

HEAD = ("姓名", "电话", "备用电话", "身份证号", "单位", "来源", "备注", "来访日期")
PAPER = "11010519491231002X"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, where rejected rows are left."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> Path:
    path = Path("leads.csv")
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([head, *(row + ("",) * (len(head) - len(row)) for row in rows)])
    return path


def _counts(answer: ImportAnswer) -> tuple[int, int, int, int, int]:
    assert answer.read == answer.new + answer.changed + answer.same + answer.rejected
    return answer.read, answer.new, answer.changed, answer.same, answer.rejected


def _people(bureau: "Bureau") -> list[tuple[object, ...]]:
    return bureau.written()["customer"]


def _reasons() -> list[str]:
    with open("leads.rejects.csv", encoding="gb18030", newline="") as file:
        return [row[-1] for row in csv.reader(file)][1:]


def test_customers_come_in_whole_and_a_second_time_changes_nothing(bureau: "Bureau") -> None:
    path = _write(
        (
            "王伟",
            "199 0000 0001",
            "１９９０００００００２",
            PAPER,
            "Harbour Bank",
            "walk-in",
            "wants light",
            "2026-08-01",
        ),
        (
            "李娜",
            "19900000003/199-0000-0004",
            "+86 199 0000 0005",
            "",
            "",
            "广告",
            "",
            "2026年8月2日; 2026-08-03 14:30",
        ),
    )
    manager = bureau.desk(Role.MANAGER)
    assert _counts(import_customers(manager, path)) == (2, 2, 0, 0, 0)
    found = customers.find_customers(manager)
    assert {each.name: sorted(each.phones) for each in found} == {
        "王伟": ["+8619900000001", "+8619900000002"],
        "李娜": ["+8619900000003", "+8619900000004", "+8619900000005"],
    }
    visits = customers.list_visits(manager, "李娜")
    assert [each.outcome for each in visits] == ["came", "came"]
    before = {
        name: rows for name, rows in bureau.written().items() if name in {"customer", "customer_phone", "appointment"}
    }
    assert _counts(import_customers(manager, path)) == (2, 0, 0, 2, 0)
    after = bureau.written()
    assert {name: after[name] for name in before} == before
    assert [each.kind for each in past_imports(manager)] == ["customers", "customers"]
    assert audit.verify(bureau.admin).ok


def test_a_known_phone_or_paper_fills_what_is_missing_and_overwrites_nothing(bureau: "Bureau") -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    first = customers.add_customer(rep, "王伟", ["19900000001"], source="walk-in")
    path = _write(
        ("王先生", "19900000009", "19900000001", PAPER, "Harbour Bank", "radio"),
        ("王伟", "19900000007", "", PAPER, "", ""),
    )
    assert _counts(import_customers(manager, path)) == (2, 0, 2, 0, 0)
    row = customers.show_customer(manager, str(first.customer_id))
    assert (row.name, row.source, row.staff_id) == ("王伟", "walk-in", first.staff_id)
    assert row.phones == ["+8619900000001", "+8619900000009", "+8619900000007"]
    assert row.note == "姓名: 王先生\n来源: radio"
    assert _counts(import_customers(manager, path)) == (2, 0, 0, 2, 0)


def test_whoever_is_known_gets_the_one_thing_more_that_a_row_tells(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    known = [("王伟", f"1990000000{at}", "", "", "", "walk-in", "light", "2026-08-01") for at in range(1, 10)]
    assert _counts(import_customers(manager, _write(*known))) == (9, 9, 0, 0, 0)
    more = enumerate(["王先生", "", "19900000012", PAPER, "Harbour Bank", "radio", "quiet", "2026-08-02"])
    told = [tuple(new if new and at == place else old for at, old in enumerate(known[place])) for place, new in more]
    same = [told[1], known[8]]
    changed = [row for row in told if row not in same]
    assert _counts(import_customers(manager, _write(*told, known[8]))) == (9, 0, 7, 2, 0)
    assert _counts(import_customers(manager, _write(*changed, *same))) == (9, 0, 0, 9, 0)
    phones = {each.customer_id: each.phones for each in customers.find_customers(manager)}
    assert phones[3] == ["+8619900000003", "+8619900000012"]


def test_rows_of_one_person_in_a_file_are_one_customer(bureau: "Bureau") -> None:
    path = _write(("王伟", "19900000001"), ("王伟", "19900000002", "19900000001"), ("王伟", "19900000002"))
    manager = bureau.desk(Role.MANAGER)
    seen = import_customers(manager, path, dry_run=True)
    answer = import_customers(manager, path)
    assert _counts(seen) == _counts(answer) == (3, 1, 1, 1, 0)
    assert [each.customer_id for each in seen.merges] == [None, None]
    assert [(each.line, each.customer_id, each.by, each.with_line) for each in answer.merges] == [
        (3, 1, "phone", 2),
        (4, 1, "phone", 2),
    ]
    assert len(customers.find_customers(manager)) == 1


def test_everybody_has_their_own_phone_and_visit_where_rows_between_come_back(bureau: "Bureau") -> None:
    def row(at: int) -> tuple[str, ...]:
        begun = "１９９" if at == 5 else "199"  # one that is good, too, but is looked at by itself
        return (f"客{at}", "none" if at % 3 == 1 else f"{begun}-0000-{at:04}", *[""] * 5, f"2026-08-{at + 1:02}")

    assert _counts(import_customers(bureau.admin, _write(*map(row, range(12))))) == (12, 8, 0, 0, 4)
    with bureau.database.reading() as tx:
        found = list(exports.customer_lines(tx, bureau.admin.project.id))
    kept = [at for at in range(12) if at % 3 != 1]
    assert [(row.name, list(phones)) for row, phones, _ in found] == [
        (f"客{at}", [f"+861990000{at:04}"]) for at in kept
    ]
    assert [[each.at.day for each in visits] for _, _, visits in found] == [[at + 1] for at in kept]
    assert [row.id for row, _, _ in found] == list(range(1, 9))


def test_a_row_that_adds_to_somebody_known_is_told_with_whom_and_by_what(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    import_customers(manager, _write(("王伟", "19900000001", "", PAPER)))
    path = _write(("王先生", "19900000002", "", PAPER), ("李娜", "19900000003"))
    answer = import_customers(manager, path)
    assert (answer.merged, [each.sentence for each in answer.notes]) == (
        1,
        ["added to C-1 王伟, who was known by id number"],
    )
    assert import_customers(manager, path).merged == 0
    shown = [customers.show_customer(bureau.desk(role), "C-1").id_number for role in (Role.MANAGER, Role.AUDITOR)]
    assert shown == [PAPER, mask_id_number(PAPER)]


def test_of_very_many_rows_put_together_the_first_are_named(
    sqlite_bureau: "Bureau", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customer_placing, "MOST_MERGES", 2)
    rows = (("王伟", "19900000001"), *[("王伟", f"1990000001{at}", "19900000001") for at in range(6)])
    answer = import_customers(sqlite_bureau.admin, _write(*rows))
    assert (answer.merged, [each.line for each in answer.merges]) == (6, [3, 4])


def test_under_a_key_the_first_answer_comes_again_and_another_rule_is_another_command(bureau: "Bureau") -> None:
    keyed, path = bureau.admin.keyed("k"), _write(("王伟", "19900000001"))
    first = import_customers(keyed, path)
    assert import_customers(keyed, path) == first
    with bureau.refuses(KeyReused):
        import_customers(keyed, path, namesakes=True)


def test_what_cannot_be_one_person_comes_back_with_its_reason(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    customers.add_customer(bureau.desk(Role.REP), "陈静", ["19900000008"])
    path = _write(
        ("王伟", "19900000001", "", PAPER, "Harbour Bank"),
        ("王伟", "19900000002", "", "", "harbour bank"),
        ("刘洋", "19900000001", "19900000008"),
        ("刘洋", "19900000001", "", "P1234567"),
        ("刘洋", "1.39E+10"),
        ("刘洋", "12"),
        ("", "19900000005"),
        ("刘洋", ""),
        ("刘洋", "", "", "P7654321"),
        ("刘洋", "19900000006", "", "110105194912310021"),
        ("刘洋", "19900000006", "", "", "", "", "", "3/5/2026"),
    )
    answer = import_customers(manager, path)
    assert _counts(answer) == (11, 1, 0, 0, 10)
    assert [each.code for each in answer.problems] == [
        "namesake", "two_people", "other_id_number", "digits_lost", "not_a_phone", "missing", "no_phone", "no_phone",
        "not_an_id_number", "not_a_day",
    ]  # fmt: skip
    assert len(_reasons()) == 10
    assert _counts(import_customers(manager, path)) == (11, 0, 0, 1, 10)
    assert _counts(import_customers(manager, path, namesakes=True)) == (11, 1, 0, 1, 9)


def test_a_dry_run_counts_alike_and_writes_nothing(bureau: "Bureau") -> None:
    path = _write(("王伟", "19900000001"), ("王伟", "19900000001", "19900000002"), ("刘洋", "12"))
    manager = bureau.desk(Role.MANAGER)
    before = bureau.written()
    assert _counts(import_customers(manager, path, dry_run=True)) == (3, 1, 1, 0, 1)
    assert bureau.written() == before


def test_a_row_that_finds_its_place_by_a_later_one_is_put_there_at_once(bureau: "Bureau") -> None:
    head = ("name", "mobile", "second mobile", "employer", "id_number")
    rows = [
        ("王伟", "19900000001", "", "Bank", ""),
        ("王伟", "19900000002", "", "Bank", ""),
        ("刘洋", "19900000002", "", "", ""),
        ("陈静", "", "", "", PAPER),
        ("赵敏", "19900000003", "", "", PAPER),
    ]
    path = _write(*rows, head=head)
    answer = import_customers(bureau.admin, path)
    assert _counts(answer) == (5, 3, 2, 0, 0)
    assert [(each.line, each.name) for each in answer.merges] == [(3, "刘洋"), (5, "赵敏")]
    assert customers.show_customer(bureau.admin, "刘洋").note == "name: 王伟"
    assert _counts(import_customers(bureau.admin, path)) == (5, 0, 0, 5, 0)


def test_rows_that_lead_to_somebody_by_others_below_them_find_their_place(bureau: "Bureau") -> None:
    """Each has a phone of the row below it, and a namesake at the same employer until that is placed."""
    head = ("name", "mobile", "phone 2", "employer")
    phones = [f"1990000000{each}" for each in range(5)]
    chain = [("王伟", after, before, "Bank") for before, after in pairwise(phones)]
    path = _write(("王伟", phones[0], "", "Bank"), *reversed(chain), ("李娜", "19900000009", "", "Bank"), head=head)
    assert _counts(import_customers(bureau.admin, path)) == (6, 2, 4, 0, 0)
    assert customers.show_customer(bureau.admin, "C-1").phones == [f"+86{each}" for each in phones]
    assert _counts(import_customers(bureau.admin, path)) == (6, 0, 0, 6, 0)


def test_a_rep_is_named_by_name(bureau: "Bureau") -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    assert rep.actor
    path = _write(
        ("王伟", "19900000001", rep.actor.name), ("刘洋", "19900000002", "nobody"), head=("name", "mobile", "rep")
    )
    assert _counts(import_customers(manager, path)) == (2, 1, 0, 0, 1)
    assert customers.show_customer(rep, "王伟").staff_id == rep.actor.staff_id
    other = bureau.desk(Role.CASHIER).actor
    assert other
    again = import_customers(manager, _write(("王伟", "19900000001", other.name), head=("name", "mobile", "rep")))
    assert customers.show_customer(rep, "王伟").staff_id == rep.actor.staff_id
    assert (again.same, [each.sentence for each in again.notes]) == (
        1,
        ["C-1 王伟, who was known by phone, stays with the rep they have"],
    )


def test_a_rep_who_works_here_no_more_keeps_their_customers_and_gets_nobody_new(bureau: "Bureau") -> None:
    rep, other, manager = bureau.desk(Role.REP), bureau.desk(Role.RECEPTION), bureau.desk(Role.MANAGER)
    assert rep.actor
    assert other.actor
    head, gone = ("name", "mobile", "rep"), rep.actor.name
    import_customers(manager, _write(("王伟", "19900000001", gone), head=head))
    staff.disable_staff(bureau.admin, gone)
    rows = [("王伟", "19900000001", gone), ("王五", "19900000003", other.actor.name)]
    lead, again = ("刘洋", "19900000002", gone), ("刘洋", "19900000002", other.actor.name)
    assert _counts(import_customers(manager, _write(lead, head=head))) == (1, 0, 0, 0, 1)
    answer = import_customers(manager, _write(*rows, lead, head=head))
    assert _counts(answer) == (3, 1, 0, 1, 1)
    assert [each.code for each in answer.problems] == ["rep_gone"]
    assert _counts(import_customers(manager, _write(*rows, lead, again, head=head))) == (4, 1, 0, 3, 0)
    assert answer.problems[0].sentence == f"rep: '{gone}' works here no more"
    assert customers.show_customer(manager, "王伟").staff_id == rep.actor.staff_id
    assert customers.show_customer(manager, "刘洋").staff_id == other.actor.staff_id


def test_a_visit_to_come_is_open(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    import_customers(manager, _write(("王伟", "19900000001", "", "", "", "", "", "2026-12-24 15:00")))
    (visit,) = customers.list_visits(manager, "王伟")
    assert (visit.done_at, visit.outcome) == (None, "")
    assert visit.at > datetime(2026, 12, 1, tzinfo=UTC)


def test_without_the_right_nothing_is_imported(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    with bureau.refuses(NotPermitted):
        import_customers(rep, _write(("王伟", "19900000001")))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_what_was_exported_comes_in_again_and_changes_nothing(bureau: "Bureau", folder: Path, ending: str) -> None:
    rep, director = bureau.desk(Role.REP), bureau.desk(Role.DIRECTOR)
    customers.add_customer(rep, "=王伟", ["19900000001", "19900000002", "19900000003"], "walk-in", "3 rooms", "-1\n+2")
    customers.add_customer(rep, "Ada O'Neil", ["+12125550123"], note="'=x")
    customers.add_customer(rep, "无", ["010-62345678"])
    path = folder / f"customers.{ending}"
    export(director, ExportKind.CUSTOMERS, path)
    before = _people(bureau)
    answer = import_customers(director, path)
    assert _people(bureau) == before
    assert (answer.read, answer.new, answer.changed) == (3, 0, 0)


CELL = st.sampled_from(
    ["王伟", "19900000001", "199 0000 0002", "1.39E+10", "19900000001;19900000003", PAPER, "P1234567",
     "2026-03-05", "46086.5",
     "", "-", "\x00", "\ud7ff\u202e", "=1+1", "９９", "0001-01-01", "9999-12-31", "a" * 300, "\n", "ada min"]
) | st.text(max_size=6)  # fmt: skip
FIELDS = list(fields_of("customers"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(rows=st.lists(st.lists(CELL, min_size=len(FIELDS), max_size=len(FIELDS)), min_size=1, max_size=8))
def test_any_table_of_customers_keeps_the_promise(sqlite_bureau: "Bureau", rows: list[list[str]]) -> None:
    path = Path("any.csv")
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([FIELDS, *rows])
    first = again = (0, 0, 0, 0, 0)
    with suppress(DeskError):
        first = _counts(import_customers(sqlite_bureau.admin, path))
        again = _counts(import_customers(sqlite_bureau.admin, path))
    assert again == (first[0], 0, 0, sum(first[1:4]), first[4])


def test_two_imports_at_once_make_each_customer_once(bureau: "Bureau") -> None:
    path = _write(*((f"客户{at}", f"1990001{at:04d}", "", "", "", "", "", "2026-08-01") for at in range(40)))
    manager, admin = bureau.desk(Role.MANAGER), bureau.admin
    answers = bureau.collide("staff", lambda: import_customers(manager, path), lambda: import_customers(admin, path))
    assert sorted(_counts(each) for each in answers) == [(40, 0, 0, 40, 0), (40, 40, 0, 0, 0)]
    assert len(bureau.written()["customer"]) == 40
    assert audit.verify(bureau.admin).ok
