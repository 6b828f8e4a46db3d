"""Exporting what the office keeps to a file: by right, phones and papers masked unless allowed, always on record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from db import exports
from db.exports import CustomerLine, ReceiptLine, UnitLine, VisitLine
from salesdesk.documents.columns import Column, columns_of
from salesdesk.documents.table_files import Cell, TableFormat, write_table
from salesdesk.domain.area_prices import area_price
from salesdesk.domain.errors import BadValue
from salesdesk.domain.identity import mask_id_number
from salesdesk.domain.phones import mask_phone, show_phone
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.receipts import deal_number, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.language import language
from salesdesk.private_files import whole_file
from salesdesk.services.desk import Change, Desk, Look, changes, sees


class ExportKind(StrEnum):
    """What can be exported."""

    UNITS = "units"
    PRICES = "prices"
    SURVEY = "survey"
    CUSTOMERS = "customers"
    RECEIPTS = "receipts"


RIGHTS: dict[ExportKind, Right] = {
    ExportKind.UNITS: Right.SEE_PRICES,
    ExportKind.PRICES: Right.SEE_PRICES,
    ExportKind.SURVEY: Right.SEE_BOARD,
    ExportKind.CUSTOMERS: Right.SEE_ALL_CUSTOMERS,
    ExportKind.RECEIPTS: Right.SEE_MONEY,
}
"""What somebody must be allowed to see of what they export, beside exporting itself."""


@dataclass(frozen=True, slots=True)
class ExportAnswer:
    """A file that was written; `masked` tells that phones and id numbers in it are masked."""

    kind: str
    file: str
    format: str
    rows: int
    masked: bool


def export(desk: Desk, kind: ExportKind, target: Path, *, force: bool = False) -> ExportAnswer:
    """Write all there is of a kind to a private file; its name ends in `.csv`, `.xlsx` or `.jsonl`.

    The export stands in the event log before the file has its name.

    Raises:
        BadValue: the name ends in something else.
        UsageError: the file is there already and `force` is not given, or it cannot be written.
        NotPermitted: the role may not export, or may not see what would be exported.
        TooMuchForASheet: a workbook has no room for it.
    """
    form = _format_of(target)
    with whole_file(target, force=force) as unfinished:
        answer = _write(desk, kind, unfinished, form, target)
        _note(desk, answer)
    return answer


def _format_of(target: Path) -> TableFormat:
    try:
        return TableFormat(target.suffix.lower().removeprefix("."))
    except ValueError:
        known = ", ".join(f".{each}" for each in TableFormat)
        raise BadValue(
            what="file", value=target.name, why=Phrase("its name ends in one of {endings}", endings=known)
        ) from None


@sees(Right.EXPORT)
def _write(look: Look, kind: ExportKind, unfinished: Path, form: TableFormat, target: Path) -> ExportAnswer:
    look.demand(RIGHTS[kind])
    sources: dict[ExportKind, Callable[[Look], Iterator[dict[str, Cell]]]] = {
        ExportKind.UNITS: _units,
        ExportKind.PRICES: _prices,
        ExportKind.SURVEY: _survey,
        ExportKind.CUSTOMERS: _customers,
        ExportKind.RECEIPTS: _receipts,
    }
    columns = _seen(look, columns_of(kind, language()))
    rows = (tuple(each[column.field] for column in columns) for each in sources[kind](look))
    count = write_table(unfinished, form, columns, rows)
    masked = kind is ExportKind.CUSTOMERS and not look.may(Right.EXPORT_PHONES)
    return ExportAnswer(kind, str(target), form, count, masked)


@changes("export.note", Right.EXPORT)
def _note(change: Change, answer: ExportAnswer) -> None:
    file = Path(answer.file).name
    change.tell("export.made", what=answer.kind, file=file, rows=answer.rows, phones_masked=answer.masked)


def _seen(look: Look, columns: Sequence[Column]) -> list[Column]:
    """Leave out the floor price for those who may not see it."""
    hidden = set() if look.may(Right.SEE_FLOOR_PRICE) else {"floor_total"}
    return [each for each in columns if each.field not in hidden]


def _units(look: Look) -> Iterator[dict[str, Cell]]:
    return (_unit(look, line) for line in exports.unit_lines(look.tx, look.project_id))


def _prices(look: Look) -> Iterator[dict[str, Cell]]:
    """Give the units that have any price that may be seen here."""
    floors = look.may(Right.SEE_FLOOR_PRICE)
    for line in exports.unit_lines(look.tx, look.project_id):
        limits = (line.filed_price_minor, line.floor_price_minor if floors else None)
        if any(each is not None for each in (line.list_price_minor, *limits)):
            yield {**_place(line), "code": line.code, **_priced(look, line)}


def _priced(look: Look, line: UnitLine) -> dict[str, Cell]:
    made_of = area_price(line, look.settings.basis_for(line.kind))
    return {
        "list_unit_price": _hundredths(made_of.unit_price_minor if made_of else None),
        "list_total": _hundredths(line.list_price_minor),
        "filed_total": _hundredths(line.filed_price_minor),
        "floor_total": _hundredths(line.floor_price_minor),
    }


def _unit(look: Look, line: UnitLine) -> dict[str, Cell]:
    return {
        **_place(line),
        **_priced(look, line),
        "kind": line.kind,
        "layout": line.layout,
        "orientation": line.orientation,
        "built_area": _hundredths(line.built_area),
        "inner_area": _hundredths(line.inner_area),
        "code": line.code,
        "state": line.state,
        "batch": line.batch,
    }


def _survey(look: Look) -> Iterator[dict[str, Cell]]:
    for line in exports.unit_lines(look.tx, look.project_id, measured=True):
        yield {
            **_place(line),
            "built_area": _hundredths(line.measured_built_area),
            "inner_area": _hundredths(line.measured_inner_area),
        }


def _place(line: UnitLine) -> dict[str, Cell]:
    return {"building": line.building, "block": line.block, "floor": line.floor, "room": line.room}


def _customers(look: Look) -> Iterator[dict[str, Cell]]:
    whole, local = look.may(Right.EXPORT_PHONES), look.settings.local
    shown = show_phone if whole else mask_phone
    for line, phones, visits in exports.customer_lines(look.tx, look.project_id):
        paper = line.id_number if whole else mask_id_number(line.id_number)
        yield {
            **_customer(line, [shown(each) for each in phones], local),
            **_visited(visits, local),
            "id_number": paper or None,
        }


def _visited(visits: Sequence[VisitLine], local: Callable[[datetime], datetime]) -> dict[str, Cell]:
    times = (f"{local(each.at):%Y-%m-%d %H:%M}" for each in visits)
    notes = dict.fromkeys(each.note for each in visits if each.note)
    return {"visits": "; ".join(times) or None, "visit_note": "\n".join(notes) or None}


def _customer(line: CustomerLine, phones: Sequence[str], local: Callable[[datetime], datetime]) -> dict[str, Cell]:
    return {
        "number": line.id,
        "name": line.name,
        "phone": phones[0] if phones else None,
        "phone_2": "; ".join(phones[1:]) or None,
        "employer": line.employer,
        "source": line.source,
        "needs": line.needs,
        "note": line.note,
        "staff": line.staff,
        "since": local(line.created_at).date(),
    }


def _receipts(look: Look) -> Iterator[dict[str, Cell]]:
    return map(_receipt, exports.receipt_lines(look.tx, look.project_id))


def _receipt(line: ReceiptLine) -> dict[str, Cell]:
    return {
        "receipt": receipt_number(line.number),
        "deal": None if line.deal is None else deal_number(line.deal),
        "unit": line.unit,
        "buyer": line.customer,
        "kind": line.kind,
        "amount": _hundredths(line.amount_minor),
        "method": line.method,
        "value_date": line.value_date,
        "reverses": None if line.reverses is None else receipt_number(line.reverses),
        "cashier": line.cashier,
        "payer": line.payer,
        "reference": line.reference,
        "note": line.note,
    }


def _hundredths(whole: int | None) -> Decimal | None:
    """Give fen as yuan, and hundredths of a square metre as square metres, exactly."""
    return None if whole is None else Decimal(whole).scaleb(-2)
