"""Taking a list of customers back: whom it made go, and who was there before has again what they had."""

from db import undoing
from db.events import EventRow
from db.imports import ImportRow
from db.undoing import Added
from salesdesk.services.desk import Change
from salesdesk.services.undo_refusals import SILENT, made_by, refuse_built, refuse_later_of_customers, stays


def undo_customers(change: Change, row: ImportRow, told: EventRow) -> tuple[int, int]:
    """Let the customers of a file go, and take from those who were there what it gave them; tells how many of each.

    Raises:
        ImportBuiltOn: something happened to one of them since.
        ImportStays: the log does not tell what the file gave to somebody.
    """
    made = made_by(row, told)
    count = told.facts.get("completed", 0)
    assert isinstance(count, int)
    events = undoing.told_before(change.tx, change.project_id, told.seq, "customer.completed", count)
    added = [_added(row, each) for each in events]
    undoing.hold_customers(change.tx, [each.customer_id for each in added])
    refuse_later_of_customers(change, row, told, {*made, *(each.customer_id for each in added)})
    refuse_built(row, undoing.built_on(change.tx, "customer", made))
    for each in added:
        undoing.take_from_customer(change.tx, each)
        said = {"fields": each.fields, "phones": each.phones, "visits": each.visits}
        change.tell("customer.restored", customer=each.customer_id, **said, **{"import": row.id})  # type: ignore[arg-type]
    undoing.delete_customers(change.tx, made)
    return len(made), len(added)


def _added(row: ImportRow, event: EventRow) -> Added:
    said = event.facts
    if event.facts.get("import") != row.id or ("note" in said["fields"]) != ("note_kept" in said):  # type: ignore[operator]
        raise stays(row, SILENT)
    return Added(said["customer"], said["fields"], said.get("note_kept"), said["phones"], said["visits"])  # type: ignore[arg-type]
