"""Staff: adding people, their roles and PINs, and closing the door behind them."""

from dataclasses import dataclass

from db import staff as people
from db.staff import StaffRow
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.phrases import known_are
from salesdesk.domain.pins import check_pin
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.text import search_key, tidy
from salesdesk.language import codes_of, meant
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.pins import PinVault


class NameTaken(DeskError):
    """There is somebody called {name} already. Use a name that tells the two apart."""


class LastAdministrator(DeskError):
    """{name} is the last administrator; make somebody else one first."""


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """Somebody in the office."""

    staff_id: int
    name: str
    role: str
    disabled: bool


def clean_name(name: str) -> str:
    """Give a name as it is kept.

    Raises:
        BadValue: it is empty or too long.
    """
    kept = tidy(name)
    if not kept or len(kept) > 60:
        raise BadValue(what="name", value=name[:80], why="a name has 1 to 60 characters")
    return kept


def parse_role(text: str) -> Role:
    """Read a role as people type it.

    Raises:
        BadValue: there is no such role; the known ones are named.
    """
    found = meant(Role, text)
    if found is None:
        raise BadValue(what="role", value=text, why=known_are(codes_of(Role)))
    return found


@changes("staff.add", Right.MANAGE_STAFF)
def add_staff(change: Change, name: str, role: Role, pin: str, vault: PinVault) -> StaffAnswer:
    """Add somebody with a role and a first PIN.

    Raises:
        NameTaken: the name is in use.
        WeakPin: the PIN is too easy.
    """
    kept = clean_name(name)
    check_pin(pin)
    if people.staff_by_name(change.tx, search_key(kept)):
        raise NameTaken(name=kept)
    row = people.add_staff(change.tx, kept, search_key(kept), role, vault.hashed(pin))
    change.tell("staff.added", staff=row.id, name=kept, role=str(role))
    return _answer(row)


@sees(Right.SEE_TODAY)
def list_staff(look: Look) -> list[StaffAnswer]:
    """List everybody, by name."""
    return [_answer(row) for row in people.all_staff(look.tx)]


@changes("staff.role", Right.MANAGE_STAFF)
def set_role(change: Change, name: str, role: Role) -> StaffAnswer:
    """Give somebody another role.

    Raises:
        LastAdministrator: nobody would be left to manage staff.
    """
    row = _named(change, name)
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(change, row)
    people.change_staff(change.tx, row.id, role=role)
    change.tell("staff.role_changed", staff=row.id, before=row.role, after=str(role))
    return StaffAnswer(row.id, row.name, role, row.disabled_at is not None)


@changes("staff.pin", Right.MANAGE_STAFF)
def set_pin(change: Change, name: str, pin: str, vault: PinVault) -> StaffAnswer:
    """Give somebody a new PIN, open a closed door and end their sessions."""
    row = _named(change, name)
    check_pin(pin)
    people.change_staff(change.tx, row.id, pin_hash=vault.hashed(pin))
    people.clear_guard(change.tx, f"name:{search_key(row.name)}")
    people.end_sessions_of(change.tx, row.id)
    change.tell("staff.pin_changed", staff=row.id)
    return _answer(row)


@changes("staff.disable", Right.MANAGE_STAFF)
def disable_staff(change: Change, name: str) -> StaffAnswer:
    """Let somebody sign in no more; what they did stays theirs."""
    row = _named(change, name)
    _keep_an_administrator(change, row)
    people.change_staff(change.tx, row.id, disabled_at=change.now)
    people.end_sessions_of(change.tx, row.id)
    change.tell("staff.disabled", staff=row.id)
    return StaffAnswer(row.id, row.name, row.role, True)


def _named(change: Change, name: str) -> StaffRow:
    row = people.staff_by_name(change.tx, search_key(name))
    if row is None:
        raise NotFound(what="staff member", value=name, hint="See `salesdesk staff list`.")
    return row


def _keep_an_administrator(change: Change, row: StaffRow) -> None:
    others = [
        each
        for each in people.all_staff(change.tx, hold=True)
        if each.role == Role.ADMINISTRATOR and each.disabled_at is None and each.id != row.id
    ]
    if row.role == Role.ADMINISTRATOR and not others:
        raise LastAdministrator(name=row.name)


def _answer(row: StaffRow) -> StaffAnswer:
    return StaffAnswer(row.id, row.name, row.role, row.disabled_at is not None)
