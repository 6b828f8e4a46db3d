"""Why an import cannot be taken back, and whether anything happened to its rows since."""

from collections.abc import Callable, Collection, Iterable

from db import undoing
from db.events import EventRow
from db.imports import ImportRow
from salesdesk.domain.errors import DeskError
from salesdesk.language import N_, tr
from salesdesk.services.desk import Change
from salesdesk.services.event_words import event_said
from salesdesk.services.number_ranges import numbers_in

SILENT = N_("it was made before the log told which rows an import makes")
STANDING = {
    "appointment": N_("visits"),
    "claim": N_("holds and sales"),
    "customer": N_("referred customers"),
    "deal": N_("deals"),
    "deal_buyer": N_("buyers in deals"),
    "discount_request": N_("discount requests"),
    "event": N_("events"),
    "price_change": N_("price changes"),
    "price_list_entry": N_("prices in lists"),
    "quote": N_("order sheets"),
    "unit_lock": N_("locks"),
}
"""What may stand on units or customers, by its table."""
SHOWN = 5


class ImportBuiltOn(DeskError):
    """Import {number} of {file} cannot be taken back, for something was built on it: {what}."""


class ImportUndone(DeskError):
    """Import {number} of {file} was taken back already."""


class ImportStays(DeskError):
    """Import {number} of {file} cannot be taken back: {why}."""


def refuse_later(
    change: Change, row: ImportRow, told: EventRow, ids: Collection[int], made: Collection[int] = ()
) -> None:
    """Refuse when anything happened to units since; those that the import has made stay if the log names them at all.

    Raises:
        ImportBuiltOn: naming the first of it.
    """
    events = list(undoing.told_since(change.tx, change.project_id, told.seq))
    named = [each for each in events if each.unit_id in made]
    changed = _left((each for each in events if each.unit_id in ids and each.unit_id not in made), _unit_of)
    later = [_later(str(each.facts.get("unit", each.unit_id)), each) for each in (*named, *changed)]
    if later:
        raise built(row, few(later))


def refuse_later_of_customers(change: Change, row: ImportRow, told: EventRow, ids: Collection[int]) -> None:
    """Refuse when anything happened to customers since.

    Raises:
        ImportBuiltOn: naming the first of it.
    """
    events = undoing.told_since(change.tx, change.project_id, told.seq)
    theirs = (each for each in events if _customer_of(each) in ids)
    later = [_later(f"C-{_customer_of(each)}", each) for each in _left(theirs, _customer_of)]
    if later:
        raise built(row, few(later))


def _later(name: str, event: EventRow) -> str:
    return tr("{name} ({what})").format(name=name, what=event_said(event.kind, event.facts))


def _unit_of(event: EventRow) -> object:
    return event.unit_id


def _customer_of(event: EventRow) -> object:
    return event.facts.get("customer")


def _left(events: Iterable[EventRow], row_of: Callable[[EventRow], object]) -> list[EventRow]:
    """Leave out, row by row, what a later import did and its own taking back undid."""
    left: dict[object, list[EventRow]] = {}
    for each in events:
        before = left.setdefault(row_of(each), [])
        if before and _undoes(each, before[-1]):
            before.pop()
        else:
            before.append(each)
    return sorted((each for rest in left.values() for each in rest), key=lambda each: each.seq)


def _undoes(event: EventRow, earlier: EventRow) -> bool:
    """Tell whether an event is of the taking back of the import that did an earlier one."""
    said, did = event.facts, earlier.facts
    if event.kind == "customer.restored":
        return earlier.kind == "customer.completed" and said["import"] == did.get("import")
    sides = [(said.get(f"{what}_before"), said.get(f"{what}_after")) for what in ("fields", "areas")]
    other = [(did.get(f"{what}_after"), did.get(f"{what}_before")) for what in ("fields", "areas")]
    return "import" in said and event.kind == earlier.kind and sides == other


def refuse_built(row: ImportRow, found: dict[str, int]) -> None:
    """Refuse when rows of other tables stand on those of the import.

    Raises:
        ImportBuiltOn: naming the tables.
    """
    if found:
        raise built(row, ", ".join(f"{tr(STANDING.get(name, name))} {count}" for name, count in found.items()))


def made_by(row: ImportRow, told: EventRow) -> list[int]:
    """Give the numbers of the rows that an import has made, as the event that tells of it says.

    Raises:
        ImportStays: the log does not tell.
    """
    made = told.facts.get("made")
    if not isinstance(made, list):
        raise stays(row, SILENT)
    return numbers_in(made)


def built(row: ImportRow, what: str) -> ImportBuiltOn:
    """Say what was built on an import."""
    return ImportBuiltOn(number=row.id, file=row.file_name, what=what)


def stays(row: ImportRow, why: str) -> ImportStays:
    """Say why an import stays; `why` is a text of the catalogue."""
    return ImportStays(number=row.id, file=row.file_name, why=tr(why))


def few(words: list[str]) -> str:
    """Name the first of many, each once."""
    words = list(dict.fromkeys(words))
    return ", ".join(words[:SHOWN]) + (" …" if len(words) > SHOWN else "")
