"""The log of what happened: shown, its head, and whether log and books are true."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import Call, call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import given, whole
from salesdesk.domain.errors import Exit
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.services.audit import AuditAnswer, EventAnswer

app = nouns()
log = noun(app, "audit", N_("The log of what happened; nothing in it is ever changed."))


@command(log, "show")
def show(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", metavar="SEQ", help=N_("After this event; without it, the latest"))
    ] = None,
    limit: Annotated[str, typer.Option("--limit", metavar="N", help=N_("How many at most"))] = "100",
    unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only of this unit"))] = None,
    deal: Annotated[str | None, typer.Option("--deal", metavar="DEAL", help=N_("Only of this deal"))] = None,
) -> None:
    """Show events, oldest first."""
    from salesdesk.services.audit import show_events

    call = call_of(ctx)
    after = given(lambda text: whole(tr("event"), text), since)
    rows = show_events(call.desk, after, whole(tr("number"), limit), unit, deal)
    call.show(rows, lambda _: _table(call, rows), {"events": rows})


def _table(call: Call, rows: "list[EventAnswer]") -> str:
    from salesdesk.cli.documents import dumped
    from salesdesk.cli.tables import table

    heads = (tr("event"), tr("when"), tr("who"), tr("where"), tr("what"), "")
    lines = [(each.seq, call.local(each.at), each.who, each.terminal, each.kind, dumped(each.facts)) for each in rows]
    return table(heads, lines, {0})


@command(log, "head")
def head(ctx: typer.Context) -> None:
    """Print the end of the log: kept elsewhere, it shows later whether anything before it was changed."""
    from salesdesk.services.audit import audit_head

    call = call_of(ctx)
    call.show(audit_head(call.desk), "{head}")


@command(log, "verify")
def verify(
    ctx: typer.Context,
    head: Annotated[
        str | None, typer.Option("--head", metavar="SEQ:HASH", help=N_("An end of the log that was kept elsewhere"))
    ] = None,
) -> None:
    """Check every event, and what the events say against the tables; names the first thing that is not true."""
    from salesdesk.services.audit import parse_head
    from salesdesk.services.audit import verify as check

    call = call_of(ctx)
    answer = check(call.desk, given(parse_head, head))
    call.show(answer, _verdict)
    if not answer.ok:
        raise typer.Exit(Exit.REFUSED)


def _verdict(answer: "AuditAnswer") -> str:
    from salesdesk.cli.output import lines

    if answer.ok:
        return lines(tr("{count} events are whole, and the books say the same.").format(count=answer.checked))
    return lines("\n".join([tr("NOT TRUE: {problem}").format(problem=answer.problem), *answer.contradictions[1:]]))
