"""What can be said of an import beside the columns: each kind has a few things of its own."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.receipts import Method
from salesdesk.domain.text import safe
from salesdesk.language import show_date, tr, word
from salesdesk.services.import_orders import ImportOrder
from screens.dialogs import Field, Form
from screens.typed_values import day_from, one_of, words_of


def options_form(order: ImportOrder, today: date) -> Form:
    """Ask for what the kind has of its own, and where rejected rows go."""
    rejects = Field("rejects", tr("Where the rejected rows are written"), str(order.rejects or ""))
    title = tr("How shall {kind} be imported?").format(kind=word(order.kind))
    return Form(title, [*_own_fields(order, today), rejects])


def _own_fields(order: ImportOrder, today: date) -> list[Field]:
    empty = tr("empty for none")
    match order.kind:
        case ImportKind.UNITS:
            return [Field("batch", tr("Batch for new units"), order.batch or "", empty, optional=True)]
        case ImportKind.PRICES:
            begins = order.valid_from or today
            hint = tr("empty for the file's name")
            return [
                Field("name", tr("Name of the price list"), order.name or "", hint, optional=True),
                Field("valid_from", tr("From which day"), begins.isoformat(), tr("2026-10-01, or +7"), day_from(today)),
            ]
        case ImportKind.CUSTOMERS:
            label = tr("Same name and employer, another phone: two people? (yes or no)")
            return [Field("namesakes", label, tr("yes") if order.namesakes else tr("no"), read=_yes)]
        case ImportKind.RECEIPTS:
            label = tr("Method: {words}; the first letters will do").format(words=words_of(tuple(Method)))
            return [Field("method", label, word(order.method), read=one_of(Method))]
    return []


def _yes(text: str) -> bool:
    """Read yes or no; raises `ValueError`."""
    for said, value in ((tr("yes"), True), ("yes", True), (tr("no"), False), ("no", False)):
        if text.strip() and said.startswith(text.strip().casefold()):
            return value
    raise ValueError(tr("yes or no"))


def with_options(order: ImportOrder, given: dict[str, Any]) -> ImportOrder:
    """Give the order with what the form asked for."""
    return replace(order, **{**given, "rejects": Path(given["rejects"]).expanduser()})


def options_said(order: ImportOrder) -> str:
    """Say in words how it will be imported; nothing where the kind has nothing of its own."""
    match order.kind:
        case ImportKind.UNITS if order.batch:
            return tr("new units into batch {batch}").format(batch=safe(order.batch))
        case ImportKind.PRICES:
            name = tr("price list {name}").format(name=safe(order.name)) if order.name else tr("named after the file")
            begins = tr("from {day}").format(day=show_date(order.valid_from)) if order.valid_from else tr("from today")
            return f"{name}, {begins}"
        case ImportKind.CUSTOMERS if order.namesakes:
            return tr("namesakes are two people")
        case ImportKind.RECEIPTS:
            return tr("by {method} where the file does not say").format(method=word(order.method))
    return ""
