"""Extras and rebates: those that were published, and those that stand on a price sheet or in a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, select, update

from db.engine import Tx
from db.statements import add, add_all, many, run
from db.tables.deals import RequestItem
from db.tables.prices import PriceItem, QuoteItem
from db.tables.schema import table_of

item = table_of(PriceItem)
quote_item = table_of(QuoteItem)
request_item = table_of(RequestItem)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An extra or a rebate that was published; minor units."""

    id: int
    name: str
    kind: str
    amount_minor: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class NamedItemRow:
    """An extra or a rebate on a price sheet or in a request, as it was then; minor units."""

    kind: str
    name: str
    amount_minor: int


def add_item(tx: Tx, values: Mapping[str, object]) -> int:
    """Publish an extra or a rebate."""
    return add(tx, item, **values)


def items(tx: Tx, project_id: int) -> list[ItemRow]:
    """List what was published, past and present, in the order of publishing."""
    names = ("id", "name", "kind", "amount_minor", "valid_from", "valid_to")
    query = select(*(item.c[name] for name in names)).where(item.c.project_id == project_id)
    return many(tx, query.order_by(item.c.id), ItemRow)


def end_item(tx: Tx, item_id: int, last_day: date) -> None:
    """Let an extra or a rebate be named until a day and no longer."""
    run(tx, update(item).where(item.c.id == item_id).values(valid_to=last_day))


def add_quote_items(tx: Tx, quote_id: int, named: Sequence[NamedItemRow]) -> None:
    """Write the extras and rebates of a price sheet; from now on the database refuses to change them."""
    add_all(tx, quote_item, [{"quote_id": quote_id, **each} for each in _placed(named)])


def add_request_items(tx: Tx, request_id: int, named: Sequence[NamedItemRow]) -> None:
    """Write the extras and rebates that a discount request is for; from now on the database refuses to change them."""
    add_all(tx, request_item, [{"request_id": request_id, **each} for each in _placed(named)])


def _placed(named: Sequence[NamedItemRow]) -> list[dict[str, object]]:
    return [
        {"place": place, "kind": each.kind, "name": each.name, "amount_minor": each.amount_minor}
        for place, each in enumerate(named, 1)
    ]


def quote_items(tx: Tx, quote_id: int) -> list[NamedItemRow]:
    """Give the extras and rebates of a price sheet in order."""
    return _named(tx, quote_item, "quote_id", quote_id)


def request_items(tx: Tx, request_id: int) -> list[NamedItemRow]:
    """Give the extras and rebates that a discount request is for, in order."""
    return _named(tx, request_item, "request_id", request_id)


def _named(tx: Tx, table: Table, key: str, number: int) -> list[NamedItemRow]:
    names = ("kind", "name", "amount_minor")
    query = select(*(table.c[name] for name in names)).where(table.c[key] == number)
    return many(tx, query.order_by(table.c.place), NamedItemRow)
