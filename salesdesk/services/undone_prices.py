"""Taking a price list back that came from a file: prices are as they were, if nothing was done under it since."""

from db import imports, prices, undoing, units
from db.events import EventRow, NewEvent
from db.imports import ImportRow
from salesdesk.language import tr
from salesdesk.services.desk import Change
from salesdesk.services.undo_refusals import SILENT, built, refuse_later, stays


def undo_prices(change: Change, row: ImportRow, told: EventRow) -> tuple[int, int]:
    """Give every unit of a file of prices the prices back that it had; gives none removed, and how many restored.

    A list of a day to come is planned no more; it stays among the lists as a draft. One that was in force stays there,
    too, with its day; what was asked for at the prices before it stays void.

    Raises:
        ImportBuiltOn: something happened to one of the units since, or the list of a day to come is in force by now.
        ImportStays: the log does not tell what the file changed.
    """
    limits = told.facts.get("limits")
    if not isinstance(limits, int):
        raise stays(row, SILENT)
    units.hold_units(change.tx, change.project_id)
    _withdraw(change, row, told)
    listed = prices.count_by_import(change.tx, row.id)
    events = undoing.told_before(change.tx, change.project_id, told.seq, "unit.changed", limits + listed)
    refuse_later(change, row, told, {each.unit_id for each in events if each.unit_id})
    latest_first = events[::-1]
    undoing.write_units(change.tx, ((each.unit_id or 0, _fields(each, "before")) for each in latest_first))
    _note_prices(change, row, [each for each in latest_first if "list_price_minor" in _fields(each, "before")])
    change.tell_all(_restored(row, each) for each in latest_first)
    imports.void_requests_on(change.tx, {each.unit_id for each in events if each.unit_id})
    return 0, len({each.unit_id for each in events})


def _withdraw(change: Change, row: ImportRow, told: EventRow) -> None:
    """Plan the file's list no more, if it was of a day to come."""
    name = told.facts.get("list")
    listed = prices.list_by_name(change.tx, change.project_id, str(name)) if name else None
    if listed is None or prices.count_by_import(change.tx, row.id):
        return
    if listed.applied_at is not None:
        raise built(row, tr("the price list {name} is in force").format(name=listed.name))
    if listed.approved_at is not None:
        prices.withdraw_list(change.tx, listed.id)
        change.tell("price.withdrawn", list=listed.id, name=listed.name)


def _fields(event: EventRow, when: str) -> dict[str, int | None]:
    found = event.facts[f"fields_{when}"]
    assert isinstance(found, dict)
    return found


def _note_prices(change: Change, row: ImportRow, events: list[EventRow]) -> None:
    cause = {"price_list_id": None, "staff_id": change.actor.staff_id, "import_id": row.id}
    was, now = (
        {name: [_fields(each, when)[name] for each in events] for name in prices.PRICES} for when in ("after", "before")
    )
    prices.add_changes(change.tx, [each.unit_id or 0 for each in events], was, now, cause)


def _restored(row: ImportRow, event: EventRow) -> NewEvent:
    after, before = (_fields(event, when) for when in ("after", "before"))
    said = {"unit": event.facts["unit"], "fields_before": after, "fields_after": before, "import": row.id}
    return NewEvent("unit.changed", said, event.unit_id)
