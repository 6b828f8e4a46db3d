"""By what a file of each kind is read at a desk, and how its rows are checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from db import units
from db.staff import all_staff
from db.units import UnitRow
from salesdesk.domain.import_kinds import IMPORT_RIGHTS, ImportKind
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.roles import Right
from salesdesk.domain.text import search_key
from salesdesk.domain.units import UnitKind
from salesdesk.importing.customers import check_customers
from salesdesk.importing.known_units import KnownUnit, KnownUnits
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.price_lists import check_prices
from salesdesk.importing.receipts import check_receipts
from salesdesk.importing.surveys import check_survey
from salesdesk.importing.tables import Table
from salesdesk.importing.unit_lists import check_units
from salesdesk.services.desk import Look, sees


@dataclass(frozen=True, slots=True)
class Terms:
    """By what files of a project are read: settings, the day, its units by code, the staff by the name's key.

    `gone` are those of the staff who work here no more.
    """

    settings: ProjectSettings
    today: date
    known: KnownUnits = field(default_factory=partial(KnownUnits.of, ()))
    staff: dict[str, int] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()


@sees(Right.SEE_BOARD)
def reading_terms(look: Look, kind: ImportKind) -> Terms:
    """Give by what a file of a kind is read, to who has the right to import it.

    Raises:
        NotPermitted: naming the roles that may.
    """
    look.demand(IMPORT_RIGHTS[kind])
    if kind in {ImportKind.PRICES, ImportKind.SURVEY}:
        return Terms(look.settings, look.today, known=known_units(look))
    if kind is ImportKind.CUSTOMERS:
        everybody = all_staff(look.tx)
        gone = frozenset(each.id for each in everybody if each.disabled_at)
        return Terms(look.settings, look.today, staff={search_key(each.name): each.id for each in everybody}, gone=gone)
    return Terms(look.settings, look.today)


def known_units(look: Look) -> KnownUnits:
    """Give the units of the project as rows of lists name them."""
    rows = units.unit_ids(look.tx, look.project_id)
    return KnownUnits.of(((code, _known_unit(row)) for code, row in rows.items()), look.settings.code_template)


def _known_unit(row: UnitRow) -> KnownUnit:
    return KnownUnit(row.building, row.block, row.room, UnitKind(row.kind), row.built_area, row.inner_area)


def _units(table: Table, columns: ColumnMap, terms: Terms) -> Iterator[object]:
    by = terms.settings
    return check_units(
        table, columns, template=by.code_template, rounding=by.rounding, basis=by.basis_for, currency=by.currency
    )


def _prices(table: Table, columns: ColumnMap, terms: Terms) -> Iterator[object]:
    by = terms.settings
    return check_prices(table, columns, terms.known, rounding=by.rounding, basis=by.basis_for, currency=by.currency)


def _survey(table: Table, columns: ColumnMap, terms: Terms) -> Iterator[object]:
    return check_survey(table, columns, terms.known)


def _customers(table: Table, columns: ColumnMap, terms: Terms) -> Iterator[object]:
    return check_customers(table, columns, region=terms.settings.profile, staff=terms.staff)


def _receipts(table: Table, columns: ColumnMap, terms: Terms) -> Iterator[object]:
    return check_receipts(table, columns, currency=terms.settings.currency)


CHECKS: dict[ImportKind, Callable[[Table, ColumnMap, Terms], Iterator[object]]] = {
    ImportKind.UNITS: _units,
    ImportKind.PRICES: _prices,
    ImportKind.SURVEY: _survey,
    ImportKind.CUSTOMERS: _customers,
    ImportKind.RECEIPTS: _receipts,
}


def check_rows(kind: ImportKind, table: Table, columns: ColumnMap, terms: Terms) -> Iterator[object]:
    """Check a file: every row gives exactly one record of its kind or one rejected row, in order.

    Raises:
        ColumnMissing: at the first row, when the map lacks a column that files of this kind need.
    """
    return CHECKS[kind](table, columns, terms)
