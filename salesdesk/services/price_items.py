"""Extras and rebates: published by a manager with an amount and dates, named by the orders that have them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db import price_items
from db.price_items import ItemRow
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.money import format_minor
from salesdesk.domain.pricing import ItemKind, PriceItem
from salesdesk.domain.roles import Right
from salesdesk.domain.text import search_key, tidy
from salesdesk.language import tr
from salesdesk.services.desk import Change, Look, changes, sees

LONGEST_NAME = 60
LARGEST = 100_000_000_00


class ItemExists(DeskError):
    """There is an extra or rebate {name} from {day} already; end it first: `salesdesk price item retire`."""


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """An extra or a rebate; minor units, always positive."""

    name: str
    kind: str
    amount_minor: int
    valid_from: date
    valid_to: date | None
    holds_today: bool


@changes("item.publish", Right.SET_PRICES)
def publish_item(
    change: Change,
    name: str,
    kind: ItemKind,
    amount_minor: int,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> ItemAnswer:
    """Publish an extra, which adds to a price, or a rebate, which takes off; an order then may name it.

    Raises:
        BadValue: no name, no amount, or an end before the beginning.
        ItemExists: one of this name may be ordered on one of these days.
    """
    kept, begins = _name(name), valid_from or change.today
    if not 0 < amount_minor <= LARGEST:
        raise BadValue(
            what=tr("amount"), value=format_minor(amount_minor), why=tr("it lies above 0 and at most at 100,000,000")
        )
    if valid_to is not None and valid_to < begins:
        raise BadValue(what=tr("date"), value=valid_to.isoformat(), why=tr("it ends before it begins"))
    _check_free(change, kept, begins, valid_to)
    values = {"name": kept, "kind": kind, "amount_minor": amount_minor, "valid_from": begins, "valid_to": valid_to}
    number = price_items.add_item(change.tx, {"project_id": change.project_id, **values})
    change.tell(
        "item.published", item=number, name=kept, item_kind=kind.value, amount_minor=amount_minor,
        begins=begins.isoformat(), ends=valid_to.isoformat() if valid_to else None,
    )  # fmt: skip
    return _answer(change, ItemRow(number, kept, kind, amount_minor, begins, valid_to))


def _name(text: str) -> str:
    kept = tidy(text)
    if not kept or len(kept) > LONGEST_NAME:
        raise BadValue(what=tr("extra or rebate"), value=text, why=tr("a name has 1 to 60 characters"))
    return kept


def _check_free(look: Look, name: str, begins: date, ends: date | None) -> None:
    for row in price_items.items(look.tx, look.project_id):
        meets = row.valid_from == begins or _overlap(row, begins, ends)
        if search_key(row.name) == search_key(name) and meets:
            raise ItemExists(name=row.name, day=row.valid_from.isoformat())


def _overlap(row: ItemRow, begins: date, ends: date | None) -> bool:
    last, theirs = ends or date.max, row.valid_to or date.max
    return row.valid_from <= theirs and row.valid_from <= last and begins <= theirs


@changes("item.retire", Right.SET_PRICES)
def retire_item(change: Change, name: str) -> ItemAnswer:
    """Let an extra or rebate end: yesterday was its last day. Orders that have it keep it.

    Raises:
        NotFound: none of this name can be ordered today or later.
    """
    row = _to_come(change, name)
    last = change.today - timedelta(days=1)
    price_items.end_item(change.tx, row.id, last)
    change.tell("item.retired", item=row.id, name=row.name)
    return ItemAnswer(row.name, row.kind, row.amount_minor, row.valid_from, last, holds_today=False)


def _to_come(look: Look, name: str) -> ItemRow:
    """Find the extra or rebate that can be ordered today, or else the next one of its name."""
    ahead = [row for row in price_items.items(look.tx, look.project_id) if (row.valid_to or date.max) >= look.today]
    found = [row for row in ahead if search_key(row.name) == search_key(name)]
    if not found:
        raise _unknown(name, ahead)
    return min(found, key=lambda row: row.valid_from)


@sees(Right.SEE_PRICES)
def list_items(look: Look) -> list[ItemAnswer]:
    """List extras and rebates in the order of publishing, those that have ended too."""
    return [_answer(look, row) for row in price_items.items(look.tx, look.project_id)]


def items_called(look: Look, names: Sequence[str]) -> tuple[PriceItem, ...]:
    """Give the extras and rebates that an order of today names, in the order of publishing.

    Raises:
        NotFound: one cannot be ordered today; those that can are named.
        BadValue: one is named twice.
    """
    if not names:
        return ()
    there = [row for row in price_items.items(look.tx, look.project_id) if _holds(row, look.today)]
    by_name = {search_key(row.name): row for row in there}
    found: dict[int, ItemRow] = {}
    for name in names:
        row = by_name.get(search_key(name))
        if row is None:
            raise _unknown(name, there)
        if row.id in found:
            raise BadValue(what=tr("extra or rebate"), value=name, why=tr("it is named twice"))
        found[row.id] = row
    return tuple(PriceItem(ItemKind(row.kind), row.name, row.amount_minor) for _, row in sorted(found.items()))


def items_kept(look: Look, quote_id: int) -> tuple[str, ...]:
    """Name the extras and rebates of a price sheet that can be ordered today, too."""
    there = {search_key(row.name) for row in price_items.items(look.tx, look.project_id) if _holds(row, look.today)}
    named = price_items.quote_items(look.tx, quote_id)
    return tuple(each.name for each in named if search_key(each.name) in there)


def _unknown(name: str, there: Sequence[ItemRow]) -> NotFound:
    known = ", ".join(dict.fromkeys(row.name for row in there)) or tr("none")
    return NotFound(what=tr("extra or rebate"), value=name, hint=tr("Known are: {names}.").format(names=known))


def _holds(row: ItemRow, day: date) -> bool:
    return row.valid_from <= day <= (row.valid_to or date.max)


def _answer(look: Look, row: ItemRow) -> ItemAnswer:
    dates = (row.valid_from, row.valid_to, _holds(row, look.today))
    return ItemAnswer(row.name, row.kind, row.amount_minor, *dates)
