"""A price sheet as a reckoning: the list price by area, each discount in order, the rounding, line by line."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from salesdesk.domain.explain import N_, ReckonedLine, Reckoning, Tally
from salesdesk.domain.money import Rounding, format_minor
from salesdesk.domain.pricing import Basis, total_reckoned

LESS = "- "
"""How the factor of a discount begins whose percentage is added to the others', not multiplied."""


class SheetLine(Protocol):
    """One line of a price sheet, as it was worked out or as it was frozen; minor units."""

    @property
    def label(self) -> str:
        """What it is."""

    @property
    def factor(self) -> str:
        """What the price is multiplied by."""

    @property
    def amount_minor(self) -> int:
        """What it adds to the price, or takes off."""

    @property
    def after_minor(self) -> int:
        """The price after it."""


def list_price_reckoned(
    unit_price_minor: int, area: int, list_price_minor: int, rounding: Rounding, basis: Basis
) -> Reckoning:
    """Tell how a list price comes from unit price and area; a price list may have rounded in its own way."""
    found = total_reckoned(N_("list price"), unit_price_minor, area, rounding, basis)
    own = list_price_minor - found.sum_minor
    if not own:
        return found
    line = ReckonedLine(N_("as the price list has it"), "", own)
    return replace(found, sum_minor=list_price_minor, steps=(*found.steps, line))


def sheet_reckoned(lines: Sequence[SheetLine]) -> Reckoning:
    """Tell the arithmetic of a sheet's lines, whose amounts add up to its total.

    Percentages that are multiplied apply to the price before them; those that are added, to the price before the first.
    """
    tally = Tally(N_("price"))
    before = start = 0
    for place, each in enumerate(lines):
        if not each.factor.startswith(LESS):
            start = each.after_minor
        tally.add(each.amount_minor, "{name}", *_arithmetic(place, each), **_details(each, before, start))
        before = each.after_minor
    if any(each.factor for each in lines[1:]):
        tally.note(N_("rule"), N_("everything is exact until the last line; the price is rounded once"))
    return tally.done()


def _arithmetic(place: int, line: SheetLine) -> tuple[str]:
    if not line.factor:
        return ("",)
    if place == 0:
        return (N_("{factor}, in {currency}"),)
    if line.factor.startswith(LESS):
        return (N_("{start} {currency} × {share}"),)
    return (N_("{before} {currency} {factor} = {after} {currency}"),)


def _details(line: SheetLine, before_minor: int, start_minor: int) -> dict[str, object]:
    return {
        "name": line.label,
        "factor": line.factor,
        "share": line.factor.removeprefix(LESS),
        "before": format_minor(before_minor),
        "after": format_minor(line.after_minor),
        "start": format_minor(start_minor),
    }
