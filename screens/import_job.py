"""One import from the dry run to the result: what is asked, what runs, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from salesdesk.domain.money import format_minor
from salesdesk.domain.text import safe
from salesdesk.importing.tables import Table
from salesdesk.language import ntr, show_date, tr, word
from salesdesk.services.desk import Desk
from salesdesk.services.import_orders import ImportOrder, carry_out
from salesdesk.services.importing import ImportAnswer
from salesdesk.services.price_files import PricesAnswer
from salesdesk.services.receipt_files import ReceiptsAnswer
from screens.dialogs import Notice, Question
from screens.import_options import options_said
from screens.import_progress import ProgressDialog
from screens.office_place import Office
from screens.widgets.import_rows import counted

Then = Callable[[ImportAnswer], None]


@dataclass(frozen=True, slots=True)
class ImportJob:
    """A file that is open, and what shall be done with it."""

    order: ImportOrder
    table: Table

    def dry_run(self, office: Office, then: Then) -> None:
        """See what would come of it."""
        title = tr("Looking what {file} would change").format(file=safe(self.table.name))
        self._run(office, title, then, dry_run=True)

    def ask(self, office: Office, seen: ImportAnswer, then: Then) -> None:
        """Ask whether what a dry run has seen shall be written, and write it."""
        if seen.read == seen.rejected:
            said = tr("No row of it can be imported. What is wrong stands beside each column.")
            office.open(Notice(tr("Nothing to import"), said))
            return
        question = tr("Import {kind} from {file}?").format(kind=word(self.order.kind), file=safe(self.table.name))
        office.open(Question(question, self._what_happens(seen)), partial(self._answered, office, then))

    def _what_happens(self, seen: ImportAnswer) -> str:
        lines = [_changes(seen), *answer_said(seen), options_said(self.order)]
        if seen.rejected:
            back = ntr("{count} row is rejected and comes back in {file}", "{count} rows are rejected and come back in {file}", seen.rejected)  # fmt: skip # noqa: E501
            lines.append(back.format(count=f"{seen.rejected:,}", file=safe(str(self.order.rejects))) + ".")
        return "\n".join(filter(None, lines))

    def _answered(self, office: Office, then: Then, yes: bool | None) -> None:
        if yes:
            self._run(office, tr("Importing {file}").format(file=safe(self.table.name)), then, dry_run=False)

    def _run(self, office: Office, title: str, then: Then, *, dry_run: bool) -> None:
        work = partial(_carry_out, office.desk, self, dry_run)
        office.open(
            ProgressDialog(title, work, dry_run=dry_run), lambda answer: then(answer) if answer is not None else None
        )


def _carry_out(desk: Desk, job: ImportJob, dry_run: bool, progress: "Callable[..., None]") -> ImportAnswer:
    return carry_out(desk, job.order, job.table, dry_run=dry_run, progress=progress)


def _changes(seen: ImportAnswer) -> str:
    """Say how many rows would do what; what none would do is not said."""
    told = (
        (seen.new, ntr("{count} row is new", "{count} rows are new", seen.new)),
        (seen.changed, ntr("{count} changes what is there", "{count} change what is there", seen.changed)),
        (seen.same, ntr("{count} is there already", "{count} are there already", seen.same)),
    )
    return ", ".join(said.format(count=f"{count:,}") for count, said in told if count) + "."


def answer_said(answer: ImportAnswer) -> list[str]:
    """Say in words what came of a file beside its rows: sums, and the price list it became."""
    said = []
    if answer.list_total_minor:
        said.append(tr("List prices: {total}").format(total=format_minor(answer.list_total_minor)))
    if isinstance(answer, ReceiptsAnswer) and answer.booked_minor:
        over = format_minor(answer.unallocated_minor)
        booked = tr("Booked: {total}, of it unallocated {over}")
        said.append(booked.format(total=format_minor(answer.booked_minor), over=over))
    if isinstance(answer, ReceiptsAnswer) and answer.unclaimed:
        loose = ntr("{count} payment for no deal that is known: {total}", "{count} payments for no deal that is known: {total}", answer.unclaimed)  # fmt: skip # noqa: E501
        said.append(loose.format(count=answer.unclaimed, total=format_minor(answer.unclaimed_minor)))
    if isinstance(answer, PricesAnswer) and answer.price_list and answer.valid_from:
        listed = tr("{name} counts from {day}.")
        said.append(listed.format(name=safe(answer.price_list), day=show_date(answer.valid_from)))
    return said


def result_said(answer: ImportAnswer) -> str:
    """Say what came of a file."""
    lines = [counted(answer.read, answer.new, answer.changed, answer.same, answer.rejected), *answer_said(answer)]
    if answer.rejects_file:
        back = tr("The rejected rows are in {file}, each with its reason: mend them there and import that file.")
        lines.append(back.format(file=safe(answer.rejects_file)))
    return "\n".join(lines)
