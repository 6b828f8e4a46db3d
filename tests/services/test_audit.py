"""The log against the books: whoever changes a table behind the program's back is found, and the row is named."""

import sqlite3
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, NotPermitted
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import (
    audit,
    cautions,
    disclosures,
    discounts,
    hold_money,
    holds,
    mortgages,
    office,
    orders,
    payments,
    reversals,
    staff,
    suspense,
    unallocated,
)
from salesdesk.services.desk import Desk

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _busy_day(bureau: "Bureau") -> Desk:
    """Let every kind of thing happen that the books keep; gives the auditor's desk."""
    rep, cashier, manager = bureau.desk(Role.REP), bureau.desk(Role.CASHIER), bureau.desk(Role.MANAGER)
    bureau.units(6)
    buyer, other = bureau.customer(rep), bureau.customer(rep, "李明", "199-0000-0002")
    request = discounts.request_discount(
        rep, "3-1-0101", buyer, PlanKind.ONE_SUM, "pays at once", amount_minor=6_000_00
    )
    discounts.approve_discount(manager, request.request_id)
    holds.place_hold(rep, "3-1-0101", buyer)
    order = orders.place_order(rep, "3-1-0101", buyer, PlanKind.ONE_SUM, request.request_id)
    payments.add_receipt(cashier, order.deal_id, 3_000_00, Method.CASH)
    reversals.reverse_receipt(cashier, "R-000001", "wrong deal")
    holds.place_hold(rep, "3-1-0201", other)
    holds.extend_hold(rep, "3-1-0201")
    holds.place_hold(rep, "3-1-0301", other)
    holds.release_hold(rep, "3-1-0301")
    discounts.request_discount(rep, "3-1-0401", other, PlanKind.ONE_SUM, "a friend", amount_minor=6_000_00)
    staff.set_role(bureau.admin, rep.actor.name if rep.actor else "", Role.REP)
    return bureau.desk(Role.AUDITOR)


def test_what_the_office_did_is_what_the_books_say(bureau: "Bureau") -> None:
    auditor = _busy_day(bureau)
    answer = audit.verify(auditor)
    assert (answer.ok, answer.first_bad, answer.problem) == (True, None, "")
    assert answer.checked == len(audit.show_events(auditor, 0, 1000)) > 15
    assert audit.verify(auditor, audit.parse_head(audit.audit_head(auditor).head)).ok


def test_a_hold_that_ran_out_and_was_taken_by_another_is_no_contradiction(sqlite_bureau: "Bureau") -> None:
    auditor = _busy_day(sqlite_bureau)
    sqlite_bureau.clock.on(hours=5)
    rival = sqlite_bureau.desk(Role.REP, "rival")
    holds.place_hold(rival, "3-1-0201", sqlite_bureau.customer(rival, "周倩", "199-0000-0003"))
    assert audit.verify(auditor).ok


def test_staff_hired_at_another_project_are_known_at_this_one(sqlite_bureau: "Bureau") -> None:
    office.add_project(sqlite_bureau.admin, "Second", "second")
    other = office.open_desk(sqlite_bureau.database, "second").signed_in(sqlite_bureau.admin.actor)  # type: ignore[arg-type]
    sqlite_bureau.desk(Role.REP, "hired here")
    assert audit.verify(other).ok


@pytest.mark.parametrize(
    ("tampering", "first_bad"),
    [
        ("UPDATE event SET data = '{}' WHERE seq = 9", 9),
        ("DELETE FROM event WHERE seq = 9", 9),
        ("UPDATE event SET staff_id = 1 WHERE seq = 9", 9),
        ("UPDATE unit SET state = 'available' WHERE code = '3-1-0201'", "unit 3-1-0201"),
        ("UPDATE unit SET state = 'titled' WHERE code = '3-1-0601'", "unit 3-1-0601"),
        ("UPDATE receipt SET amount_minor = 1 WHERE number = 1", "receipt R-000001"),
        ("DELETE FROM receipt WHERE number = 2", "receipt R-000002"),
        ("UPDATE quote SET total_minor = 1", "deal D-0001"),
        ("UPDATE discount_request SET state = 'approved' WHERE id = 2", "request 2"),
        ("UPDATE discount_request SET decided_by = 1 WHERE id = 1", "request 1"),
        ("UPDATE claim SET expires_at = expires_at + 60000 WHERE live", "hold 3"),
        ("UPDATE staff SET role = 'general_manager' WHERE role = 'rep'", "staff 2"),
        (
            "INSERT INTO staff (name, name_key, role, pin_hash, created_at) VALUES ('x', 'x', 'director', '', 0)",
            "staff 6",
        ),
        (
            "INSERT INTO deal_step (deal_id, step, done_on, at, staff_id, note, undone_reason)"
            " VALUES (1, 'contract', '2026-08-31', 0, 1, '', '')",
            "deal D-0001 contract",
        ),
        (
            "INSERT INTO unit_lock (unit_id, kind, reason, staff_id, at) VALUES (1, 'seized', '', 1, 0)",
            "lock 3-1-0101 seized",
        ),
    ],
)
def test_tampering_is_found_and_the_first_bad_row_named(
    sqlite_bureau: "Bureau", tampering: str, first_bad: int | str
) -> None:
    auditor = _busy_day(sqlite_bureau)
    _tamper(sqlite_bureau, tampering)
    answer = audit.verify(auditor)
    assert (answer.ok, answer.first_bad) == (False, first_bad)
    assert answer.problem


