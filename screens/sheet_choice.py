"""Which sheet of a workbook is read, or all that carry the same list: what there is to choose."""

from salesdesk.domain.text import safe
from salesdesk.language import tr
from salesdesk.services.import_preview import Preview
from screens.choice_picker import Choice, ChoicePicker

ALL = "\0"
"""Stands for all sheets; none is called so."""


def sheet_picker(found: Preview) -> ChoicePicker:
    """Ask for a sheet, or for all."""
    every = Choice(ALL, tr("all sheets"), tr("those with the same list, as one import"))
    chosen = found.read[0] if len(found.read) == 1 else ALL
    return ChoicePicker(tr("Which sheet?"), [every, *(Choice(each, safe(each)) for each in found.sheets)], chosen)
