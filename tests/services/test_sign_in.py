"""Signing in: a try is counted before the PIN is looked at, the door closes for longer each time, sessions end."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from threading import Event, Semaphore
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import BadValue, DeskError, Exit, NotSignedIn, SignInLocked, SignInRefused
from salesdesk.domain.roles import Role
from salesdesk.services import sign_in, staff
from salesdesk.services.desk import Actor
from salesdesk.services.pins import PinVault
from tests.conftest import VAULT

if TYPE_CHECKING:
    from tests.conftest import Bureau

PIN, WRONG = "135792", "999999"
DAY = timedelta(hours=8)
GUARD = ("sign_in_guard",)


class Interrupted(PinVault):
    """A vault in whose check the program is ended."""

    def verify(self, kept: str, pin: str) -> bool:
        raise KeyboardInterrupt


@pytest.fixture
def door(bureau: "Bureau") -> "Bureau":
    """An office in which Wang Li works."""
    bureau.desk(Role.REP, "Wang Li")
    return bureau


def _enter(bureau: "Bureau", pin: str = PIN, name: str = "Wang Li", terminal: str = "") -> Actor:
    return sign_in.sign_in(bureau.database, VAULT, name, pin, terminal)


def _answer(bureau: "Bureau", pin: str, name: str = "Wang Li", terminal: str = "") -> Actor | DeskError:
    try:
        return _enter(bureau, pin, name, terminal)
    except DeskError as refusal:
        return refusal


def _close(bureau: "Bureau") -> SignInLocked:
    answers = [_answer(bureau, WRONG) for _ in range(5)]
    closed = answers[-1]
    assert isinstance(closed, SignInLocked)
    return closed


def _interrupted(bureau: "Bureau") -> None:
    vault = Interrupted(VAULT.pepper, cheap=True)
    with pytest.raises(KeyboardInterrupt):
        sign_in.sign_in(bureau.database, vault, "Wang Li", PIN, "")


def test_the_right_pin_opens_under_any_spelling_of_the_name(door: "Bureau") -> None:
    before = door.written()
    for name in ("Wang Li", " wang  li ", "WANGLI"):
        actor = _enter(door, name=name)
        assert (actor.name, actor.role) == ("Wang Li", Role.REP)
    assert door.written() == before


def test_a_wrong_pin_says_how_many_tries_are_left_and_writes_only_the_count(door: "Bureau") -> None:
    for left in (4, 3, 2, 1):
        with door.refuses(SignInRefused, match=f"; {left} tries left", beside=GUARD) as refusal:
            _enter(door, WRONG)
        assert refusal.value.exit_code is Exit.NOT_PERMITTED
        assert WRONG not in str(refusal.value.details)


def test_the_fifth_wrong_try_closes_the_door_to_the_right_pin_too(door: "Bureau") -> None:
    closed = _close(door)
    assert closed.details["until"] == door.clock.now + timedelta(minutes=1)
    for pin in (PIN, WRONG):
        with door.refuses(SignInLocked, match="signing in is closed until"):
            _enter(door, pin)
    with door.refuses(SignInLocked):
        _enter(door, name="WANG LI")
    assert _enter(door, "246813", "Ada Min").name == "Ada Min"
    door.clock.on(seconds=60)
    assert _enter(door).name == "Wang Li"


def test_the_door_closes_for_twice_as_long_each_time(door: "Bureau") -> None:
    for minutes in (1, 2, 4):
        closed = _close(door)
        assert closed.details["until"] == door.clock.now + timedelta(minutes=minutes)
        door.clock.on(seconds=60 * minutes - 1)
        assert isinstance(_answer(door, PIN), SignInLocked)
        door.clock.on(seconds=1)


def test_the_right_pin_forgets_the_wrong_tries_and_how_often_the_door_was_closed(door: "Bureau") -> None:
    _close(door)
    door.clock.on(minutes=1)
    for _ in range(4):
        _answer(door, WRONG)
    _enter(door)
    assert [getattr(_answer(door, WRONG), "details", None) for _ in range(4)] == [{"left": n} for n in (4, 3, 2, 1)]
    assert _answer(door, WRONG).details["until"] == door.clock.now + timedelta(minutes=1)  # type: ignore[union-attr]


def test_ending_the_program_at_a_wrong_pin_gives_no_other_guess(door: "Bureau") -> None:
    _interrupted(door)
    refusal = _answer(door, WRONG)
    assert isinstance(refusal, SignInRefused)
    assert refusal.details["left"] == 3
    for _ in range(3):
        _interrupted(door)
    with door.database.reading() as tx:
        closed = tx.conn.exec_driver_sql("SELECT count(*) FROM sign_in_guard WHERE locked_until IS NOT NULL").scalar()
    assert closed == 1


def test_a_check_that_never_ended_keeps_nobody_waiting_later(door: "Bureau") -> None:
    _interrupted(door)
    door.clock.on(minutes=2)
    for _ in range(3):
        assert isinstance(_answer(door, WRONG), SignInRefused)
    assert isinstance(_answer(door, WRONG), SignInLocked)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(_answer, door, PIN)
        try:
            assert isinstance(late.result(timeout=3), SignInLocked)
        finally:
            door.clock.on(minutes=2)


def test_many_wrong_tries_at_once_are_five_and_no_more(door: "Bureau") -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _answer(door, WRONG), range(8)))
    left = {each.details["left"] for each in answers if isinstance(each, SignInRefused)}
    assert left == {1, 2, 3, 4}
    assert sum(isinstance(each, SignInLocked) for each in answers) == 4


def test_many_jobs_that_sign_in_at_once_all_come_in(door: "Bureau") -> None:
    inside, go = Semaphore(0), Event()

    class Slow(PinVault):
        def verify(self, kept: str, pin: str) -> bool:
            inside.release()
            return go.wait(10) and super().verify(kept, pin)

    enter = partial(sign_in.sign_in, door.database, Slow(VAULT.pepper, cheap=True), "Wang Li", PIN, "night")
    with ThreadPoolExecutor(7) as pool:
        first = [pool.submit(enter) for _ in range(5)]
        assert all(inside.acquire(timeout=10) for _ in first)
        late = [pool.submit(enter) for _ in range(2)]
        answered_early, _ = wait(late, timeout=0.2)
        go.set()
        assert {each.result(timeout=10).name for each in (*first, *late)} == {"Wang Li"}
    assert answered_early == set()
    assert _answer(door, WRONG).details["left"] == 4  # type: ignore[union-attr]


def test_a_terminal_at_which_many_names_are_tried_is_closed_and_no_other(door: "Bureau") -> None:
    names = [f"rep {number}" for number in range(5)]
    for name in names:
        door.desk(Role.REP, name)
    answers = [_answer(door, WRONG, name, "till 1") for name in names for _ in range(4)]
    assert [type(each) for each in answers] == [SignInRefused] * 19 + [SignInLocked]
    assert isinstance(_answer(door, PIN, terminal="till 1"), SignInLocked)
    assert _enter(door, terminal="till 2").name == "Wang Li"
    door.clock.on(minutes=1)
    assert _enter(door, terminal="till 1").name == "Wang Li"


def test_somebody_unknown_or_disabled_is_answered_like_a_wrong_pin(sqlite_bureau: "Bureau") -> None:
    sqlite_bureau.desk(Role.REP, "Wang Li")
    staff.disable_staff(sqlite_bureau.admin, "Wang Li")
    answers = [_answer(sqlite_bureau, PIN, name) for name in ("Wang Li", "Nobody") for _ in range(5)]
    assert [type(each) for each in answers] == ([SignInRefused] * 4 + [SignInLocked]) * 2
    assert len({str(each) for each in answers}) == 5


def test_a_name_or_pin_that_cannot_be_kept_is_no_try(sqlite_bureau: "Bureau") -> None:
    for name, pin in (("Wang\0Li", PIN), ("Wang Li", "\ud800")):
        with sqlite_bureau.refuses(BadValue, match="cannot be kept"):
            _enter(sqlite_bureau, pin, name)


def test_a_new_pin_opens_a_closed_door(door: "Bureau") -> None:
    _close(door)
    staff.set_pin(door.admin, "wang li", "864209", VAULT)
    assert _enter(door, "864209").name == "Wang Li"


def test_another_pepper_knows_no_pin(door: "Bureau") -> None:
    with pytest.raises(SignInRefused):
        sign_in.sign_in(door.database, PinVault(b"another pepper", cheap=True), "Wang Li", PIN, "")


def test_a_session_lasts_until_its_hour_and_only_its_hash_is_kept(door: "Bureau") -> None:
    session = sign_in.begin_session(door.database, _enter(door), DAY)
    assert session.expires_at == door.clock.now + DAY
    assert session.token not in str(door.written())
    assert sign_in.session_actor(door.database, session.token) == session.actor
    door.clock.on(hours=8)
    with pytest.raises(NotSignedIn):
        sign_in.session_actor(door.database, session.token)


def test_signing_out_ends_one_session_and_no_other(door: "Bureau") -> None:
    first, second = (sign_in.begin_session(door.database, _enter(door), DAY) for _ in range(2))
    sign_in.end_session(door.database, first.token)
    for token in (first.token, "", "nonsense"):
        with pytest.raises(NotSignedIn):
            sign_in.session_actor(door.database, token)
    assert sign_in.session_actor(door.database, second.token).name == "Wang Li"


def test_a_session_carries_the_role_of_this_moment(door: "Bureau") -> None:
    session = sign_in.begin_session(door.database, _enter(door), DAY)
    staff.set_role(door.admin, "Wang Li", Role.CASHIER)
    assert sign_in.session_actor(door.database, session.token).role is Role.CASHIER


def test_a_session_that_began_while_somebody_was_being_disabled_is_none(door: "Bureau") -> None:
    actor = _enter(door)
    staff.disable_staff(door.admin, "Wang Li")
    session = sign_in.begin_session(door.database, actor, DAY)
    with pytest.raises(NotSignedIn):
        sign_in.session_actor(door.database, session.token)
