"""Importing a bank statement: each row booked on the deal it is for, or for none yet, all in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from db import deals, events, receipt_files
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Right
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import Problem
from salesdesk.importing.progress import ProgressTeller, TellProgress
from salesdesk.importing.receipts import REMARKS, BankRecord
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.tables import Source
from salesdesk.services.booking import check_day_open
from salesdesk.services.booking_together import NONE, Entries, Entry, book_together, laid_out
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_answers import SHOWN_PROBLEMS, ImportAnswer, note_import, shown_problems
from salesdesk.services.import_reading import reading_terms
from salesdesk.services.import_run import Applied, CheckedFile, Ready, checked_file, try_file, write_file
from salesdesk.services.intake import undisturbed
from salesdesk.services.receipt_placing import Placing
from salesdesk.services.sent_back import rows_back

LOOKS = 3
"""How often those rows are looked at again before the lock that hang on what others have written meanwhile."""

FORECAST, FORECAST_ANEW = 0.6, 2.5
"""How long a payment takes to be booked as it was matched, and to be matched anew first because others have written.

They are multiples of the time a row takes to be checked.
"""


@dataclass(frozen=True, slots=True)
class ReceiptsAnswer(ImportAnswer):
    """What came of a statement: also the sum that was booked and what of it is unallocated; minor units.

    `unclaimed` counts the payments that are for no deal that is known; the first of them are told in `notes`.
    """

    booked_minor: int = 0
    unallocated_minor: int = 0
    unclaimed: int = 0
    unclaimed_minor: int = 0


@dataclass(slots=True)
class _Applied(Applied):
    booked_minor: int = 0
    unallocated_minor: int = 0
    unclaimed_minor: int = 0
    unclaimed: dict[int, tuple[str, Reason]] = field(default_factory=dict)


@dataclass(slots=True)
class _Foreseen(_Applied):
    """What would be done, on which day, and all that would be booked."""

    day: date = date.min
    entries: list[Entry] = field(default_factory=list)
    laid_out: Entries = NONE
    placing: Placing | None = None

    @property
    def deal_ids(self) -> set[int]:
        """The deals that are paid."""
        return {each.deal_id for each in self.entries if each.deal_id is not None}


def import_receipts(
    desk: Desk,
    source: Source,
    *,
    by_hand: Mapping[str, str] | None = None,
    sheet: str | None = None,
    method: Method = Method.TRANSFER,
    rejects: Path | None = None,
    dry_run: bool = False,
    progress: TellProgress | None = None,
) -> ReceiptsAnswer:
    """Book the money of a bank statement: on the deal it is for, or for no deal where none or several fit.

    A deal is found by its number or its unit in the remark, else by the payer's name and a payment of that very
    amount. Money came in as its row says, else by `method`. What a deal has no payment for stands unallocated on it.
    A reference that is booked is the same money. Rows that are no money that came in come back with their reasons.

    Raises:
        DeskError: the file cannot be read, or a required column is not there.
        DayClosed: today's cash book is closed.
    """
    terms = reading_terms(desk, ImportKind.RECEIPTS)
    told = ProgressTeller(progress)
    kind = ImportKind.RECEIPTS
    reading = checked_file(kind, BankRecord, source, terms, by_hand=by_hand, sheet=sheet, told=told)
    with undisturbed(), reading as file:
        if dry_run:
            done, said = try_file(file, lambda: _preview(desk, file.records, method), rejects)
        else:
            done, said = _matched_and_written(desk, file, method, rejects)
        return ReceiptsAnswer(
            **{**said, "notes": [*said["notes"], *_notes(file, done)]},
            booked_minor=done.booked_minor,
            unallocated_minor=done.unallocated_minor + done.unclaimed_minor,
            unclaimed=len(done.unclaimed),
            unclaimed_minor=done.unclaimed_minor,
        )


def _matched_and_written(
    desk: Desk, file: CheckedFile[BankRecord], method: Method, rejects: Path | None
) -> tuple[_Applied, dict[str, Any]]:
    table, found = file.table, _matched(desk, file.records, method)
    each = FORECAST if _is_still_at(desk, found.seq) else FORECAST_ANEW
    return write_file(
        desk,
        file,
        ahead=found,
        forecast=file.seconds_each * found.new * each,
        write=lambda: _write(desk, table.name, table.sha256, Ready(file, found), method),
        rejects=rejects,
    )


def _matched(desk: Desk, records: Sequence[BankRecord], method: Method) -> _Foreseen:
    """Match the rows before others have to wait, and some of them again for as long as others write meanwhile."""
    found = _compare(desk, records, method)
    for _ in range(LOOKS):
        if _is_still_at(desk, found.seq):
            break
        found = _compare(desk, records, method, found)
    return found


def _notes(file: CheckedFile[BankRecord], done: _Applied) -> list[Problem]:
    """Tell of the first payments that are for no deal that is known."""
    first = islice(done.unclaimed.items(), SHOWN_PROBLEMS)
    unclaimed = {line: (_column_of(file.columns, name), why) for line, (name, why) in first}
    return shown_problems(rows_back(file.table, file.columns, unclaimed))


def _column_of(columns: ColumnMap, name: str) -> str:
    """Give the column that a file has for a field; a remark may stand in several."""
    there = [each for each in REMARKS if each in columns.columns]
    return there[0] if name == "remark" and there else name


@sees(Right.BOOK_MONEY)
def _preview(look: Look, records: Sequence[BankRecord], method: Method) -> _Applied:
    check_day_open(look)
    return _foreseen(Placing(look, records, method), records)


@sees(Right.BOOK_MONEY)
def _is_still_at(look: Look, seq: int) -> bool:
    return events.last_seq(look.tx, look.project_id) == seq


@sees(Right.BOOK_MONEY)
def _compare(look: Look, records: Sequence[BankRecord], method: Method, before: _Foreseen | None = None) -> _Foreseen:
    return _now(look, records, method, before)


def _now(look: Look, records: Sequence[BankRecord], method: Method, before: _Foreseen | None = None) -> _Foreseen:
    """Give what becomes of each row as things stand now: of those alone anew that hang on what was written since."""
    placing = before.placing if before is not None else None
    if placing is None or not placing.catch_up(look):
        placing = Placing(look, records, method)
    found = _foreseen(placing, records)
    found.laid_out = laid_out(look, found.entries, before.laid_out if before is not None else NONE)
    return found


def _foreseen(placing: Placing, records: Sequence[BankRecord]) -> _Foreseen:
    """Sum up what becomes of the rows."""
    done = _Foreseen(placing.seq, day=placing.day, placing=placing)
    for record, (entry, why, _) in zip(records, placing.rows, strict=True):
        if entry is not None:
            _count(done, record, entry, why)
        elif why is not None:
            done.refused[record.line] = why
        else:
            done.same += 1
    return done


def _count(done: _Foreseen, record: BankRecord, entry: Entry, why: tuple[str, Reason] | None) -> None:
    done.entries.append(entry)
    done.new += 1
    done.booked_minor += record.amount_minor
    if why is None:
        done.unallocated_minor += entry.unallocated_minor
    else:
        done.unclaimed[record.line] = why
        done.unclaimed_minor += record.amount_minor


@changes("import.receipts", Right.BOOK_MONEY)
def _write(change: Change, name: str, sha256: str, ready: Ready[BankRecord, _Foreseen], method: Method) -> _Applied:
    receipt_files.one_statement_at_a_time(change.tx, change.project_id)
    found = _held(change, ready, method)
    book_together(change, found.laid_out)
    counted = {"new": found.new, "changed": 0, "same": found.same}
    rejected = len(ready.file.refused) + len(found.refused)
    number = note_import(change, ImportKind.RECEIPTS, name, sha256, counted, rejected)
    told: dict[str, object] = {"import": number, "file": name, "sha256": sha256, **counted}
    sums = {"booked_minor": found.booked_minor, "unclaimed_minor": found.unclaimed_minor}
    change.tell("import.receipts", rejected=rejected, **sums, **told)  # type: ignore[arg-type]
    return replace(found, import_id=number)


def _held(change: Change, ready: Ready[BankRecord, _Foreseen], method: Method) -> _Foreseen:
    """Hold the deals that are paid; gives what becomes of each row as they stand while they are held."""
    found, held = ready.found, set[int]()
    while True:
        deals.hold_deals(change.tx, found.deal_ids - held)
        held |= found.deal_ids
        if not ready.stands(change, found) or found.day != change.today:
            found = _now(change, ready.file.records, method, found)
        if held.issuperset(found.deal_ids):
            return found
