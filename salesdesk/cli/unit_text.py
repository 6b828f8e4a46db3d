"""A unit's card as text."""

from collections.abc import Callable
from datetime import datetime

from salesdesk.cli.history_text import history_text
from salesdesk.cli.tables import card
from salesdesk.domain.area import format_area
from salesdesk.domain.money import format_minor
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UnitState
from salesdesk.language import tr, word
from salesdesk.services.area_words import basis_text
from salesdesk.services.board import Holder, UnitCard
from salesdesk.services.lock_words import lock_said

LATEST = 10


def unit_text(found: UnitCard, local: Callable[[datetime], str]) -> str:
    """Write the card: what the unit is, what it costs, who has it, what happened to it."""
    unit = found.unit
    about = card(
        [
            (tr("unit"), unit.code),
            (tr("state"), word(UnitState(found.state))),
            *((tr("locks"), lock_said(each)) for each in found.laid),
            (tr("held by"), _holder(found.holder, local)),
            (tr("kept back"), _kept_back(found)),
            (tr("layout"), " · ".join(each for each in (unit.layout, unit.orientation) if each)),
            (tr("built"), _area(unit.built_area)),
            (tr("inner"), _area(unit.inner_area)),
            (basis_text(Basis(found.price_basis)), _money(unit.unit_price_minor)),
            (tr("list price"), _money(unit.list_price_minor)),
            (tr("filed price"), _money(unit.filed_price_minor)),
            (tr("floor price"), _money(unit.floor_price_minor)),
            (tr("batch"), _batch(found, local)),
            (tr("like it"), ", ".join(found.similar)),
        ]
    )
    return about + history_text(found.history[:LATEST], local)


def _area(area: int | None) -> str | None:
    return None if area is None else f"{format_area(area)} m²"


def _money(minor: int | None) -> str | None:
    return None if minor is None else format_minor(minor)


def _holder(holder: Holder | None, local: Callable[[datetime], str]) -> str:
    if holder is None:
        return ""
    said = tr("to be decided, its time was over at {time}") if holder.undecided else tr("until {time}")
    until = said.format(time=local(holder.expires_at)) if holder.expires_at else ""
    paid = tr("{amount} paid on it").format(amount=format_minor(holder.money_minor)) if holder.money_minor else ""
    whose = tr("for {customer}").format(customer=holder.customer) if holder.customer else ""
    return ", ".join(filter(None, (" ".join(filter(None, (holder.staff, whose, until))), paid)))


def _kept_back(found: UnitCard) -> str:
    unit = found.unit
    return f"{unit.withheld_reason} ({unit.withheld_until})".strip() if found.state == UnitState.WITHHELD else ""


def _batch(found: UnitCard, local: Callable[[datetime], str]) -> str:
    if found.batch is None or found.opens_at is None:
        return ""
    said = tr("{batch}, permit {permit}, opens {time}")
    return said.format(batch=found.batch, permit=found.permit, time=local(found.opens_at))
