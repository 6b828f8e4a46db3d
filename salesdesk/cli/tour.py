"""The tour: a short day in the demo office, told by the very commands that people type."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from salesdesk.cli import output
from salesdesk.cli.asked import Asked
from salesdesk.cli.call import Call
from salesdesk.cli.failures import failure_of
from salesdesk.cli.grammar import perform
from salesdesk.cli.session import Office, terminal
from salesdesk.domain.errors import DeskError
from salesdesk.domain.roles import Role
from salesdesk.domain.units import UnitState
from salesdesk.language import tr
from salesdesk.services.board import read_board
from salesdesk.services.customers import find_customers
from salesdesk.services.demo import Player, players, unit_list
from salesdesk.services.desk import Desk
from salesdesk.services.office import open_desk
from salesdesk.services.sign_in import sign_in

PLAN = "mortgage"


@dataclass(frozen=True)
class Stop:
    """One stop of the tour: what it shows, who types the command, and the command."""

    says: str
    who: Player
    words: tuple[str, ...]


def tour(office: Office, address: str) -> None:
    """Go through the demo office in a database that has just been made."""
    with unit_list() as units:
        for stop in _stops(_seat(office, address, _first(Role.REP)), units):
            _show(office, address, stop)
    output.write("\n" + tr("Open a terminal and run `salesdesk demo` to sit down at it yourself."))


def _first(role: Role) -> Player:
    return next(each for each in players() if each.role is role)


def _seat(office: Office, address: str, who: Player) -> Desk:
    opened = office.at(address)
    opened.actor = sign_in(opened.database, opened.vault, who.name, who.pin, terminal())
    return open_desk(opened.database).signed_in(opened.actor)


def _stops(desk: Desk, units: Path) -> Iterator[Stop]:
    rep, rival, manager = _first(Role.REP), _rival(), _first(Role.MANAGER)
    free = [each for each in read_board(desk).units if each.state == UnitState.AVAILABLE and not each.locked]
    unit, buyer = free[0], find_customers(desk)[0].name
    again = ("import", "units", str(units), "--dry-run")
    yield Stop(tr("A list of units came in from this file; once more, it changes nothing."), manager, again)
    yield Stop(tr("The board shows what can be sold."), rep, ("board", unit.building))
    yield Stop(tr("A rep holds a flat for a customer."), rep, ("hold", unit.code, "--customer", buyer))
    yield Stop(tr("The customer orders it."), rep, ("order", unit.code, "--customer", buyer, "--plan", PLAN))
    theirs = find_customers(_other(desk, rival))[0].name
    late = ("hold", unit.code, "--customer", theirs)
    yield Stop(tr("A colleague comes too late, and is told what is like it."), rival, late)
    yield Stop(tr("And this is the rep's day."), rep, ("today",))


def _rival() -> Player:
    return [each for each in players() if each.role is Role.REP][1]


def _other(desk: Desk, who: Player) -> Desk:
    from salesdesk.services.desk import Actor
    from salesdesk.services.staff import list_staff

    number = next(each.staff_id for each in list_staff(desk) if each.name == who.name)
    return desk.signed_in(Actor(number, who.name, who.role))


def _show(office: Office, address: str, stop: Stop) -> None:
    _seat(office, address, stop.who)
    output.write(f"\n# {stop.says} ({stop.who.name})\n$ salesdesk {shlex.join(stop.words)}\n")
    call = Call(office, Asked(db=address))
    try:
        perform(stop.words, call)
    except DeskError as refusal:
        output.write(failure_of(refusal, call.known_zone).message)
