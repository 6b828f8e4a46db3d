"""The locks over a unit: which lie over it, one more laid, one lifted or given another reason, by its number."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from salesdesk.domain.text import safe
from salesdesk.domain.units import Lock
from salesdesk.language import show_short_date, tr, word
from salesdesk.services.board import LaidLock
from salesdesk.services.holds import lock_unit, unlock_unit
from salesdesk.services.lock_words import lock_said
from screens.change_menu import Doer
from screens.dialogs import Field, Form, Notice
from screens.office_place import Office


def open_lock_menu(screen: Doer, office: Office, unit: str, laid: Sequence[LaidLock]) -> None:
    """Tell which locks lie over a unit, and offer to lift or reword them, or to lay another."""
    lying = {Lock(each.lock): each for each in laid}
    said = "\n".join(safe(lock_said(each)) for each in laid) or tr("No lock lies over it.")
    choices: dict[str, Callable[[], None]] = {}
    for kind in Lock:
        if kind in lying:
            choices[tr("Lift or reword: {lock}").format(lock=word(kind))] = partial(
                _open_lock, screen, office, unit, lying[kind]
            )
        else:
            choices[tr("Lay: {lock}").format(lock=word(kind))] = partial(_lay, screen, office, unit, kind)
    title = tr("Locks over {unit}").format(unit=safe(unit))
    office.open(Notice(title, said, list(choices)), lambda chosen: choices[chosen]() if chosen else None)


def _open_lock(screen: Doer, office: Office, unit: str, laid: LaidLock) -> None:
    """Tell why, by whom and since when a lock lies over a unit; it is lifted, or gets another reason."""
    kind = Lock(laid.lock)
    choices: dict[str, Callable[[], None]] = {
        tr("Lift the lock"): partial(screen.do, "unlock", partial(unlock_unit, screen.keyed_desk, unit, kind)),
        tr("Give another reason"): partial(_reword, screen, office, unit, laid),
    }
    since = show_short_date(laid.since.astimezone(office.local_now().tzinfo).date()) if laid.since else ""
    said = tr("{reason} ({staff}, {day})").format(reason=safe(laid.reason), staff=safe(laid.staff), day=since)
    title = tr("Lock over {unit}: {lock}").format(unit=safe(unit), lock=word(kind))
    office.open(Notice(title, said, list(choices)), lambda chosen: choices[chosen]() if chosen else None)


def _lay(screen: Doer, office: Office, unit: str, kind: Lock) -> None:
    said = tr("Nobody can claim it until the lock is lifted.")
    if kind is Lock.SEIZED:
        said = tr("Nothing about it moves, and its clocks stand still, until the seizure is lifted.")
    _ask_why(screen, office, unit, kind, "", said)


def _reword(screen: Doer, office: Office, unit: str, laid: LaidLock) -> None:
    said = tr("The lock goes on without a gap; the history tells both reasons.")
    _ask_why(screen, office, unit, Lock(laid.lock), laid.reason, said)


def _ask_why(screen: Doer, office: Office, unit: str, kind: Lock, reason: str, said: str) -> None:
    def answered(given: dict[str, Any] | None) -> None:
        if given is not None:
            screen.do("lock", partial(lock_unit, screen.keyed_desk, unit, kind, given["reason"]))

    title = tr("Lock {unit}: {lock}").format(unit=safe(unit), lock=word(kind))
    office.open(Form(title, [Field("reason", tr("Why"), reason)], said), answered)
