"""Customers and their visits."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import CustomerName, Note
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import moment, number
from salesdesk.domain.text import in_one_line
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from db.customers import AppointmentRow
    from salesdesk.services.customers import CustomerAnswer

app = nouns()
customers = noun(app, "customer", N_("The people who buy."))
visits = noun(app, "visit", N_("Visits that are agreed on."))
Needs = Annotated[str | None, typer.Option("--needs", metavar="TEXT", help=N_("What they look for"))]
Source = Annotated[str | None, typer.Option("--source", metavar="TEXT", help=N_("How they found us"))]
NoteIfAny = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("What to remember about it"))]


@command(customers, "add")
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Their name"))],
    phone: Annotated[list[str], typer.Option("--phone", metavar="PHONE", help=N_("A phone; may be repeated"))],
    needs: Needs = None,
    source: Source = None,
    note: NoteIfAny = None,
) -> None:
    """Add a customer with at least one phone."""
    from salesdesk.services.customers import add_customer

    call = call_of(ctx)
    answer = add_customer(call.desk, name, phone, source or "", needs or "", note or "")
    call.show(answer, tr("Customer {customer_id}: {name}, {phones}."))


@command(customers, "show")
def show(ctx: typer.Context, customer: CustomerName) -> None:
    """Show a customer's record and visits."""
    from salesdesk.services.customers import list_visits, show_customer

    call = call_of(ctx)
    answer, appointments = show_customer(call.desk, customer), list_visits(call.desk, customer)
    visits = [_visit(each) for each in appointments]
    call.show(answer, lambda given: _card(given) + _visits(call, appointments), {**_record(answer), "visits": visits})


def _record(answer: "CustomerAnswer") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(answer)


def _card(answer: "CustomerAnswer") -> str:
    from salesdesk.cli.tables import card

    return card(
        [
            (tr("customer"), answer.customer_id),
            (tr("name"), answer.name),
            (tr("phones"), ", ".join(answer.phones)),
            (tr("id number"), answer.id_number),
            (tr("employer"), answer.employer),
            (tr("rep"), answer.staff),
            (tr("source"), answer.source),
            (tr("needs"), answer.needs),
            (tr("note"), in_one_line(answer.note)),
        ]
    )


@command(customers, "find")
def find(
    ctx: typer.Context,
    typed: Annotated[str, typer.Argument(metavar="TEXT", help=N_("Part of a name, its pinyin or a phone"))] = "",
) -> None:
    """Find customers; without a text, the latest."""
    from salesdesk.cli.tables import table
    from salesdesk.services.customers import find_customers

    call = call_of(ctx)
    rows = find_customers(call.desk, typed)
    heads = (tr("customer"), tr("name"), tr("phones"), tr("rep"), tr("needs"))
    lines = [(each.customer_id, each.name, ", ".join(each.phones), each.staff, each.needs) for each in rows]
    call.show(rows, lambda _: table(heads, lines, {0}), {"customers": rows})


@command(customers, "edit")
def edit(
    ctx: typer.Context,
    customer: CustomerName,
    needs: Needs = None,
    source: Source = None,
    note: NoteIfAny = None,
) -> None:
    """Write what was learned about a customer; what is not given stays."""
    from salesdesk.services.customers import edit_customer

    call = call_of(ctx)
    call.show(edit_customer(call.desk, customer, needs=needs, note=note, source=source), _card)


@command(visits, "add")
def agree(
    ctx: typer.Context,
    customer: CustomerName,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help=N_("When: YYYY-MM-DD HH:MM"))],
    unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("What to show them"))] = None,
    note: Note = "",
) -> None:
    """Agree on a visit."""
    from salesdesk.services.customers import add_visit

    call = call_of(ctx)
    answer = add_visit(call.desk, customer, moment(at, call.zone), unit, note)
    call.show(answer, tr("Visit {visit_id}: {customer} comes on {at}."))


@command(visits, "done")
def done(
    ctx: typer.Context,
    visit: Annotated[str, typer.Argument(metavar="VISIT", help=N_("The visit's number"))],
    outcome: Annotated[str, typer.Option("--outcome", metavar="TEXT", help=N_("What became of it"))] = "came",
) -> None:
    """Write what became of a visit."""
    from salesdesk.services.customers import close_visit

    call = call_of(ctx)
    answer = close_visit(call.desk, number("visit", visit), outcome)
    call.show(replace(answer, outcome=tr(answer.outcome)), tr("Visit {visit_id} of {customer}: {outcome}."), answer)


@command(visits, "list")
def listing(ctx: typer.Context, customer: CustomerName) -> None:
    """List a customer's visits, latest first."""
    from salesdesk.services.customers import list_visits

    call = call_of(ctx)
    rows = list_visits(call.desk, customer)
    call.show(rows, lambda given: _visits(call, given).lstrip("\n"), {"visits": [_visit(each) for each in rows]})


def _visit(row: "AppointmentRow") -> dict[str, object]:
    return {
        "visit_id": row.id,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "at": row.at,
        "unit": row.unit,
        "staff": row.staff,
        "note": row.note,
        "outcome": row.outcome,
    }


def _visits(call: Call, rows: "list[AppointmentRow]") -> str:
    from salesdesk.cli.tables import table

    heads = (tr("visit"), tr("at"), tr("unit"), tr("note"), tr("outcome"))
    lines = [(each.id, call.local(each.at), each.unit, each.note, tr(each.outcome)) for each in rows]
    return "\n\n" + table(heads, lines, {0}) if rows else ""
