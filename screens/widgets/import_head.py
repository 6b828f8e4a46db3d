"""What is said of a file that is about to be imported, above its fields and above what is wrong with it."""

from collections.abc import Iterator

from textual.content import Content

from salesdesk.domain.text import safe
from salesdesk.importing.refusals import ColumnMissing
from salesdesk.importing.rows import short
from salesdesk.language import explain, ntr, tr, word
from salesdesk.services.import_orders import ImportOrder
from salesdesk.services.import_preview import Checked, Preview
from screens.import_options import options_said

NAMES = 40
"""So much is said of the names of several sheets."""


def file_said(found: Preview, order: ImportOrder) -> Content:
    """Say which file it is, how it was read, and how it will be imported."""
    title = tr("{kind} from {file}").format(kind=word(order.kind), file=safe(found.file))
    told = " · ".join(filter(None, (*_how(found), options_said(order))))
    hint = tr("enter chooses a column · ← → other rows · * is needed")
    return Content.assemble(Content.styled(title, "bold"), f"\n{told}\n", Content.styled(hint, "dim"))


def _how(found: Preview) -> Iterator[str]:
    yield found.format
    if found.by_sheet:
        names = safe(short(", ".join(found.read), NAMES))
        yield tr("{count} sheets as one: {names}").format(count=len(found.read), names=names)
        return
    if len(found.sheets) > 1:
        (sheet,) = found.read
        of = tr("sheet {name} ({place} of {count}; s for another or all)")
        yield of.format(name=safe(sheet), place=found.sheets.index(sheet) + 1, count=len(found.sheets))
    if found.header_line:
        yield tr("header in line {line}").format(line=found.header_line)


def problems_said(found: Preview, checked: Checked | None, so_far: int = 0) -> str:
    """Say why it cannot be imported yet, or how many of all rows have a problem by themselves."""
    if found.refusals:
        return " ".join(_refusal(found, each) for each in found.refusals)
    if checked is None:
        return " ".join(filter(None, (tr("Checking all rows …"), f"{so_far:,}" if so_far else "")))
    if not checked.rejected:
        said = ntr(
            "{count} row, by itself without fault; d compares it with what is there.",
            "{count} rows, by themselves without fault; d compares them with what is there.",
            checked.read,
        )
        return said.format(count=f"{checked.read:,}")
    said = ntr(
        "{count} of {read} rows cannot be imported:", "{count} of {read} rows cannot be imported:", checked.rejected
    )
    return said.format(count=f"{checked.rejected:,}", read=f"{checked.read:,}")


def _refusal(found: Preview, refusal: Exception) -> str:
    if isinstance(refusal, ColumnMissing):
        labels = {each.name: each.label for each in found.fields}
        missing = [labels.get(str(name), str(name)) for name in refusal.details["missing"]]  # type: ignore[attr-defined]
        return tr("No column is known for: {fields}. Press enter on one to choose it.").format(
            fields=", ".join(missing)
        )
    return explain(refusal) if hasattr(refusal, "details") else str(refusal)  # type: ignore[arg-type]
