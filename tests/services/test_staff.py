"""Staff: who is hired, with which role and PIN, and how the door closes behind those who leave."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import BadValue, NotFound, NotSignedIn, SignInRefused
from salesdesk.domain.pins import WeakPin
from salesdesk.domain.roles import Role
from salesdesk.services import audit, customers, holds, staff
from salesdesk.services.desk import Actor
from salesdesk.services.sign_in import Session, begin_session, session_actor, sign_in
from salesdesk.services.staff import LastAdministrator, NameTaken, StaffAnswer, parse_role
from tests.conftest import ADMIN_PIN, VAULT

if TYPE_CHECKING:
    from tests.conftest import Bureau

PIN, NEW_PIN = "135792", "864209"


def _hire(bureau: "Bureau", name: str = "Wang Li", role: Role = Role.REP) -> StaffAnswer:
    return staff.add_staff(bureau.admin, name, role, PIN, VAULT)


def _session(bureau: "Bureau", name: str = "Wang Li", pin: str = PIN) -> Session:
    return begin_session(bureau.database, sign_in(bureau.database, VAULT, name, pin, ""), timedelta(hours=8))


def test_somebody_hired_can_sign_in(bureau: "Bureau") -> None:
    answer = _hire(bureau, "  王  丽 ")
    assert (answer.name, answer.role, answer.disabled) == ("王 丽", Role.REP, False)
    assert sign_in(bureau.database, VAULT, "王丽", PIN, "") == Actor(answer.staff_id, "王 丽", Role.REP)


def test_two_spellings_of_one_name_are_one_person(bureau: "Bureau") -> None:
    _hire(bureau, "Wang Li")
    for name in ("Wang Li", " wang  LI", "WangLi", "Ｗang Li"):
        with bureau.refuses(NameTaken, match="Use a name that tells the two apart"):
            _hire(bureau, name)


def test_of_two_who_hire_the_same_person_at_once_one_does(bureau: "Bureau") -> None:
    answers = bureau.collide("event_head", *[partial(_hire, bureau)] * 2)
    assert sorted(type(each).__name__ for each in answers) == ["NameTaken", "StaffAnswer"]


@pytest.mark.parametrize(
    ("name", "pin", "kind"),
    [("", PIN, BadValue), ("x" * 61, PIN, BadValue), ("Wang Li", "12345", WeakPin), ("Wang Li", "111111", WeakPin)],
)
def test_who_has_no_name_or_an_easy_pin_is_not_hired(
    sqlite_bureau: "Bureau", name: str, pin: str, kind: type[BadValue | WeakPin]
) -> None:
    with sqlite_bureau.refuses(kind):
        staff.add_staff(sqlite_bureau.admin, name, Role.REP, pin, VAULT)


def test_everybody_is_listed_by_name_the_disabled_too(bureau: "Bureau") -> None:
    for name in ("Zhao Yu", "chen Jie"):
        _hire(bureau, name)
    staff.disable_staff(bureau.admin, "Zhao Yu")
    listed = [(each.name, each.disabled) for each in staff.list_staff(bureau.admin)]
    assert listed == [("Ada Min", False), ("chen Jie", False), ("Zhao Yu", True)]


def test_another_role_is_told_with_what_it_was_before(bureau: "Bureau") -> None:
    number = _hire(bureau).staff_id
    assert staff.set_role(bureau.admin, "wang li", Role.MANAGER).role == "manager"
    last = audit.show_events(bureau.admin)[-1]
    assert last.kind == "staff.role_changed"
    assert {name: last.facts[name] for name in ("staff", "before", "after")} == {
        "staff": number,
        "before": "rep",
        "after": "manager",
    }


def test_neither_a_pin_nor_its_hash_stands_in_the_log(bureau: "Bureau") -> None:
    _hire(bureau)
    staff.set_pin(bureau.admin, "Wang Li", NEW_PIN, VAULT)
    written = bureau.written()
    assert not [each for each in (PIN, NEW_PIN, "argon2") if each in str(written["event"])]
    assert PIN not in str(written)
    assert NEW_PIN not in str(written)


def test_the_last_administrator_stays_one(bureau: "Bureau") -> None:
    second = _hire(bureau, "Wang Li", Role.ADMINISTRATOR)
    other = bureau.admin.signed_in(Actor(second.staff_id, second.name, Role.ADMINISTRATOR))
    staff.disable_staff(bureau.admin, "Ada Min")
    with bureau.refuses(LastAdministrator, match="Wang Li is the last administrator"):
        staff.disable_staff(other, "Wang Li")
    with bureau.refuses(LastAdministrator):
        staff.set_role(other, "Wang Li", Role.MANAGER)
    assert staff.set_role(other, "Wang Li", Role.ADMINISTRATOR).role == "administrator"


def test_two_administrators_who_let_each_other_go_at_once_leave_one(bureau: "Bureau") -> None:
    second = _hire(bureau, "Wang Li", Role.ADMINISTRATOR)
    other = bureau.admin.signed_in(Actor(second.staff_id, second.name, Role.ADMINISTRATOR))
    bureau.collide(
        "staff",
        partial(staff.disable_staff, bureau.admin, "Wang Li"),
        partial(staff.set_role, other, "Ada Min", Role.REP),
    )
    with bureau.database.reading() as tx:
        left = tx.conn.exec_driver_sql(
            "SELECT count(*) FROM staff WHERE role = 'administrator' AND disabled_at IS NULL"
        ).scalar()
    assert left == 1


def test_a_new_pin_ends_the_sessions_and_the_old_pin(bureau: "Bureau") -> None:
    _hire(bureau)
    sessions = [_session(bureau), _session(bureau)]
    kept = _session(bureau, "Ada Min", ADMIN_PIN)
    staff.set_pin(bureau.admin, "Wang Li", NEW_PIN, VAULT)
    for each in sessions:
        with pytest.raises(NotSignedIn):
            session_actor(bureau.database, each.token)
    assert session_actor(bureau.database, kept.token).name == "Ada Min"
    with pytest.raises(SignInRefused):
        sign_in(bureau.database, VAULT, "Wang Li", PIN, "")
    assert session_actor(bureau.database, _session(bureau, pin=NEW_PIN).token).name == "Wang Li"


def test_a_weak_new_pin_leaves_the_old_one(bureau: "Bureau") -> None:
    _hire(bureau)
    with bureau.refuses(WeakPin):
        staff.set_pin(bureau.admin, "Wang Li", "123456", VAULT)
    assert _session(bureau).actor.name == "Wang Li"


def test_the_disabled_neither_sign_in_nor_go_on(bureau: "Bureau") -> None:
    answer = _hire(bureau)
    session = _session(bureau)
    assert staff.disable_staff(bureau.admin, "Wang Li").disabled
    with pytest.raises(NotSignedIn):
        session_actor(bureau.database, session.token)
    with pytest.raises(SignInRefused, match="do not match"):
        sign_in(bureau.database, VAULT, "Wang Li", PIN, "")
    still_there = bureau.admin.signed_in(Actor(answer.staff_id, "Wang Li", Role.REP))
    with bureau.refuses(NotSignedIn):
        customers.add_customer(still_there, "王小明", ["199-0000-0001"])


def test_what_the_disabled_did_stays_theirs(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP, "Wang Li"), bureau.units(1)[0]
    holds.place_hold(rep, unit, bureau.customer(rep))
    staff.disable_staff(bureau.admin, "Wang Li")
    assert customers.show_customer(bureau.admin, "王小明").staff == "Wang Li"
    assert [each.staff for each in holds.list_holds(bureau.admin)] == ["Wang Li"]


def test_nobody_of_that_name_is_changed(bureau: "Bureau") -> None:
    for change in (
        partial(staff.set_role, bureau.admin, "Nobody", Role.REP),
        partial(staff.set_pin, bureau.admin, "Nobody", NEW_PIN, VAULT),
        partial(staff.disable_staff, bureau.admin, "Nobody"),
    ):
        with bureau.refuses(NotFound, match="There is no staff member 'Nobody'"):
            change()


@pytest.mark.parametrize("text", ["back office", "BACK-OFFICE", " back_office "])
def test_a_role_is_read_as_people_type_it(text: str) -> None:
    assert parse_role(text) is Role.BACK_OFFICE


def test_an_unknown_role_names_the_known_ones() -> None:
    with pytest.raises(BadValue, match="known are administrator, rep, reception"):
        parse_role("boss")
