"""Customers placed in pieces: what comes of a list is what placing its rows one after the other gives."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db import exports
from salesdesk.importing import seen_numbers
from salesdesk.importing.customers import check_customers
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.tables import open_table
from salesdesk.services import customer_placing, office
from salesdesk.services.customer_files import CustomersAnswer, import_customers
from salesdesk.services.customer_intake import CustomerList
from salesdesk.services.customer_matching import FILLED, Fate, Merge, People, Person

if TYPE_CHECKING:
    from tests.conftest import Bureau

FIELDS = ("name", "phone", "phone_2", "id_number", "employer", "source", "note", "visits", "visit_note")
CELLS = (
    st.sampled_from(["王伟{}", "王先生{}", "李娜{}"]),
    st.sampled_from(["199{:04}0001", "199{:04}0002", "199{:04}0003", "199{:04}0004", "199{:04}0005", "", "12"]),
    st.sampled_from(["", "", "199{:04}0001", "199{:04}0002", "199{:04}0006"]),
    st.sampled_from(["", "", "P{:04}1", "P{:04}2"]),
    st.sampled_from(["", "Bank", "Pier", "bank"]),
    st.sampled_from(["", "radio"]),
    st.sampled_from(["", "light", "quiet"]),
    st.sampled_from(["", "2026-08-01", "2026-08-01 09:00", "2026-08-01; 2026-12-24 15:00"]),
    st.sampled_from(["", "with parents"]),
)
ROWS = st.lists(st.tuples(*CELLS), max_size=7)
NUMBERS = count(1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, where rejected rows are left."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(rows: list[tuple[str, ...]], number: int, name: str) -> Path:
    """Write rows whose people are told from those of every other number, and one more who is nobody else."""
    path = Path(name)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows([cell.format(number) for cell in row] for row in rows)
        writer.writerow([f"独{number}", f"198{next(NUMBERS):08}", *[""] * 7])
    return path


@dataclass
class Told:
    """What is to come of a list: how many rows of each fate, who comes back, which rows are somebody."""

    fates: Counter[Fate] = field(default_factory=Counter)
    refused: dict[int, str] = field(default_factory=dict)
    merges: list[tuple[int, int | None, str, str, int | None]] = field(default_factory=list)


class Books:
    """Everybody as they should be, by placing rows one after the other."""

    def __init__(self, bureau: "Bureau") -> None:
        """Begin with an office in which nobody is known."""
        self._desk, self.people = bureau.admin, list[Person]()

    def take(self, path: Path, *, namesakes: bool) -> Told:
        """Place the rows of a file."""
        told, merges, by = Told(), list[Merge](), office.terms(self._desk)
        with open_table(path) as table:
            columns = map_columns(table.header, "customers")
            named = CustomerList(table, columns, RefusedRows(table, columns), by, importer=1, namesakes=namesakes)
            people = People(
                map(_as_known, self.people),
                columns=named.named,
                importer=1,
                moment=named.moment,
                namesakes=namesakes,
                gone=frozenset(),
                note=merges.append,
            )
            checked = list(check_customers(table, columns, region=by.profile, staff={}))
            told.refused |= {each.line: each.problems[0].code for each in checked if isinstance(each, RejectedRow)}
            for line, fate in people.place_all(each for each in checked if not isinstance(each, RejectedRow)):
                if isinstance(fate, Fate):
                    told.fates[fate] += 1
                else:
                    told.refused[line] = fate[1].code
        for person in people.made:
            person.key = len(self.people) + 1
            self.people.append(person)
        self.people[: len(people.known)] = people.known
        told.merges = [
            (e.line, e.person.key, e.person.name, e.by, e.with_line or None)
            for e in sorted(merges, key=lambda each: each.line)
        ]
        return told


def _as_known(person: Person) -> Person:
    told = {name: getattr(person, name) for name in ("key", "staff_id", "name", *FILLED, "note")}
    return Person(**told, phones=list(person.phones), visits=dict(person.visits))


def _kept(people: list[Person]) -> list[tuple[object, ...]]:
    return [
        (each.key, each.name, *(getattr(each, name) for name in FILLED), each.note, each.phones, sorted(each.visits))
        for each in people
    ]


def _written(bureau: "Bureau") -> list[tuple[object, ...]]:
    with bureau.database.reading() as tx:
        return [
            (row.id, row.name, *(getattr(row, name) for name in FILLED), row.note, phones, [each.at for each in visits])
            for row, phones, visits in exports.customer_lines(tx, bureau.admin.project.id)
        ]


def _told(answer: CustomersAnswer) -> Told:
    assert answer.read == answer.new + answer.changed + answer.same + answer.rejected
    counts = {Fate.NEW: answer.new, Fate.CHANGED: answer.changed, Fate.SAME: answer.same}
    merges = [(e.line, e.customer_id, e.name, e.by, e.with_line) for e in answer.merges]
    return Told(Counter(counts), {each.line: each.code for each in answer.problems}, merges)


TIED = [
    ("王伟{}", "199{:04}0001", "", "", "", "", "", "", ""),
    ("王先生{}", "199{:04}0001", "", "", "Bank", "", "", "", ""),
    ("王伟{}", "199{:04}0002", "", "", "bank", "", "", "", ""),
]


def test_a_list_placed_in_pieces_is_the_list_placed_row_by_row(
    sqlite_bureau: "Bureau", monkeypatch: pytest.MonkeyPatch
) -> None:
    books = Books(sqlite_bureau)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
    @example([], TIED, False, 1, 4)
    @example([], TIED, False, 1, 1)
    @example([], TIED[::-1], False, 1, 4)
    @example(TIED[:1], TIED[1:], False, 1, 4)
    @given(ROWS, ROWS, st.booleans(), st.sampled_from([1, 2_000]), st.sampled_from([1, 4]))
    def placed_alike(
        before: list[tuple[str, ...]], rows: list[tuple[str, ...]], namesakes: bool, size: int, turns: int
    ) -> None:
        monkeypatch.setattr(customer_placing, "PIECE", size)
        monkeypatch.setattr(seen_numbers, "AT_ONCE", size)
        monkeypatch.setattr(customer_placing, "MOST_TURNS", turns)
        number = next(NUMBERS)
        for path in (_write(before, number, "before.csv"), *[_write(rows, number, "leads.csv")] * 2):
            expected = books.take(path, namesakes=namesakes)
            told = _told(import_customers(sqlite_bureau.admin, path, namesakes=namesakes))
            assert told == expected
        assert _written(sqlite_bureau)[-20:] == _kept(books.people)[-20:]

    placed_alike()
