"""Discount requests as text."""

from collections.abc import Callable, Sequence
from datetime import datetime

from salesdesk.cli.tables import card, table
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.money import format_minor
from salesdesk.domain.roles import Role
from salesdesk.language import tr, word
from salesdesk.services.discounts import RequestAnswer
from salesdesk.services.void_causes import void_said
from salesdesk.trade_words import plan_word


def requests_text(rows: Sequence[RequestAnswer]) -> str:
    """List requests with what a decision needs most."""
    heads = (
        tr("request"),
        tr("state"),
        tr("unit"),
        tr("customer"),
        tr("rep"),
        tr("list price"),
        tr("filed price"),
        tr("asked price"),
        tr("concession"),
        "%",
        tr("reason"),
    )
    return table(heads, [_row(each) for each in rows], {0, 5, 6, 7, 8, 9})


def _row(each: RequestAnswer) -> tuple[object, ...]:
    return (
        each.request_id,
        word(RequestState(each.state)),
        each.unit,
        each.customer,
        each.rep,
        format_minor(each.list_price_minor),
        _money(each.filed_price_minor),
        format_minor(each.asked_minor),
        format_minor(each.concession_minor),
        each.concession_percent,
        each.reason,
    )


def request_text(found: RequestAnswer, local: Callable[[datetime], str]) -> str:
    """Write one request."""
    return card(
        [
            (tr("request"), found.request_id),
            (tr("state"), word(RequestState(found.state))),
            (tr("unit"), found.unit),
            (tr("customer"), found.customer),
            (tr("plan"), plan_word(found.plan)),
            (tr("asked by"), found.rep),
            (tr("reason"), found.reason),
            (tr("with"), ", ".join(each.name for each in found.items)),
            (tr("list price"), format_minor(found.list_price_minor)),
            (tr("filed price"), _money(found.filed_price_minor)),
            (tr("floor price"), _money(found.floor_price_minor)),
            (tr("published price"), format_minor(found.before_minor)),
            (tr("asked price"), f"{format_minor(found.asked_minor)} ({found.asked_percent} %)"),
            (tr("concession"), f"{format_minor(found.concession_minor)} ({found.concession_percent} %)"),
            (tr("project's average"), f"{found.average_percent} % → {found.average_after_percent} %"),
            (tr("granted this month"), _month(found) if found.may_decide else ""),
            (tr("needs the"), word(Role(found.needed_role))),
            (tr("until"), local(found.expires_at)),
            (tr("decided by"), found.decided_by),
            (tr("because"), found.decided_reason),
            (tr("void since"), local(found.void_by.at) if found.void_by else ""),
            (tr("void because"), void_said(found.void_by) if found.void_by else ""),
        ]
    )


def _month(found: RequestAnswer) -> str:
    """Say what the viewer granted this month, and of how much."""
    given = format_minor(found.month_conceded_minor)
    if found.month_budget_minor is None:
        return given
    return tr("{amount} of {budget}").format(amount=given, budget=format_minor(found.month_budget_minor))


def _money(minor: int | None) -> str:
    return "" if minor is None else format_minor(minor)
