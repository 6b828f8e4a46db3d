"""Importing a price list: read and checked first, then filed and floor prices written, and list prices put in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db import imports, prices, units
from salesdesk.domain.errors import BadValue
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.importing.mapping import ColumnMap, map_columns
from salesdesk.importing.price_lists import PriceRecord
from salesdesk.importing.problems import RejectedRow, by_column
from salesdesk.importing.progress import ProgressTeller, Stage, TellProgress
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.tables import Source, Table, open_table
from salesdesk.importing.unit_prices import column_of
from salesdesk.language import tr
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_reading import check_rows, reading_terms
from salesdesk.services.importing import ImportAnswer, shown_problems, where_rejects_go
from salesdesk.services.price_checks import LIMITS, Found, sort_prices
from salesdesk.services.prices import PriceListExists
from salesdesk.services.repricing import put_due_in_force, put_in_force

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class PricesAnswer(ImportAnswer):
    """What came of a price list: beside the counts, the version that its list prices became, and from which day."""

    price_list: str | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class _Applied:
    """What was, or would be, done: as little of it as an answer to be remembered needs."""

    import_id: int | None
    price_list: str | None
    new: int
    changed: int
    same: int
    refused: dict[int, tuple[str, Reason]]


def import_prices(
    desk: Desk,
    source: Source,
    *,
    by_hand: Mapping[str, str] | None = None,
    sheet: str | None = None,
    name: str | None = None,
    valid_from: date | None = None,
    rejects: Path | None = None,
    dry_run: bool = True,
    progress: TellProgress | None = None,
) -> PricesAnswer:
    """Import list, filed and floor prices of units that are there; claimed units keep theirs and are named.

    List prices become a version of the price list, in force now or from a day; filed and floor prices change at once.
    The good rows go in together, the others come back with their reasons. A second import of a file changes nothing.

    Raises:
        DeskError: the file cannot be read, or a required column is not there.
        PriceListExists: there is a price list of this name.
        BadValue: the day lies in the past.
    """
    terms = reading_terms(desk, ImportKind.PRICES)
    begins = valid_from or terms.today
    if begins < terms.today:
        raise BadValue(what=tr("date"), value=begins.isoformat(), why=tr("it lies in the past"))
    told = ProgressTeller(progress)
    told.begin(Stage.READING)
    with open_table(source, sheet=sheet) as table:
        columns = map_columns(table.header, ImportKind.PRICES, by_hand)
        told.begin(Stage.CHECKING, table.rows_about)
        checked = list(told.counting(check_rows(ImportKind.PRICES, table, columns, terms)))
        records = [each for each in checked if isinstance(each, PriceRecord)]
        refused = [each for each in checked if isinstance(each, RejectedRow)]
        told.begin(Stage.WRITING, len(records))
        if dry_run:
            done = _preview(desk, records, begins, name)
        else:
            if refused:  # a file that cannot be written is told before anything is imported
                write_rejects(where_rejects_go(table, rejects), table, refused)
            called = name or Path(table.name).stem
            done = _write(desk, table.name, table.sha256, records, len(refused), called, begins, name is not None)
        refused = sorted([*refused, *_kept_back(table, columns, done.refused)], key=lambda each: each.line)
        return _answer(table, records, refused, done, begins, rejects, dry_run=dry_run)


@sees(Right.SET_PRICES)
def _preview(look: Look, records: Sequence[PriceRecord], begins: date, name: str | None) -> _Applied:
    found = sort_prices(look, records, begins)
    if name is not None and found.repriced:
        _free_name(look, name)
    return _Applied(None, None, found.new, found.changed, found.same, found.refused)


@changes("import.prices", Right.SET_PRICES)
def _write(
    change: Change,
    file: str,
    sha256: str,
    records: Sequence[PriceRecord],
    refused: int,
    name: str,
    begins: date,
    named: bool,
) -> _Applied:
    units.unit_ids(change.tx, change.project_id, hold=True)
    for unit_id, code, claim in imports.end_expired_holds(change.tx, change.project_id):
        change.tell("hold.expired", unit_id=unit_id, unit=code, claim=claim)
    put_due_in_force(change)
    found = sort_prices(change, records, begins)
    counted = {"new": found.new, "changed": found.changed, "same": found.same}
    values = {
        "project_id": change.project_id,
        "kind": "prices",
        "file_name": file,
        "sha256": sha256,
        "read": len(records) + refused,
        **counted,
        "rejected": refused + len(found.refused),
        "staff_id": change.actor.staff_id,
    }
    import_id = imports.add_run(change.tx, values)
    _write_limits(change, found)
    listed = None
    if found.repriced:
        listed = _free_name(change, name) if named else _next_name(change, name)
        _write_list(change, found, listed, begins, import_id, file)
    change.tell(
        "import.prices", file=file, sha256=sha256, **{"import": import_id}, **counted,
        rejected=refused + len(found.refused), list=listed, limits=len(found.limits),
    )  # fmt: skip
    return _Applied(import_id, listed, **counted, refused=found.refused)


def _free_name(look: Look, name: str) -> str:
    kept = tidy(name)
    if not kept or len(kept) > LONGEST_NAME:
        raise BadValue(what=tr("price list"), value=name, why=tr("a name has 1 to 60 characters"))
    if prices.list_by_name(look.tx, look.project_id, kept):
        raise PriceListExists(name=kept)
    return kept


def _next_name(look: Look, stem: str) -> str:
    """Name a list after its file, with a number behind it where that name is taken."""
    plain = tidy(stem)[: LONGEST_NAME - 6].strip() or "prices"
    taken = {row.name for row in prices.lists(look.tx, look.project_id)}
    number, name = 1, plain
    while name in taken:
        number += 1
        name = f"{plain} ({number})"
    return name


def _write_limits(change: Change, found: Found) -> None:
    """Write filed and floor prices, and make the requests void that were made under others."""
    kept = [(row.id, {name: values.get(name, getattr(row, name)) for name in LIMITS}) for row, values in found.limits]
    imports.change_units(change.tx, kept)
    for row, values in found.limits:
        before = {name: getattr(row, name) for name in values}
        change.tell("unit.changed", unit_id=row.id, unit=row.code, fields_before=before, fields_after=values)
    imports.void_requests_on(change.tx, [row.id for row, _ in found.limits])


def _write_list(change: Change, found: Found, name: str, begins: date, import_id: int, file: str) -> None:
    values = {"project_id": change.project_id, "name": name, "source": "import", "rule": file}
    who = change.actor.staff_id
    number = prices.add_list(change.tx, {**values, "made_by": who}, found.entries)
    change.tell("price.made", list=number, name=name, units=len(found.entries), **{"import": import_id})
    prices.approve_list(change.tx, number, who, begins)
    if begins > change.today:
        change.tell("price.planned", list=number, name=name, valid_from=begins.isoformat())
    else:
        put_in_force(change, number, name, who, import_id)


def _kept_back(table: Table, columns: ColumnMap, refused: Mapping[int, tuple[str, Reason]]) -> list[RejectedRow]:
    """Give rows back that were well written and yet refused."""
    back = []
    for row in table.rows if refused else ():
        if row.line in refused:
            reading = RowReading(row, columns, table.sheet)
            which, reason = refused[row.line]
            reading.refuse(column_of(reading, which), reason)
            back.append(reading.rejected())
    return back


def _answer(
    table: Table,
    records: Sequence[PriceRecord],
    refused: Sequence[RejectedRow],
    done: _Applied,
    begins: date,
    rejects: Path | None,
    *,
    dry_run: bool,
) -> PricesAnswer:
    path = rejects if dry_run else where_rejects_go(table, rejects)
    if refused and path is not None:
        write_rejects(path, table, refused)
    kept = [each.list_price_minor or 0 for each in records if each.line not in done.refused]
    return PricesAnswer(
        import_id=done.import_id,
        file=table.name,
        format=table.format,
        read=done.new + done.changed + done.same + len(refused),
        new=done.new,
        changed=done.changed,
        same=done.same,
        rejected=len(refused),
        rejects_file=str(path) if refused and path is not None else None,
        list_total_minor=sum(kept),
        dry_run=dry_run,
        problems=shown_problems(refused),
        by_column=by_column(refused),
        notes=table.notes,
        price_list=done.price_list,
        valid_from=begins if done.price_list else None,
    )
