"""One discount request as a block of lines: everything that a decision needs, and how it stands."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from salesdesk.domain.discounts import RequestState
from salesdesk.domain.money import format_minor
from salesdesk.domain.roles import Role
from salesdesk.domain.text import safe
from salesdesk.language import ntr, show_short_date, show_time, tr, word
from salesdesk.services.discounts import RequestAnswer
from salesdesk.services.void_causes import void_said
from salesdesk.trade_words import plan_word
from screens.widgets.cell_width import cut

_LEFT = 4


def request_block(request: RequestAnswer, now: datetime, width: int) -> Content:
    """Write a request for a width in cells; one that waits has all its figures, an answered one is short."""
    waits = request.state == RequestState.WAITING
    head = Content.styled(_head(request, now, width), "bold" if waits else "")
    lines = [Content(each) for each in _flowed(_asks(request), width)]
    if waits:
        lines += [Content(each) for each in _flowed([*_figures(request), *_costs(request)], width)]
        lines += [Content.styled(each, "dim") for each in _flowed(_bound_to(request, now), width)]
    else:
        lines += [Content.styled(each, "dim") for each in _flowed(_decided(request, now), width)]
    return Content("\n").join([head, *lines])


def _flowed(parts: Sequence[str], width: int) -> list[str]:
    """Set parts side by side, and begin a new line where the next one has no room; only one too long is cut."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]} · {part}" if lines else ""
        if lines and cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(" " * _LEFT + cut(part, width - _LEFT))
    return lines


def _head(request: RequestAnswer, now: datetime, width: int) -> str:
    end = _waiting(request, now)
    left = f"{request.request_id:>2}  {safe(request.unit)}  {safe(request.customer)}   {plan_word(request.plan)}"
    room = max(width - cell_len(end) - 2, 0)
    left = cut(left, room)
    return left + " " * (width - cell_len(left) - cell_len(end)) + end


def _waiting(request: RequestAnswer, now: datetime) -> str:
    if request.state != RequestState.WAITING:
        return word(RequestState(request.state))
    minutes = int((now - request.asked_at).total_seconds() // 60)
    if minutes < 120:
        return ntr("waiting {count} min", "waiting {count} min", minutes).format(count=minutes)
    hours = minutes // 60
    return ntr("waiting {count} hour", "waiting {count} hours", hours).format(count=hours)


def _asks(request: RequestAnswer) -> list[str]:
    asked = tr("{rep} asks {asked} % instead of {before} %").format(
        rep=safe(request.rep),
        asked=_short(request.asked_percent),
        before=_short(f"{_share(request.before_minor, request.list_price_minor)}"),
    )
    return [asked, f"“{safe(request.reason)}”"]


def _share(part: int, whole: int) -> str:
    hundredths = (20_000 * part + whole) // (2 * whole) if whole else 10_000
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _short(percent: str) -> str:
    return percent.rstrip("0").rstrip(".")


def _figures(request: RequestAnswer) -> list[str]:
    said = [tr("list {amount}").format(amount=format_minor(request.list_price_minor))]
    if request.filed_price_minor is not None:
        said.append(tr("filed {amount}").format(amount=format_minor(request.filed_price_minor)))
    if request.floor_price_minor is not None:
        said.append(tr("floor {amount}").format(amount=format_minor(request.floor_price_minor)))
    said.append(tr("asked {amount}").format(amount=format_minor(request.asked_minor)))
    return said


def _costs(request: RequestAnswer) -> list[str]:
    costs = tr("costs {amount} ({percent} %)").format(
        amount=format_minor(request.concession_minor), percent=_short(request.concession_percent)
    )
    average = tr("project average {before} → {after} %").format(
        before=request.average_percent, after=request.average_after_percent
    )
    return [costs, average, *([_month(request)] if request.may_decide else [])]


def _month(request: RequestAnswer) -> str:
    """Say what the viewer granted this month, and of how much."""
    given = format_minor(request.month_conceded_minor)
    if request.month_budget_minor is None:
        return tr("you granted {amount} this month").format(amount=given)
    budget = format_minor(request.month_budget_minor)
    return tr("your month {amount} of {budget} used").format(amount=given, budget=budget)


def _bound_to(request: RequestAnswer, now: datetime) -> list[str]:
    until = request.expires_at.astimezone(now.tzinfo)
    when = f"{show_short_date(until.date())} {show_time(until)}"
    who = word(Role(request.needed_role))
    return [tr("for the {role} to decide").format(role=who), tr("holds until {when}").format(when=when)]


def _decided(request: RequestAnswer, now: datetime) -> list[str]:
    asked = tr("asked {amount}").format(amount=format_minor(request.asked_minor))
    parts = [asked, tr("costs {amount}").format(amount=format_minor(request.concession_minor))]
    if request.decided_by:
        parts.append(tr("by {who}").format(who=safe(request.decided_by)))
    if request.decided_reason:
        parts.append(f"“{safe(request.decided_reason)}”")
    if request.void_by:
        parts.append(void_said(request.void_by))
    if request.state == RequestState.APPROVED:
        until = request.expires_at.astimezone(now.tzinfo)
        parts.append(tr("holds until {when}").format(when=f"{show_short_date(until.date())} {show_time(until)}"))
    return parts
