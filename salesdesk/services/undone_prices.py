"""Taking a price list back that came from a file: prices are as they were, if nothing was done under it since."""

from db import imports, prices, undoing, units
from db.events import EventRow
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
    units.unit_ids(change.tx, change.project_id, hold=True)
    _withdraw(change, row, told)
    listed = prices.count_by_import(change.tx, row.id)
    events = undoing.told_before(change.tx, change.project_id, told.seq, "unit.changed", limits + listed)
    refuse_later(change, row, told, {each.unit_id for each in events if each.unit_id})
    for each in reversed(events):
        _restore(change, row, each)
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


def _restore(change: Change, row: ImportRow, event: EventRow) -> None:
    before, after = event.facts["fields_before"], event.facts["fields_after"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    unit_id = event.unit_id or 0
    undoing.write_unit(change.tx, unit_id, before)
    if "list_price_minor" in before:
        was, now = ({name: [each[name]] for name in prices.PRICES} for each in (after, before))
        cause = {"price_list_id": None, "staff_id": change.actor.staff_id, "import_id": row.id}
        prices.add_changes(change.tx, [unit_id], was, now, cause)
    facts = {"fields_before": after, "fields_after": before, "import": row.id}
    change.tell("unit.changed", unit_id=unit_id, unit=event.facts["unit"], **facts)  # type: ignore[arg-type]
