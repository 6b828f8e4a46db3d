"""One door for every kind of import: what shall be done with a file, and doing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from salesdesk.domain.errors import DeskError
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.receipts import Method
from salesdesk.importing.progress import TellProgress
from salesdesk.importing.tables import Source
from salesdesk.services.desk import Desk
from salesdesk.services.import_answers import ImportAnswer


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What shall be done with a file of a kind.

    The batch is of units, the name of a price list and its first day of prices, the method of receipts; namesakes of
    customers are two people. `by_hand` tells the columns of fields, `rejects` where the rejected rows are written.
    """

    kind: ImportKind
    by_hand: Mapping[str, str] = field(default_factory=dict)
    rejects: Path | None = None
    batch: str | None = None
    name: str | None = None
    valid_from: date | None = None
    method: Method = Method.TRANSFER
    namesakes: bool = False


OWN: Mapping[ImportKind, tuple[str, ...]] = {
    ImportKind.UNITS: ("batch",),
    ImportKind.PRICES: ("name", "valid_from"),
    ImportKind.CUSTOMERS: ("namesakes",),
    ImportKind.RECEIPTS: ("method",),
}
"""What of an order is a kind's own."""


class ImportStopped(DeskError):
    """The import was stopped; nothing was written."""


def carry_out(
    desk: Desk, order: ImportOrder, source: Source, *, dry_run: bool, progress: TellProgress | None = None
) -> ImportAnswer:
    """Import a file as it was ordered; a dry run writes rejected rows at most, where the order says so.

    Raises:
        DeskError: the file cannot be imported so, or one may not import it.
    """
    more: dict[str, Any] = {name: getattr(order, name) for name in OWN.get(order.kind, ())}
    work = _work_of(order.kind)
    return work(desk, source, by_hand=order.by_hand, rejects=order.rejects, dry_run=dry_run, progress=progress, **more)


def _work_of(kind: ImportKind) -> Callable[..., ImportAnswer]:
    """Give how a kind is imported; the others are not loaded, for a large file has no memory to spare."""
    match kind:
        case ImportKind.UNITS:
            from salesdesk.services.importing import import_units as work
        case ImportKind.PRICES:
            from salesdesk.services.price_files import import_prices as work  # type: ignore[assignment]
        case ImportKind.SURVEY:
            from salesdesk.services.surveys import import_survey as work  # type: ignore[assignment]
        case ImportKind.CUSTOMERS:
            from salesdesk.services.customer_files import import_customers as work  # type: ignore[assignment]
        case ImportKind.RECEIPTS:
            from salesdesk.services.receipt_files import import_receipts as work  # type: ignore[assignment]
    return work
