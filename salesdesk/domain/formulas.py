"""Cells that a spreadsheet would take for a formula: written as plain text, and read back as they were."""

import re

_STARTS = r"'*(?:\s*[=+\-@＝＋－＠]|[\x00-\x1f\x7f])"
_DANGEROUS = re.compile(_STARTS)
_GUARDED = re.compile("'" + _STARTS)


def guard(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet could run (`=`, `+`, `-`, `@`, a control sign)."""
    return "'" + cell if _DANGEROUS.match(cell) else cell


def unguard(cell: str) -> str:
    """Take away the apostrophe that `guard` has put there; every other cell stays as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell
