"""One import from the dry run to the result: what is asked, what runs, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from salesdesk.domain.text import safe
from salesdesk.importing.tables import Table
from salesdesk.language import ntr, sentence, tr, word
from salesdesk.services.desk import Desk
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.import_orders import ImportOrder, carry_out
from screens.dialogs import Notice, Question
from screens.import_options import options_said
from screens.import_progress import ProgressDialog
from screens.import_words import answer_said, changes_said
from screens.office_place import Office

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
        lines = [changes_said(seen), *answer_said(seen), options_said(self.order)]
        if seen.rejected:
            back = ntr("{count} row is rejected and comes back in {file}", "{count} rows are rejected and come back in {file}", seen.rejected)  # fmt: skip # noqa: E501
            lines.append(sentence(back.format(count=f"{seen.rejected:,}", file=safe(str(self.order.rejects)))))
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
    order = replace(job.order, rejects=None) if dry_run else job.order
    return carry_out(desk, order, job.table, dry_run=dry_run, progress=progress)
