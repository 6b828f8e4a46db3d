"""Area settlements: what the survey measured, what it comes to for each deal, applied once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db import accounts, deals, settlements, units
from db.deals import DealRow
from db.settlements import MeasuredDeal
from salesdesk.domain.area import format_area
from salesdesk.domain.changes import ChangeKind, check_changeable
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.explain import Reckoning
from salesdesk.domain.receipts import Use, deal_number
from salesdesk.domain.roles import Right
from salesdesk.domain.settlement import (
    REFUND_DAYS,
    Areas,
    Case,
    Choice,
    Refund,
    Settlement,
    SettlementLine,
    Variant,
    check_chosen,
    contract_price_reckoned,
    refund_on_withdrawal,
    settle,
)
from salesdesk.domain.units import UnitState
from salesdesk.services.contract_terms import percent_of, variant_of
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.finding import unit_called
from salesdesk.services.steps import live_deal

SIGNED = frozenset({UnitState.SIGNED, UnitState.FILED, UnitState.HANDED_OVER, UnitState.TITLED})


class NotMeasured(DeskError):
    """{unit} has not been measured. Write down its areas first: `salesdesk settle measure {unit} --built AREA`."""


class NotSigned(DeskError):
    """{deal} has no contract yet, so there is no contract area to settle by."""


class SettledBefore(DeskError):
    """{deal} was settled on {day}; a settlement is applied once."""


@dataclass(frozen=True, slots=True)
class MeasuredAnswer:
    """The areas that were written down, in 0.01 m²."""

    unit: str
    built_area: int
    inner_area: int | None


@dataclass(frozen=True, slots=True)
class SettlementView:
    """What the area of one deal comes to; areas in 0.01 m², minor units, positive when the buyer pays.

    `refund_minor` is what goes back to one who withdraws, `owed_minor` what the office still owes once it is applied.
    """

    deal_id: str
    unit: str
    customer: str
    variant: str
    case: str
    contract_area: int
    measured_area: int
    difference: int
    percent: str
    unit_price_minor: int
    amount_minor: int
    lines: list[SettlementLine]
    choice_needed: bool
    applied: bool
    refund_minor: int
    refund_by: date | None
    owed_minor: int = 0


@dataclass(frozen=True, slots=True)
class SettlementPreview:
    """Every deal that was asked for: what is settled, what waits for the buyer, what was not measured or signed."""

    settlements: list[SettlementView]
    unmeasured: list[str]
    unsigned: list[str]
    waiting: list[str]
    to_pay_minor: int
    to_pay_back_minor: int
    total_minor: int


@changes("settle.measure", Right.SIGN_CONTRACT)
def measure_unit(change: Change, unit: str, built_area: int, inner_area: int | None = None) -> MeasuredAnswer:
    """Write down what the survey measured, in 0.01 m²; until the deal is settled it may be corrected.

    Raises:
        BadValue: an area is nothing, or the inner one is larger than the built one.
        SettledBefore: the unit's deal was settled by these areas.
    """
    if built_area <= 0:
        raise BadValue(what="area", value=format_area(built_area), why="it is more than nothing")
    if inner_area is not None and not 0 < inner_area <= built_area:
        raise BadValue(what="inner area", value=format_area(inner_area), why="it is part of the built area")
    found = unit_called(change, unit)
    row = units.locked_unit(change.tx, found.id) or found
    deal = deals.deal_on_unit(change.tx, row.id)
    settled = settlements.settlement_of(change.tx, deal.id) if deal else None
    if deal and settled:
        raise SettledBefore(deal=deal_number(deal.number), day=settled.settled_on)
    settlements.note_measured(change.tx, row.id, built_area, inner_area)
    before = {"built": row.measured_built_area, "inner": row.measured_inner_area}
    after = {"built": built_area, "inner": inner_area}
    change.tell("unit.measured", unit_id=row.id, unit=row.code, areas_before=before, areas_after=after)
    return MeasuredAnswer(row.code, built_area, inner_area)


@sees(Right.SEE_MONEY)
def preview_settlement(look: Look, deal: str, choice: Choice | None = None) -> SettlementPreview:
    """Show what the area of a deal comes to; nothing is written.

    Raises:
        NoWithdrawal: the buyer cannot withdraw for so little.
    """
    row = deal_called(look, deal)
    return _preview(look, settlements.measured_deals(look.tx, look.project_id, deal_id=row.id), {row.id: choice})


@dataclass(frozen=True, slots=True)
class BuildingAnswer:
    """A building with live deals: how many there are, and of how many the unit was measured."""

    building: str
    deals: int
    measured: int


@sees(Right.SIGN_CONTRACT)
def list_buildings(look: Look) -> list[BuildingAnswer]:
    """List the buildings in which something is sold, and how much of that was measured."""
    found = settlements.measured_deals(look.tx, look.project_id)
    names = dict.fromkeys(each.building for each in found)
    return [
        BuildingAnswer(name, len(here), sum(is_measured(look, each) for each in here))
        for name in names
        for here in [[each for each in found if each.building == name]]
    ]


@sees(Right.SIGN_CONTRACT)
def preview_building(look: Look, building: str) -> SettlementPreview:
    """Show what the areas of a whole building come to; deals beyond the limit wait for the buyer's choice.

    Raises:
        NotFound: nothing is sold in such a building.
    """
    return _preview(look, _building(look, building), {})


def _building(look: Look, building: str) -> list[MeasuredDeal]:
    found = settlements.measured_deals(look.tx, look.project_id, building=building.strip())
    if not found:
        raise NotFound(what="building", value=building, hint="Only deals that live are settled.")
    return found


@changes("settle.apply", Right.SIGN_CONTRACT)
def apply_settlement(change: Change, deal: str, choice: Choice | None = None) -> SettlementPreview:
    """Apply the settlement of one deal, once: a payment behind the others, or money to pay back.

    Raises:
        NotSigned: there is no contract.
        NotMeasured: the unit was not measured.
        ChoiceNeeded: the difference is beyond the limit and the buyer has not chosen.
        TooFar: the buyer withdraws, and has the keys already.
        SettledBefore: it was applied before.
    """
    row = live_deal(change, deal)
    found = settlements.measured_deals(change.tx, change.project_id, deal_id=row.id)
    view = _apply(change, row, found[0], choice)
    return _summed([view], [], [])


@changes("settle.building", Right.SIGN_CONTRACT)
def apply_building(change: Change, building: str) -> SettlementPreview:
    """Apply the settlements of a building that need no choice and were not applied yet; the others are left."""
    preview = _preview(change, _building(change, building), {})
    ready = {each.deal_id for each in preview.settlements if not each.applied and not each.choice_needed}
    for each in _building(change, building):
        if deal_number(each.number) in ready:
            _apply(change, live_deal(change, str(each.number)), each, None)
    return _preview(change, _building(change, building), {})


def _apply(change: Change, row: DealRow, measured: MeasuredDeal, choice: Choice | None) -> SettlementView:
    settled = settlements.settlement_of(change.tx, row.id)
    if settled is not None:
        raise SettledBefore(deal=deal_number(row.number), day=settled.settled_on)
    if row.unit_state not in SIGNED:
        raise NotSigned(deal=deal_number(row.number))
    if not is_measured(change, measured):
        raise NotMeasured(unit=measured.unit)
    found = settled_by(change, measured, choice)
    check_chosen(found)
    if found.case is Case.WITHDRAWN:
        check_changeable(ChangeKind.CANCEL, deal_number(row.number), UnitState(row.unit_state))
    due = change.today + timedelta(days=change.settings.settlement_days)
    line_id = None
    if found.amount_minor > 0:
        values = {"label": "area settlement", "due": due, "amount_minor": found.amount_minor}
        line_id = settlements.add_settlement_line(change.tx, row.id, row.plan_version, values)
    _keep(change, row, measured, found, choice, line_id)
    change.tell(
        "deal.settled", unit_id=row.unit_id, deal_id=row.id, deal=row.number, unit=measured.unit, case=str(found.case),
        amount_minor=found.amount_minor, choice=choice,
    )  # fmt: skip
    return _view(change, measured, choice, applied=True)


def _keep(
    change: Change, row: DealRow, measured: MeasuredDeal, found: Settlement, choice: Choice | None, line_id: int | None
) -> None:
    settlements.add_settlement(
        change.tx,
        {
            "deal_id": row.id,
            "variant": variant_of(change, measured),
            "area_case": found.case,
            "choice": choice,
            "percent": str(found.percent),
            "contract_built_area": measured.contract_built_area,
            "contract_inner_area": measured.contract_inner_area,
            "measured_built_area": measured.measured_built_area,
            "measured_inner_area": measured.measured_inner_area,
            "unit_price_minor": _unit_price(change, measured),
            "amount_minor": found.amount_minor,
            "line_id": line_id,
            "settled_on": change.today,
            "staff_id": change.actor.staff_id,
        },
    )


def _preview(look: Look, found: Sequence[MeasuredDeal], chosen: dict[int, Choice | None]) -> SettlementPreview:
    signed = {each.id for each in deals.deals(look.tx, look.project_id, live=True) if each.unit_state in SIGNED}
    kept = settlements.settlements(look.tx, look.project_id)
    ready = [each for each in found if each.deal_id in signed and is_measured(look, each)]
    views = []
    for each in ready:
        applied = kept.get(each.deal_id)
        choice = Choice(applied.choice) if applied and applied.choice else chosen.get(each.deal_id)
        views.append(_view(look, each, choice, applied=applied is not None))
    unmeasured = [each.unit for each in found if each.deal_id in signed and not is_measured(look, each)]
    return _summed(views, unmeasured, [each.unit for each in found if each.deal_id not in signed])


def _summed(views: list[SettlementView], unmeasured: list[str], unsigned: list[str]) -> SettlementPreview:
    amounts = [each.amount_minor for each in views]
    return SettlementPreview(
        settlements=views,
        unmeasured=unmeasured,
        unsigned=unsigned,
        waiting=[each.unit for each in views if each.choice_needed],
        to_pay_minor=sum(each for each in amounts if each > 0),
        to_pay_back_minor=-sum(each for each in amounts if each < 0),
        total_minor=sum(amounts),
    )


def _view(look: Look, measured: MeasuredDeal, choice: Choice | None, *, applied: bool) -> SettlementView:
    found = settled_by(look, measured, choice)
    refund = refund_of(look, measured.deal_id) if found.case is Case.WITHDRAWN else None
    deal = deals.deal_by_id(look.tx, measured.deal_id) if applied else None
    owed = to_pay_back(look, deal) if deal else None
    return SettlementView(
        deal_id=deal_number(measured.number),
        unit=measured.unit,
        customer=measured.customer,
        variant=variant_of(look, measured),
        case=found.case,
        contract_area=found.areas.contract,
        measured_area=found.areas.measured,
        difference=found.areas.difference,
        percent=f"{found.percent.normalize():f}",
        unit_price_minor=_unit_price(look, measured),
        amount_minor=found.amount_minor,
        lines=list(found.lines),
        choice_needed=found.case is Case.WAITS,
        applied=applied,
        refund_minor=refund.total_minor if refund else 0,
        refund_by=refund.due if refund else None,
        owed_minor=owed[0] if owed else 0,
    )


def refund_of(look: Look, deal_id: int) -> Refund:
    """Work out what goes back to the buyer of a deal who withdraws, or withdrew: all that is on its account."""
    placed = [each for use in (Use.LINE, Use.UNALLOCATED) for each in accounts.placed_on_deal(look.tx, deal_id, use)]
    paid = sorted((each.value_date, each.amount_minor) for each in placed)
    kept = settlements.settlement_of(look.tx, deal_id)
    withdrawn_on = kept.settled_on if kept and kept.area_case == Case.WITHDRAWN else look.today
    return refund_on_withdrawal(paid, withdrawn_on, look.settings.withdrawal_interest_percent)


def to_pay_back(look: Look, deal: DealRow) -> tuple[int, date] | None:
    """Give what the office owes the buyer of a deal for its area, and by when; nothing where it owes nothing."""
    if deal.settled_on is None:
        return None
    if deal.settled_case == Case.WITHDRAWN:
        refund = refund_of(look, deal.id)
        return refund.total_minor, refund.due
    owed = -deal.settled_minor - deal.settled_back_minor
    return (owed, deal.settled_on + timedelta(days=REFUND_DAYS)) if owed > 0 else None


def is_measured(look: Look, measured: MeasuredDeal) -> bool:
    """Tell whether the areas that the contract settles by were measured."""
    if variant_of(look, measured) is Variant.INNER:
        return measured.measured_inner_area is not None and measured.contract_inner_area is not None
    return measured.measured_built_area is not None


def areas_of(look: Look, measured: MeasuredDeal) -> tuple[Areas, Areas | None]:
    """Give the areas that the contract settles by, and the inner ones beside built ones."""
    built = Areas(measured.contract_built_area, measured.measured_built_area or 0)
    inner = None
    if measured.contract_inner_area is not None and measured.measured_inner_area is not None:
        inner = Areas(measured.contract_inner_area, measured.measured_inner_area)
    if variant_of(look, measured) is Variant.INNER and inner is not None:
        return inner, None
    return built, inner


def price_told(look: Look, measured: MeasuredDeal) -> Reckoning:
    """Work out the price per m² that the contract settles by."""
    return contract_price_reckoned(measured.total_minor, areas_of(look, measured)[0].contract)


def _unit_price(look: Look, measured: MeasuredDeal) -> int:
    return price_told(look, measured).sum_minor


def settled_by(look: Look, measured: MeasuredDeal, choice: Choice | None) -> Settlement:
    """Settle the area of a deal by the project's rule.

    Raises:
        NoWithdrawal: the buyer cannot withdraw for so little.
    """
    areas, inner = areas_of(look, measured)
    return settle(
        areas,
        _unit_price(look, measured),
        variant=variant_of(look, measured),
        percent=percent_of(look, measured),
        choice=choice,
        inner=inner,
    )