def test_a_log_cut_off_together_with_its_head_is_found_with_a_head_kept_elsewhere(sqlite_bureau: "Bureau") -> None:
    auditor = _busy_day(sqlite_bureau)
    sqlite_bureau.customer(sqlite_bureau.desk(Role.REP), "周倩", "199-0000-0003")
    kept = audit.parse_head(audit.audit_head(auditor).head)
    last, before = kept[0], kept[0] - 1
    _tamper(
        sqlite_bureau,
        f"DELETE FROM event WHERE seq = {last}",
        f"UPDATE event_head SET seq = {before}, hash = (SELECT hash FROM event WHERE seq = {before})",
    )
    assert audit.verify(auditor).ok, "nothing in the database itself gives this away"
    assert audit.verify(auditor, kept).first_bad == last


def test_events_that_were_cut_off_behind_the_head_are_missed(sqlite_bureau: "Bureau") -> None:
    auditor = _busy_day(sqlite_bureau)
    last = audit.audit_head(auditor).seq
    _tamper(sqlite_bureau, f"DELETE FROM event WHERE seq = {last}")
    answer = audit.verify(auditor)
    assert (answer.ok, answer.checked, answer.first_bad) == (False, last - 1, last)
    assert answer.problem == f"the log ends at event {last - 1}, not at its head {last}"


def test_money_that_was_taken_off_a_hold_is_held_against_the_log(sqlite_bureau: "Bureau") -> None:
    auditor = _busy_day(sqlite_bureau)
    hold_money.add_on_hold(sqlite_bureau.desk(Role.CASHIER), "3-1-0201", 5_000_00, Method.CASH)
    assert audit.verify(auditor).ok
    _tamper(sqlite_bureau, "UPDATE allotment SET claim_id = NULL WHERE claim_id IS NOT NULL")
    assert "money on hold 3" in "".join(audit.verify(auditor).contradictions)


def _tamper(bureau: "Bureau", *statements: str) -> None:
    """Do what somebody with the sqlite3 shell could do, guards and references out of the way."""
    assert bureau.database.path is not None
    with sqlite3.connect(bureau.database.path) as conn:
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert conn.execute(statement).rowcount > 0
    conn.close()


@pytest.mark.parametrize(
    ("tampering", "first_bad"),
    [
        ("UPDATE receipt SET reference = 'B-78' WHERE number = 1", "receipt R-000001"),
        ("UPDATE allotment SET amount_minor = 1", "money without a deal of R-000001"),
        ("DELETE FROM receipt WHERE kind = 'refund'", "money without a deal of R-000001"),
    ],
)
def test_money_without_a_deal_is_held_against_the_log(sqlite_bureau: "Bureau", tampering: str, first_bad: str) -> None:
    cashier = sqlite_bureau.desk(Role.CASHIER)
    suspense.add_loose(cashier, 1_000_00, Method.CARD, payer="王家", reference="B-77")
    unallocated.refund_money(cashier, "R-000001", 200_00, Method.CARD, None, "too much")
    assert audit.verify(sqlite_bureau.admin).ok
    _tamper(sqlite_bureau, tampering)
    assert audit.verify(sqlite_bureau.admin).first_bad == first_bad


def test_the_log_is_for_those_who_may_audit(sqlite_bureau: "Bureau") -> None:
    rep = sqlite_bureau.desk(Role.REP)
    for look in (audit.show_events, audit.audit_head, audit.verify):
        with pytest.raises(NotPermitted):
            look(rep)


def test_a_part_of_the_log_is_shown_by_number_unit_and_deal(sqlite_bureau: "Bureau") -> None:
    auditor = _busy_day(sqlite_bureau)
    latest = audit.show_events(auditor, limit=2)
    assert [each.seq for each in latest] == [audit.audit_head(auditor).seq - 1, audit.audit_head(auditor).seq]
    assert {each.kind for each in audit.show_events(auditor, unit="3-1-0301")} == {"hold.placed", "hold.released"}
    assert [each.kind for each in audit.show_events(auditor, deal="D-0001")][-1] == "receipt.reversed"


@pytest.mark.parametrize("text", ["", "12", "12:abc", "x:" + "0" * 64])
def test_a_head_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        audit.parse_head(text)


@pytest.mark.parametrize(
    ("tampering", "first_bad"),
    [
        ("UPDATE mortgage_case SET approved_minor = 1", "case 1"),
        ("UPDATE mortgage_case SET state = 'refused'", "case 1"),
        ("UPDATE mortgage_case SET bank = 'another'", "case 1"),
        ("DELETE FROM deal_tick WHERE item = 'a railway'", "deal D-0001 tick a railway"),
        ("DELETE FROM deal_tick WHERE item = 'contract terms'", "deal D-0001 tick contract terms"),
        ("UPDATE deal SET plan_version = 1", "deal D-0001"),
        ("UPDATE mortgage_case SET id = 9", "case 1"),
    ],
)
def test_tampering_with_loans_and_what_was_acknowledged_is_found(
    sqlite_bureau: "Bureau", tampering: str, first_bad: str
) -> None:
    disclosures.add_fact(sqlite_bureau.admin, "a railway")
    deal = sqlite_bureau.signed(sqlite_bureau.units(1)[0])
    desk = sqlite_bureau.desk(Role.MORTGAGE_DESK)
    cautions.tick_cautions(sqlite_bureau.desk(Role.BACK_OFFICE), deal)
    case = mortgages.open_case(desk, deal, "Harbour Bank")
    for paper in case.papers:
        mortgages.note_paper(desk, case.case_id, paper.name)
    mortgages.submit_case(desk, case.case_id)
    mortgages.approve_case(desk, case.case_id, 4_000_000_00)
    assert audit.verify(sqlite_bureau.admin).ok
    _tamper(sqlite_bureau, tampering)
    assert audit.verify(sqlite_bureau.admin).first_bad == first_bad
