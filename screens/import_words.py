"""What came of a file, or would, in words: its rows, its sums, and what the kind has of its own."""

from collections.abc import Iterator

from salesdesk.domain.money import format_minor
from salesdesk.domain.text import safe
from salesdesk.language import ntr, sentence, show_date, tr
from salesdesk.services.customer_files import CustomersAnswer
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.price_files import PricesAnswer
from salesdesk.services.receipt_files import ReceiptsAnswer
from screens.widgets.import_rows import counted


def changes_said(seen: ImportAnswer) -> str:
    """Say how many rows would do what; what none would do is not said."""
    told = (
        (seen.new, ntr("{count} row is new", "{count} rows are new", seen.new)),
        (seen.changed, ntr("{count} changes what is there", "{count} change what is there", seen.changed)),
        (seen.same, ntr("{count} is there already", "{count} are there already", seen.same)),
    )
    return sentence(*(said.format(count=f"{count:,}") for count, said in told if count))


def answer_said(answer: ImportAnswer) -> Iterator[str]:
    """Say what came of a file beside its rows."""
    if answer.list_total_minor:
        yield tr("List prices: {total}").format(total=format_minor(answer.list_total_minor))
    if isinstance(answer, ReceiptsAnswer):
        yield from _money_said(answer)
    elif isinstance(answer, CustomersAnswer) and answer.merged:
        put = ntr(
            "{count} row was put together with a customer who was known or stood before it",
            "{count} rows were put together with customers who were known or stood before them",
            answer.merged,
        )
        yield sentence(put.format(count=f"{answer.merged:,}"))
    elif isinstance(answer, PricesAnswer) and answer.price_list and answer.valid_from:
        said = tr("{name} counts from {day}.")
        yield said.format(name=safe(answer.price_list), day=show_date(answer.valid_from))


def _money_said(answer: ReceiptsAnswer) -> Iterator[str]:
    if answer.booked_minor:
        said = tr("Booked: {total}, of it unallocated {over}")
        total, over = format_minor(answer.booked_minor), format_minor(answer.unallocated_minor)
        yield said.format(total=total, over=over)
    if answer.unclaimed:
        said = ntr(
            "{count} payment for no deal that is known: {total}",
            "{count} payments for no deal that is known: {total}",
            answer.unclaimed,
        )
        yield said.format(count=answer.unclaimed, total=format_minor(answer.unclaimed_minor))


def result_said(answer: ImportAnswer) -> str:
    """Say what came of a file."""
    lines = [counted(answer.read, answer.new, answer.changed, answer.same, answer.rejected), *answer_said(answer)]
    if answer.rejects_file:
        back = tr("The rejected rows are in {file}, each with its reason: mend them there and import that file.")
        lines.append(back.format(file=safe(answer.rejects_file)))
    return "\n".join(lines)
