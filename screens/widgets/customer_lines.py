"""A customer as a line of a list, as the head of a record, and what was agreed with them as rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content

from salesdesk.domain.money import format_minor
from salesdesk.domain.phones import show_phone
from salesdesk.domain.text import in_one_line, safe
from salesdesk.language import N_, show_date, show_day, show_time, tr
from salesdesk.services.customer_record import CustomerRecord
from salesdesk.services.customers import CustomerAnswer
from screens.widgets.cell_width import cut, fit, wrapped
from screens.widgets.row_columns import Cell, Column, Row, Tone

NAME, PHONE, LABEL = 20, 14, 11
HOLDS, DEALS, VISITS = N_("HOLDS"), N_("DEALS"), N_("VISITS")


def customer_line(each: CustomerAnswer, width: int) -> Content:
    """Write a customer in one line: name, phone, what they look for."""
    start = f"{fit(safe(each.name), NAME)} {fit(_phone(each), PHONE)} "
    return Content(start + cut(safe(each.needs), max(width - NAME - PHONE - 2, 0)))


def customer_columns(with_rep: bool) -> tuple[Column, ...]:
    """Give the columns of the list; whose customer it is matters to those who see more than their own."""
    return (
        Column(tr("name"), least=12, most=30),
        Column(tr("phone")),
        Column(tr("looks for"), least=16, most=60, rank=1),
        Column(tr("rep"), least=6, most=16, rank=0 if with_rep else 3),
        Column(tr("source"), least=6, most=16, rank=2),
    )


def customer_rows(found: Sequence[CustomerAnswer]) -> tuple[Row, ...]:
    """Write the customers of the list."""
    return tuple(
        Row(
            str(each.customer_id),
            (
                Cell(safe(each.name)),
                Cell(_phone(each)),
                Cell(safe(each.needs)),
                Cell(safe(each.staff), "dim"),
                Cell(safe(each.source), "dim"),
            ),
        )
        for each in found
    )


def _phone(each: CustomerAnswer) -> str:
    return show_phone(each.phones[0]) if each.phones else ""


def person_lines(each: CustomerAnswer, width: int) -> list[Content]:
    """Write who somebody is, with a label before each thing that is known."""
    known = (
        (tr("phone"), "  ".join(map(show_phone, each.phones))),
        (tr("id number"), safe(each.id_number)),
        (tr("employer"), safe(each.employer)),
        (tr("looks for"), safe(each.needs)),
        (tr("source"), safe(each.source)),
        (tr("note"), safe(in_one_line(each.note))),
        (tr("rep"), safe(each.staff)),
    )
    name = Content.styled(cut(f"{safe(each.name)}  C-{each.customer_id}", width), "bold")
    return [name, *(line for label, text in known if text for line in _labelled(label, text, width))]


def _labelled(label: str, text: str, width: int) -> Iterator[Content]:
    for at, line in enumerate(wrapped(text, max(width - LABEL, 8))):
        yield Content.assemble(Content.styled(fit("" if at else label, LABEL), "dim"), line)


def agreed_columns() -> tuple[Column, ...]:
    """Give the columns of what was agreed."""
    return Column(), Column(least=9), Column(least=10, most=60), Column(is_right=True)


def agreed_rows(record: CustomerRecord, now: datetime) -> tuple[Row, ...]:
    """Write the holds, deals and visits of a customer; what lies behind is dim."""
    return (*_holds(record, now), *_deals(record), *_visits(record, now))


def _holds(record: CustomerRecord, now: datetime) -> Iterator[Row]:
    for each in record.holds:
        until = each.expires_at.astimezone(now.tzinfo)
        left = max(int((until - now).total_seconds() // 60), 0)
        told = tr("to decide, by {rep}") if each.undecided else tr("{n} min left, by {rep}")
        said = told.format(n=left, rep=safe(each.staff))
        when = tr("until {time}").format(time=show_time(until))
        yield Row(f"unit:{each.unit}", (Cell(when), Cell(safe(each.unit)), Cell(said), Cell()), tr(HOLDS))


def _deals(record: CustomerRecord) -> Iterator[Row]:
    for each in record.deals:
        tone: Tone = "" if each.live else "dim"
        state = each.deal_id if each.live else tr("{deal}, ended").format(deal=each.deal_id)
        cells = (
            Cell(show_date(each.ordered_on), tone),
            Cell(safe(each.unit), tone),
            Cell(state, tone),
            Cell(format_minor(each.total_minor), tone),
        )
        yield Row(each.deal_id, cells, tr(DEALS))


def _visits(record: CustomerRecord, now: datetime) -> Iterator[Row]:
    for each in record.visits:
        at = each.at.astimezone(now.tzinfo)
        when = Cell(f"{show_day(at.date())} {show_time(at)}", "dim" if each.done_at else "")
        came = safe(tr(each.outcome)) if each.done_at else tr("to come") if at > now else tr("not closed")
        said = " · ".join(filter(None, (came, safe(each.note))))
        row = (when, Cell(safe(each.unit or "")), Cell(said, when.tone), Cell())
        yield Row(f"visit:{each.id}", row, tr(VISITS))


def agreed_lines(record: CustomerRecord, now: datetime, width: int) -> list[Content]:
    """Write what was agreed for a narrow place beside a list."""
    lines: list[Content] = []
    group = ""
    for row in agreed_rows(record, now):
        if row.group != group:
            group = row.group
            lines += [Content(""), Content.styled(group, "bold")]
        dim = row.cells[0].tone == "dim"
        text = "  ".join(cell.text for cell in row.cells if cell.text)
        lines += [Content.styled(line, "dim" if dim else "") for line in wrapped(text, width)]
    return lines
