"""Why an import cannot be taken back, and whether anything happened to its rows since."""

from collections.abc import Collection, Iterator

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


def refuse_later(change: Change, row: ImportRow, told: EventRow, ids: Collection[int]) -> None:
    """Refuse when anything happened to units since.

    Raises:
        ImportBuiltOn: naming the first of it.
    """
    later = [_later(str(each.facts.get("unit", each.unit_id)), each) for each in since(change, told, ids)]
    if later:
        raise built(row, few(later))


def refuse_later_of_customers(change: Change, row: ImportRow, told: EventRow, ids: Collection[int]) -> None:
    """Refuse when anything happened to customers since.

    Raises:
        ImportBuiltOn: naming the first of it.
    """
    events = undoing.told_since(change.tx, change.project_id, told.seq)
    later = [_later(f"C-{each.facts['customer']}", each) for each in events if each.facts.get("customer") in ids]
    if later:
        raise built(row, few(later))


def _later(name: str, event: EventRow) -> str:
    return tr("{name} ({what})").format(name=name, what=event_said(event.kind, event.facts))


def since(change: Change, told: EventRow, ids: Collection[int]) -> Iterator[EventRow]:
    """Give what happened to units after an event."""
    return (each for each in undoing.told_since(change.tx, change.project_id, told.seq) if each.unit_id in ids)


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
    """Name the first of many."""
    return ", ".join(words[:SHOWN]) + (" …" if len(words) > SHOWN else "")
