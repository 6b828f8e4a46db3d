"""The rows that were refused, given back as csv with the reason beside each, to be mended and sent again."""

import csv
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

from salesdesk.domain.formulas import guard
from salesdesk.importing.problems import Problem, RejectedRow
from salesdesk.importing.refusals import FileUnwritable
from salesdesk.importing.tables import Table
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from _csv import Writer

KEPT_ENCODINGS = frozenset({"gb18030", "utf-16"})
COLUMNS = (N_("line"), N_("column"), N_("value"), N_("reason"))
BETWEEN = " | "


def write_rejects(path: Path, table: Table, rows: Iterable[RejectedRow]) -> int:
    """Write rejected rows with line, column, value and reason; tells how many there were.

    Text comes back in its own encoding and delimiter (UTF-8 with the mark that spreadsheets want), a workbook
    as csv. The file is complete or not there, and only its owner can read it.

    Raises:
        FileUnwritable: there is no room, no permission, or a folder of that name.
    """
    try:
        if "\0" in str(path) or (path.exists() and not path.is_file()):
            raise FileUnwritable(file=str(path), why=tr("it is not an ordinary file"))
        return _replace(path, table, rows)
    except OSError as failure:
        raise FileUnwritable(file=str(path), why=failure.strerror or str(failure)) from None


def _replace(path: Path, table: Table, rows: Iterable[RejectedRow]) -> int:
    handle, unfinished = mkstemp(dir=path.parent, prefix=".rejects-")
    try:
        encoding = table.encoding if table.encoding in KEPT_ENCODINGS else "utf-8-sig"
        with open(handle, "w", encoding=encoding, errors="replace", newline="") as file:
            count = _write(csv.writer(file, delimiter=table.delimiter or ","), table.header, rows)
            file.flush()
            os.fsync(handle)
        os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)
        raise
    return count


def _write(output: "Writer", header: tuple[str, ...], rows: Iterable[RejectedRow]) -> int:
    output.writerow([guard(cell) for cell in (*header, *map(tr, COLUMNS))])
    count = 0
    for row in rows:
        output.writerow([guard(cell) for cell in _cells(row, len(header))])
        count += 1
    return count


def _cells(row: RejectedRow, width: int) -> tuple[str, ...]:
    blanks = ("",) * (width - len(row.cells))
    columns, values = (BETWEEN.join(each) for each in zip(*map(_where, row.problems), strict=True))
    return (*row.cells, *blanks, str(row.line), columns, values, BETWEEN.join(map(_reason, row.problems)))


def _where(problem: Problem) -> tuple[str, str]:
    return problem.column, problem.value


def _reason(problem: Problem) -> str:
    return tr("{sentence}; accepted: {accepted}").format(sentence=problem.sentence, accepted=problem.accepted)
