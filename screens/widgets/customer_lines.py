"""Customers and their visits as lines that fit a width."""

from datetime import tzinfo

from textual.content import Content

from db.customers import AppointmentRow
from salesdesk.domain.phones import show_phone
from salesdesk.domain.text import safe
from salesdesk.language import show_day, show_time, tr
from salesdesk.services.customers import CustomerAnswer
from screens.widgets.cell_width import cut, fit

NAME, PHONE = 20, 14


def customer_line(each: CustomerAnswer, width: int, rep: bool = False) -> Content:
    """Write a customer in one line: name, phone, whose, what they look for."""
    phone = show_phone(each.phones[0]) if each.phones else ""
    start = f"{fit(safe(each.name), NAME)} {fit(phone, PHONE)} "
    if rep:
        start += f"{fit(safe(each.staff), 12)} "
    room = max(width - NAME - PHONE - (15 if rep else 2), 0)
    return Content(start + cut(safe(each.needs), room))


def visit_line(each: AppointmentRow, zone: tzinfo | None) -> str:
    """Write a visit in one line: when, about what, and what came of it."""
    local = each.at.astimezone(zone)
    parts = [f"{show_day(local.date())} {show_time(local)}", safe(each.unit or ""), safe(each.note)]
    parts.append(safe(each.outcome) if each.done_at else tr("to come"))
    return "  ".join(filter(None, parts))
