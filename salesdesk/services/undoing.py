"""Taking an import back, as long as nothing was built on it; the log keeps both."""

from collections.abc import Callable
from dataclasses import dataclass

from db import settlements, undoing
from db.events import EventRow, NewEvent
from db.imports import ImportRow
from salesdesk.domain.errors import NotFound
from salesdesk.domain.import_kinds import IMPORT_RIGHTS, ImportKind
from salesdesk.domain.roles import Right
from salesdesk.domain.units import UnitState
from salesdesk.language import ntr, tr
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_announcing import announced
from salesdesk.services.undo_refusals import (
    SILENT,
    ImportUndone,
    built,
    few,
    made_by,
    refuse_built,
    refuse_later,
    stays,
)
from salesdesk.services.undone_customers import undo_customers
from salesdesk.services.undone_prices import undo_prices
from salesdesk.services.undone_statements import undo_statement

SECONDS_ON_SQLITE, SECONDS_ON_POSTGRES = 0.000_05, 0.000_3
"""About how long it takes to take one row back."""


@dataclass(frozen=True, slots=True)
class UndoAnswer:
    """An import that was taken back: rows that went, and rows that are again as they were."""

    import_id: int
    kind: str
    file: str
    removed: int
    restored: int


def undo_import(desk: Desk, import_id: int) -> UndoAnswer:
    """Take an import back: what it added goes, what it changed is again as it was; receipts are reversed.

    If it takes long, others are told what they wait for.

    Raises:
        NotFound: there is no such import.
        NotPermitted: it is of a kind that somebody else imports.
        ImportUndone: it was taken back before.
        ImportBuiltOn: something was built on it; it is named.
        ImportStays: it cannot be told what it changed.
    """
    file, rows = _foreseen(desk, import_id)
    each = SECONDS_ON_SQLITE if desk.database.path else SECONDS_ON_POSTGRES
    with announced(desk, file, each * rows):
        return _undone(desk, import_id)


@sees(Right.SEE_BOARD)
def _foreseen(look: Look, import_id: int) -> tuple[str, int]:
    """Give the name of an import's file and how many rows are to go or to be restored: none if it is refused anyway."""
    row = undoing.import_by_id(look.tx, look.project_id, import_id)
    if row is None or not look.may(IMPORT_RIGHTS[ImportKind(row.kind)]):
        return "", 0
    return row.file_name, row.new + row.changed


@changes("import.undo", Right.SEE_BOARD)
def _undone(change: Change, import_id: int) -> UndoAnswer:
    row = undoing.import_by_id(change.tx, change.project_id, import_id)
    if row is None:
        raise NotFound(what=tr("import"), value=str(import_id), hint=tr("See `salesdesk import list`."))
    change.demand(IMPORT_RIGHTS[ImportKind(row.kind)])
    if undoing.told_of(change.tx, change.project_id, "import.undone", import_id):
        raise ImportUndone(number=row.id, file=row.file_name)
    told = undoing.told_of(change.tx, change.project_id, f"import.{row.kind}", import_id)
    if told is None:
        raise stays(row, SILENT)
    ways: dict[str, Callable[[Change, ImportRow, EventRow], tuple[int, int]]] = {
        "units": _units,
        "customers": undo_customers,
        "survey": _survey,
        "prices": undo_prices,
        "receipts": undo_statement,
    }
    removed, restored = ways[row.kind](change, row, told)
    change.tell("import.undone", **{"import": row.id}, file=row.file_name, removed=removed, restored=restored)
    return UndoAnswer(row.id, row.kind, row.file_name, removed, restored)


def _units(change: Change, row: ImportRow, told: EventRow) -> tuple[int, int]:
    made = made_by(row, told)
    events = undoing.told_before(change.tx, change.project_id, told.seq, "unit.changed", row.changed)
    changed = {each.unit_id for each in events if each.unit_id}
    undoing.hold_units(change.tx, changed)
    there = undoing.hold_units(change.tx, made)
    refuse_later(change, row, told, changed, set(made))
    refuse_built(row, undoing.built_on(change.tx, "unit", made))
    on_sale = [code for code, state in there if state != UnitState.NOT_RELEASED]
    if on_sale:
        raise built(row, tr("on sale: {units}").format(units=few(on_sale)))
    before = [_before(each) for each in events]
    undoing.write_units(change.tx, zip((each.unit_id or 0 for each in events), before, strict=True))
    change.tell_all(_restored(row, each) for each in events)
    undoing.delete_units(change.tx, made)
    return len(made), len(events)


def _before(event: EventRow) -> dict[str, object]:
    before = event.facts["fields_before"]
    assert isinstance(before, dict)
    return before


def _restored(row: ImportRow, event: EventRow) -> NewEvent:
    facts = event.facts
    said = {"unit": facts["unit"], "fields_before": facts["fields_after"], "fields_after": facts["fields_before"]}
    return NewEvent("unit.changed", {**said, "import": row.id}, event.unit_id)


def _survey(change: Change, row: ImportRow, told: EventRow) -> tuple[int, int]:
    count = row.new + row.changed
    events = undoing.told_before(change.tx, change.project_id, told.seq, "unit.measured", count)
    if any("areas_before" not in each.facts for each in events):
        raise stays(row, SILENT)
    measured = {each.unit_id for each in events if each.unit_id}
    refuse_later(change, row, told, measured)
    fixed = settlements.settled_units(change.tx, change.project_id) & measured
    if fixed:
        count = len(fixed)
        raise built(row, ntr("settled: {count} unit", "settled: {count} units", count).format(count=count))
    undoing.write_units(change.tx, (_measures_before(each) for each in events))
    change.tell_all(_measured_before(row, each) for each in events)
    return 0, len(events)


def _measures_before(event: EventRow) -> tuple[int, dict[str, object]]:
    before = event.facts["areas_before"]
    assert isinstance(before, dict)
    return event.unit_id or 0, {f"measured_{name}_area": area for name, area in before.items()}


def _measured_before(row: ImportRow, event: EventRow) -> NewEvent:
    facts = event.facts
    said = {"unit": facts["unit"], "areas_before": facts["areas_after"], "areas_after": facts["areas_before"]}
    return NewEvent("unit.measured", {**said, "import": row.id}, event.unit_id)
