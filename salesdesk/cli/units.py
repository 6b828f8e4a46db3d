"""Units: the board, one unit's card, why it can or cannot be sold, holding and keeping back."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import Customer, Minutes, Reason, Unit
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, nouns
from salesdesk.cli.values import choice, day, given, moment, whole
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from db.claims import HoldRow
    from salesdesk.domain.board import Tile
    from salesdesk.domain.units import Lock
    from salesdesk.services.board import BoardAnswer, UnitCard
    from salesdesk.services.holds import UnitMoved
    from salesdesk.services.why import WhyAnswer

app = nouns()
HELD = N_("{unit} is held for {customer} until {expires_at}. It can be extended {extensions_left} times.")
Kind = Annotated[
    str,
    typer.Option("--kind", metavar="KIND", help=N_("show_flat, mortgaged, seized, own_use, barter or authority")),
]


@command(app, "board")
def board(
    ctx: typer.Context,
    building: Annotated[str | None, typer.Argument(metavar="BUILDING", help=N_("One building alone"))] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("With the holds gone by then"))] = None,
    wall: Annotated[bool, typer.Option("--wall", help=N_("For all to see: no names, no prices"))] = False,
) -> None:
    """Show the board: every unit with its state, and how many are in each."""
    from salesdesk.cli.board_text import board_text
    from salesdesk.services.board import read_board

    call = call_of(ctx)
    answer = read_board(call.desk, building, given(lambda text: moment(text, call.zone), at))
    title = f"{answer.project}  {call.local(answer.at)}"
    tiles = [] if call.asked.json else _on_the_wall(answer) if wall else answer.tiles
    call.show(answer, lambda _: board_text(title, answer.counts, tiles), _board_document(answer, wall=wall))


def _on_the_wall(answer: "BoardAnswer") -> list["Tile"]:
    return [replace(tile, mine=False, minutes_left=None, undecided=False) for tile in answer.tiles]


def _board_document(answer: "BoardAnswer", *, wall: bool) -> dict[str, object]:
    hidden = {"id", "staff_id", "floor_sort"} | (
        {"customer", "staff", "list_price_minor", "undecided"} if wall else set()
    )
    units = [{name: value for name, value in asdict(row).items() if name not in hidden} for row in answer.units]
    head = {"project": answer.project, "at": answer.at, "seq": answer.seq, "counts": answer.counts}
    return {**head, "units": units}


@command(app, "unit")
def unit(ctx: typer.Context, unit: Unit, explain: Explain = False) -> None:
    """Show a unit's card: areas, prices, state, who has it, history."""
    from salesdesk.cli.unit_text import unit_text
    from salesdesk.services.board import unit_card
    from salesdesk.services.unit_sums import explain_unit

    call = call_of(ctx)
    answer = unit_card(call.desk, unit)
    explained = explain_unit(call.desk, unit) if explain else None
    show_explained(call, answer, lambda card: unit_text(card, call.local), explained, _unit_document(answer))


def _unit_document(card: "UnitCard") -> dict[str, object]:
    hidden = {"id", "project_id", "floor_sort", "batch_id", "state"}
    found = {name: value for name, value in asdict(card.unit).items() if name not in hidden}
    inner = card.unit.inner_area
    found["shared_area"] = None if inner is None else card.unit.built_area - inner
    rest = {name: value for name, value in asdict(card).items() if name not in {"unit", "holder"}}
    return {"unit": card.unit.code, **found, **rest, "claim": card.holder and asdict(card.holder)}


@command(app, "why")
def why(ctx: typer.Context, unit: Unit) -> None:
    """Say whether a unit can be sold now, and if not: each reason, and who can change it."""
    from salesdesk.services.why import why_not

    call = call_of(ctx)
    call.show(why_not(call.desk, unit), _why_text)


