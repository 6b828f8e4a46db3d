"""The locks over a unit: which lie over it, one more laid or one lifted by its number."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from salesdesk.domain.text import safe
from salesdesk.domain.units import Lock
from salesdesk.language import tr, word
from salesdesk.services.holds import lock_unit, unlock_unit
from screens.change_menu import Doer
from screens.dialogs import Field, Form, Notice, Question
from screens.office_place import Office


def open_lock_menu(screen: Doer, office: Office, unit: str, locks: Collection[str]) -> None:
    """Tell which locks lie over a unit, and offer to lift them or to lay another."""
    lying = [kind for kind in Lock if kind in locks]
    said = ", ".join(map(word, lying)) or tr("No lock lies over it.")
    choices: dict[str, Callable[[], None]] = {}
    for kind in Lock:
        way, template = (_lift, tr("Lift: {lock}")) if kind in lying else (_lay, tr("Lay: {lock}"))
        choices[template.format(lock=word(kind))] = partial(way, screen, office, unit, kind)
    title = tr("Locks over {unit}").format(unit=safe(unit))
    office.open(Notice(title, said, list(choices)), lambda chosen: choices[chosen]() if chosen else None)


def _lay(screen: Doer, office: Office, unit: str, kind: Lock) -> None:
    title = tr("Lock {unit}: {lock}").format(unit=safe(unit), lock=word(kind))
    said = tr("Nobody can claim it until the lock is lifted.")
    if kind is Lock.SEIZED:
        said = tr("Nothing about it moves, and its clocks stand still, until the seizure is lifted.")

    def answered(given: dict[str, Any] | None) -> None:
        if given is not None:
            screen.do("lock", partial(lock_unit, screen.keyed_desk, unit, kind, given["reason"]))

    office.open(Form(title, [Field("reason", tr("Why"))], said), answered)


def _lift(screen: Doer, office: Office, unit: str, kind: Lock) -> None:
    question = Question(tr("Lift the lock over {unit}: {lock}?").format(unit=safe(unit), lock=word(kind)))

    def answered(yes: bool | None) -> None:
        if yes:
            screen.do("unlock", partial(unlock_unit, screen.keyed_desk, unit, kind))

    office.open(question, answered)
