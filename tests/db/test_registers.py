"""Registers: numbers without a gap, however many take one at once and whatever goes wrong."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from db import inspection, office
from db.engine import Database

HERE = 1


def test_numbers_begin_at_one_and_run_on(database: Database) -> None:
    assert [_take(database, "receipt") for _ in range(3)] == [1, 2, 3]
    assert _take(database, "deal") == 1


def test_a_number_of_a_transaction_that_was_rolled_back_is_taken_again(database: Database) -> None:
    _take(database, "receipt")
    with pytest.raises(ZeroDivisionError), database.writing() as tx:
        raise ZeroDivisionError(office.next_number(tx, HERE, "receipt"))
    assert _take(database, "receipt") == 2


def test_several_numbers_in_one_transaction_follow_each_other(database: Database) -> None:
    with database.writing() as tx:
        assert [office.next_number(tx, HERE, "receipt") for _ in range(3)] == [1, 2, 3]
    assert _take(database, "receipt") == 4


def test_many_at_once_take_each_number_once_from_the_very_first(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: _take(database, "receipt"), range(24)))
    assert sorted(taken) == list(range(1, 25))


def test_some_of_the_many_fail_and_leave_no_gap(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda number: _take_or_fail(database, number % 3 == 0), range(24)))
    assert sorted(each for each in taken if each) == list(range(1, 17))


def test_each_project_has_registers_of_its_own(database: Database) -> None:
    with database.writing() as tx:
        other = office.add_project(tx, "other", "Other").id
        assert [office.next_number(tx, project, "deal") for project in (HERE, other, HERE)] == [1, 1, 2]


def test_a_gap_is_found(database: Database) -> None:
    _take(database, "receipt")
    with database.reading() as tx:
        assert inspection.gaps(tx) == ["harbour-gardens: 0 receipts, highest 0, last given 1"]


def _take(database: Database, name: str) -> int:
    with database.writing() as tx:
        return office.next_number(tx, HERE, name)


def _take_or_fail(database: Database, fails: bool) -> int:
    try:
        with database.writing() as tx:
            return office.next_number(tx, HERE, "receipt") // (0 if fails else 1)
    except ZeroDivisionError:
        return 0
