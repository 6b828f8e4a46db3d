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
from salesdesk.services.customer_files import import_customers
from salesdesk.services.desk import Desk
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.importing import import_units
from salesdesk.services.price_files import import_prices
from salesdesk.services.receipt_files import import_receipts
from salesdesk.services.surveys import import_survey


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


OWN: dict[ImportKind, tuple[Callable[..., ImportAnswer], tuple[str, ...]]] = {
    ImportKind.UNITS: (import_units, ("batch",)),
    ImportKind.PRICES: (import_prices, ("name", "valid_from")),
    ImportKind.SURVEY: (import_survey, ()),
    ImportKind.CUSTOMERS: (import_customers, ("namesakes",)),
    ImportKind.RECEIPTS: (import_receipts, ("method",)),
}
"""How each kind is imported, and what of an order is its own."""


class ImportStopped(DeskError):
    """The import was stopped; nothing was written."""


def carry_out(
    desk: Desk, order: ImportOrder, source: Source, *, dry_run: bool, progress: TellProgress | None = None
) -> ImportAnswer:
    """Import a file as it was ordered; a dry run writes nothing, not even the file of rejected rows.

    Raises:
        DeskError: the file cannot be imported so, or one may not import it.
    """
    work, own = OWN[order.kind]
    more: dict[str, Any] = {name: getattr(order, name) for name in own}
    rejects = None if dry_run else order.rejects
    return work(desk, source, by_hand=order.by_hand, rejects=rejects, dry_run=dry_run, progress=progress, **more)
