"""A price list explained: the price of each unit by the list's rule, and what the list comes to beside today's."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from db import prices, units
from db.prices import EntryRow, PriceListRow
from db.units import UnitRow
from salesdesk.domain.area_prices import priced_area
from salesdesk.domain.explain import N_, ReckonedLine, Reckoning, Tally
from salesdesk.domain.price_reckoning import list_price_reckoned
from salesdesk.domain.pricelists import Priced, PriceRule, read_rule, rule_reckoned
from salesdesk.domain.roles import Right
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained, of_each
from salesdesk.services.finding import unit_called
from salesdesk.services.price_words import rule_said
from salesdesk.services.prices import PricePreview, list_called, priced_unit
from salesdesk.services.repricing import compared
from salesdesk.services.unit_sums import list_price_sums

BY_RULE = "rule"


@sees(Right.SET_PRICES)
def explain_list(look: Look, name: str, unit: str | None = None) -> list[Explained]:
    """Explain the prices that a list gives to its units, or to one of them.

    Raises:
        NotFound: there is no such list.
    """
    row = list_called(look, name)
    priced, _ = compared(look, row.id)
    entries = [(each.unit, each.entry) for each in priced] if row.applied_at is None else _applied(look, row)
    wanted = [each for each in entries if unit in (None, each[0].code)]
    return [found for each in sorted(wanted, key=lambda pair: pair[0].code) for found in _unit(look, row, *each)]


@sees(Right.SEE_PRICES)
def explain_history(look: Look, unit: str) -> list[Explained]:
    """Explain a unit's price of today, and those that it got by price lists, the latest first.

    Raises:
        NotFound: there is no such unit.
    """
    found = unit_called(look, unit)
    sums = list_price_sums(look, found)
    for name in dict.fromkeys(each.price_list for each in prices.changes_of(look.tx, found.id) if each.price_list):
        row = list_called(look, name)
        entries = [each for each in prices.entries_of(look.tx, row.id) if each.unit_id == found.id]
        sums += of_each(name, [one for each in entries for one in _unit(look, row, found, each)])
    return sums


def _applied(look: Look, row: PriceListRow) -> list[tuple[UnitRow, EntryRow]]:
    there = {each.id: each for each in units.unit_ids(look.tx, look.project_id).values()}
    return [(there[entry.unit_id], entry) for entry in prices.entries_of(look.tx, row.id)]


def _unit(look: Look, row: PriceListRow, unit: UnitRow, entry: EntryRow) -> Iterator[Explained]:
    each, whole = _by_rule(look, row, unit, entry) or _by_entry(look, unit, entry)
    notes = (ReckonedLine(N_("rule of the list"), "{rule}", None, {"rule": rule_said(row.rule)}),) if row.rule else ()
    yield Explained(f"square_metre:{unit.code}", each)
    yield Explained(f"unit:{unit.code}", replace(whole, steps=(*notes, *whole.steps)))


def _by_rule(look: Look, row: PriceListRow, unit: UnitRow, entry: EntryRow) -> tuple[Reckoning, Reckoning] | None:
    """Tell the rule's arithmetic where it still leads to the list's price from the price before the list."""
    before = _before(look, row, unit)
    rule = read_rule(row.rule, before) if row.source == BY_RULE else None
    for each in _readings(rule):
        found = rule_reckoned(each, before, look.settings.rounding)
        if tuple(one.sum_minor for one in found) == (entry.unit_price_minor, entry.list_price_minor):
            return found
    return None


def _readings(rule: PriceRule | None) -> list[PriceRule]:
    """A line with nothing but a percentage does not say whether it is of one m² or of the whole unit."""
    if rule is None:
        return []
    amounts = rule.per_floor_minor or rule.orientations or rule.layouts
    return [rule] if amounts else [rule, replace(rule, per_unit=True)]


def _before(look: Look, row: PriceListRow, unit: UnitRow) -> Priced:
    changed = [each for each in prices.changes_of(look.tx, unit.id) if each.price_list == row.name]
    found = priced_unit(look, unit)
    if not changed or row.applied_at is None:
        return found
    listed = changed[0].list_price_before_minor or 0
    each = changed[0].unit_price_before_minor
    return replace(found, unit_price_minor=listed if each is None else each, list_price_minor=listed)


def _by_entry(look: Look, unit: UnitRow, entry: EntryRow) -> tuple[Reckoning, Reckoning]:
    basis, price = look.settings.basis_for(unit.kind), entry.unit_price_minor
    area = priced_area(basis, unit.built_area, unit.inner_area) or unit.built_area
    found = list_price_reckoned(price, area, entry.list_price_minor, look.settings.rounding, basis)
    each = Tally(N_("price per m² of {unit}"), unit=unit.code).add(price, N_("as the price list has it")).done()
    return each, replace(found, label=N_("price of {unit}"), details={"unit": unit.code})


def explain_preview(found: PricePreview) -> list[Explained]:
    """Tell what a list comes to, beside today's prices: sums, averages and the difference."""
    today, after = found.today, found.after
    difference = Tally(N_("difference to today"))
    difference.add(after.total_minor, N_("sum of the list"), N_("units: {count}"), count=after.count)
    difference.add(-today.total_minor, N_("sum today"), N_("units: {count}"), count=today.count)
    if today.total_minor:
        said = N_("{difference} {currency} / {today} {currency} = {share} %")
        difference.note(
            N_("in percent"), said, difference_minor=found.difference_minor, today_minor=today.total_minor,
            share_percent=Decimal(found.difference_percent),
        )  # fmt: skip
    return [
        Explained("average_today", _average(N_("average today"), today.total_minor, today.count)),
        Explained("average_after", _average(N_("average of the list"), after.total_minor, after.count)),
        Explained("difference", difference.done()),
    ]


def _average(label: str, total_minor: int, count: int) -> Reckoning:
    tally = Tally(label)
    if not count:
        return tally.done()
    one, several = N_("{total} {currency} / {count} unit"), N_("{total} {currency} / {count} units")
    said = one if count == 1 else several
    return tally.add(
        Fraction(total_minor, count), N_("sum by units"), said, total_minor=total_minor, count=count
    ).done()