def _why_text(answer: "WhyAnswer") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.domain.roles import Role
    from salesdesk.language import word

    if answer.sellable:
        return lines(tr("{unit} can be sold now.").format(unit=answer.unit))
    reason = tr("{reason}. {help} (Can be changed by: {roles}.)")
    roles = [", ".join(word(Role(role)) for role in each.who_can_change) for each in answer.reasons]
    found = zip(answer.reasons, roles, strict=True)
    said = ["  " + reason.format(reason=each.message, help=each.help, roles=names) for each, names in found]
    return lines("\n".join([tr("{unit} cannot be sold now:").format(unit=answer.unit), *said]))


@command(app, "hold")
def hold(ctx: typer.Context, unit: Unit, customer: Customer, minutes: Minutes = None) -> None:
    """Hold a unit for a customer. `salesdesk hold extend UNIT` gives it more time, `hold list` shows those that run."""
    from salesdesk.services.holds import place_hold

    call = call_of(ctx)
    call.show(place_hold(call.desk, unit, customer, _minutes(minutes)), tr(HELD))


@command(app, "hold extend")
def extend(ctx: typer.Context, unit: Unit, minutes: Minutes = None) -> None:
    """Give a running hold more time, as often as the project allows."""
    from salesdesk.services.holds import extend_hold

    call = call_of(ctx)
    call.show(extend_hold(call.desk, unit, _minutes(minutes)), tr(HELD))


def _minutes(text: str | None) -> int | None:
    return given(lambda minutes: whole(tr("number of minutes"), minutes), text)


@command(app, "hold list")
def holds(ctx: typer.Context) -> None:
    """List the holds that run, the next to expire first."""
    from salesdesk.cli.tables import table
    from salesdesk.services.holds import list_holds

    call = call_of(ctx)
    heads = (tr("unit"), tr("customer"), tr("by"), tr("until"), tr("paid"), "")
    rows = list_holds(call.desk)
    call.show(
        rows,
        lambda _: table(heads, [_hold_line(each, call.local) for each in rows], {4}),
        {"holds": [{**asdict(each), "claim_id": each.id} for each in rows]},
    )


def _hold_line(row: "HoldRow", local: "Callable[[datetime], str]") -> tuple[str, ...]:
    from salesdesk.domain.money import format_minor

    paid = format_minor(row.money_minor) if row.money_minor else ""
    return row.unit, row.customer, row.staff, local(row.expires_at), paid, tr("to decide") if row.undecided else ""


@command(app, "release")
def release(ctx: typer.Context, unit: Unit) -> None:
    """Give a held unit back, or put a withheld one on sale again."""
    from salesdesk.services.holds import release_hold

    call = call_of(ctx)
    _moved(call, release_hold(call.desk, unit))


@command(app, "withhold")
def withhold(
    ctx: typer.Context,
    unit: Unit,
    reason: Reason,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help=N_("The last day"))],
) -> None:
    """Keep a free unit back from sale, with a reason and an end."""
    from salesdesk.services.holds import withhold as keep_back

    call = call_of(ctx)
    _moved(call, keep_back(call.desk, unit, reason, day(until)))


@command(app, "lock")
def lock(ctx: typer.Context, unit: Unit, kind: Kind, reason: Reason) -> None:
    """Lay a lock over a unit: nobody can claim it until the lock is lifted."""
    from salesdesk.services.holds import lock_unit

    call = call_of(ctx)
    answer = lock_unit(call.desk, unit, _lock(kind), reason)
    call.show(answer, tr("{unit} is locked."))


@command(app, "unlock")
def unlock(ctx: typer.Context, unit: Unit, kind: Kind) -> None:
    """Lift a lock."""
    from salesdesk.services.holds import unlock_unit

    call = call_of(ctx)
    answer = unlock_unit(call.desk, unit, _lock(kind))
    call.show(answer, tr("The lock on {unit} is lifted."))


def _lock(text: str) -> "Lock":
    from salesdesk.domain.units import Lock

    return choice(Lock, tr("kind of lock"), text)


def _moved(call: Call, answer: "UnitMoved") -> None:
    from salesdesk.domain.units import UnitState
    from salesdesk.language import word

    said = {"unit": answer.unit, "state": word(UnitState(answer.state))}
    call.show(answer, lambda _: tr("{unit} is {state} now.").format(**said))
