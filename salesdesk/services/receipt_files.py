"""Importing a bank statement: each row booked on the deal it is for, or for none yet, all in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path

from db import deals, events, receipt_files
from db.deals import DealRow
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.receipts import Method, allot, deal_number
from salesdesk.domain.roles import Right
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import Problem
from salesdesk.importing.progress import ProgressTeller, TellProgress
from salesdesk.importing.receipts import REMARKS, BankRecord
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.tables import Source
from salesdesk.services.accounts import open_rows
from salesdesk.services.booking import Origin, check_day_open
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_answers import SHOWN_PROBLEMS, ImportAnswer, note_import, shown_problems
from salesdesk.services.import_reading import known_units, reading_terms
from salesdesk.services.import_run import Applied, CheckedFile, Ready, checked_file, try_file, write_file
from salesdesk.services.payments import take_money
from salesdesk.services.receipt_matching import Fated, Known, Money, Statement, Unclaimed
from salesdesk.services.sent_back import rows_back
from salesdesk.services.suspense import Incoming, take_loose_together

FORECAST_CLAIMED, FORECAST_LOOSE = 30.0, 1.0
"""How long payments for a deal and for none take to be booked, as multiples of the time a row takes to be checked."""

Book = Callable[[DealRow | None, BankRecord], None]


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
    """What would be done, on which day, and with which row what."""

    day: date = date.min
    fates: list[Fated] = field(default_factory=list)


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
    amount. What a deal has no payment for stands unallocated on it. A reference that is booked is the same money.
    Rows that are no money that came in come back with their reasons.

    Raises:
        DeskError: the file cannot be read, or a required column is not there.
        DayClosed: today's cash book is closed.
    """
    terms = reading_terms(desk, ImportKind.RECEIPTS)
    told = ProgressTeller(progress)
    kind = ImportKind.RECEIPTS
    with checked_file(kind, BankRecord, source, terms, by_hand=by_hand, sheet=sheet, told=told) as file:
        if dry_run:
            done, said = try_file(file, lambda: _preview(desk, file.records, method), rejects)
        else:
            ready, table = Ready(file, _compare(desk, file.records, method)), file.table
            done, said = write_file(
                desk,
                file,
                ahead=ready.found,
                forecast=file.seconds_each * _forecast(ready.found),
                write=lambda: _write(desk, table.name, table.sha256, ready, method),
                rejects=rejects,
            )
        return ReceiptsAnswer(
            **{**said, "notes": [*said["notes"], *_notes(file, done)]},
            booked_minor=done.booked_minor,
            unallocated_minor=done.unallocated_minor + done.unclaimed_minor,
            unclaimed=len(done.unclaimed),
            unclaimed_minor=done.unclaimed_minor,
        )


def _forecast(ahead: _Applied) -> float:
    loose = len(ahead.unclaimed)
    return FORECAST_CLAIMED * (ahead.new - loose) + FORECAST_LOOSE * loose


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
    return _placed(look, records, method)


@sees(Right.BOOK_MONEY)
def _compare(look: Look, records: Sequence[BankRecord], method: Method) -> _Foreseen:
    return _placed(look, records, method)


def _placed(look: Look, records: Sequence[BankRecord], method: Method) -> _Foreseen:
    """See where the money would go, as things stand now."""
    rows = deals.schedules(look.tx, look.project_id)
    left = {key: open_rows(each) for key, each in rows.items()}

    def pay(deal: DealRow | None, record: BankRecord) -> None:
        if deal is None:
            return
        paid = dict(allot(record.amount_minor, left.get(deal.id, []), method).parts)
        done.unallocated_minor += record.amount_minor - sum(paid.values())
        left[deal.id] = [
            replace(row, open_minor=row.open_minor - paid.get(row.row_id, 0)) for row in left.get(deal.id, [])
        ]

    done = _Foreseen(events.last_seq(look.tx, look.project_id), day=look.today)
    statement = Statement(
        Money(_known(look), look.today, lambda deal: (each.open_minor for each in left.get(deal.id, [])))
    )
    _place(records, _noted(statement.fates(records), done.fates), done, pay)
    return done


def _noted(fates: Iterable[Fated], into: list[Fated]) -> Iterator[Fated]:
    for each in fates:
        into.append(each)
        yield each


def _known(look: Look) -> Known:
    return Known(
        deals.deals(look.tx, look.project_id),
        receipt_files.buyers_by_deal(look.tx, look.project_id),
        receipt_files.booked(look.tx, look.project_id),
        known_units(look),
    )


@changes("import.receipts", Right.BOOK_MONEY)
def _write(change: Change, name: str, sha256: str, ready: Ready[BankRecord, _Foreseen], method: Method) -> _Applied:
    loose: list[Incoming] = []

    def pay(deal: DealRow | None, record: BankRecord) -> None:
        origin = Origin(record.payer, record.reference)
        if deal is None:
            loose.append(Incoming(record.amount_minor, method, record.day, record.remark, origin))
            return
        book_loose()
        number, note = deal_number(deal.number), record.remark
        booked = take_money(change, number, record.amount_minor, method, record.day, note=note, origin=origin)
        done.unallocated_minor += booked.unallocated_minor

    def book_loose() -> None:
        take_loose_together(change, tuple(loose))
        loose.clear()

    receipt_files.one_statement_at_a_time(change.tx, change.project_id)
    done = _Applied()
    records = ready.file.records
    stands = ready.stands(change) and ready.found.day == change.today
    _place(records, ready.found.fates if stands else _fates(change, records), done, pay)
    book_loose()
    counted = {"new": done.new, "changed": 0, "same": done.same}
    rejected = len(ready.file.refused) + len(done.refused)
    done.import_id = note_import(change, ImportKind.RECEIPTS, name, sha256, counted, rejected)
    told: dict[str, object] = {"import": done.import_id, "file": name, "sha256": sha256, **counted}
    sums = {"booked_minor": done.booked_minor, "unclaimed_minor": done.unclaimed_minor}
    change.tell("import.receipts", rejected=rejected, **sums, **told)  # type: ignore[arg-type]
    return done


def _fates(change: Change, records: Sequence[BankRecord]) -> Iterator[Fated]:
    """Ask anew what becomes of each row, as others have booked meanwhile."""
    money = Money(
        _known(change), change.today, lambda deal: (row.open_minor for row in deals.schedule_of(change.tx, deal.id))
    )
    return Statement(money).fates(records)


def _place(records: Sequence[BankRecord], fates: Iterable[Fated], done: _Applied, pay: Book) -> None:
    """Do with each row what becomes of it; the next one's fate is asked for when that is done."""
    for record, (fate, reference) in zip(records, fates, strict=True):
        if fate is None:
            done.same += 1
        elif isinstance(fate, tuple):
            done.refused[record.line] = fate
        else:
            named = record if reference == record.reference else record._replace(reference=reference)
            pay(fate if isinstance(fate, DealRow) else None, named)
            done.new += 1
            done.booked_minor += record.amount_minor
            if isinstance(fate, Unclaimed):
                done.unclaimed[record.line] = (fate.field, fate.reason)
                done.unclaimed_minor += record.amount_minor
