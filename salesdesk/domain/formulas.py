"""Cells that a spreadsheet would take for a formula: written as plain text, and read back as they were."""

import re

_STARTS = r"'*(?:\s*[=+\-@＝＋－＠]|[\x00-\x1f\x7f`])"
_DANGEROUS = re.compile(_STARTS)
_GUARDED = re.compile("'" + _STARTS)
_KEPT_AS_TEXT = re.compile('="([^"]*)"')


def guard(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet could run (`=`, `+`, `-`, `@`, a control sign).

    So it is put before one that begins with a grave accent, which would be read without it.
    """
    return "'" + cell if _DANGEROUS.match(cell) else cell


def unguard(cell: str) -> str:
    """Take away the apostrophe that `guard` has put there; every other cell stays as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell


def plain_cell(cell: str) -> str:
    """Read a cell of a text file: without such an apostrophe, and `="0123"`, which keeps a spreadsheet off, as 0123.

    For the same end paying services put a grave accent before each cell.
    """
    kept = _KEPT_AS_TEXT.fullmatch(cell)
    return kept[1] if kept else cell[1:] if cell[:1] == "`" else unguard(cell)


def may_be_kept_as_text(text: str) -> bool:
    """Tell cheaply whether one of the cells of which a text is made may be another when it is read (`plain_cell`)."""
    return "'" in text or '="' in text or "`" in text
