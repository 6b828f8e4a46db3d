"""Which sheet of a workbook is read, or all that carry the same list: what there is to choose."""

from typing import Any

from salesdesk.domain.text import safe
from salesdesk.language import tr
from salesdesk.services.import_preview import Preview
from screens.choice_picker import Choice, ChoicePicker

ALL = "\0"
"""Stands for all sheets; none is called so."""


def sheet_picker(found: Preview) -> ChoicePicker:
    """Ask for a sheet, or for all."""
    every = Choice(ALL, tr("all sheets"), tr("those with the same list, as one import"))
    chosen = ALL if found.by_sheet else found.read[0]
    return ChoicePicker(tr("Which sheet?"), [every, *(Choice(each, safe(each)) for each in found.sheets)], chosen)


def sheets_asked(chosen: str) -> dict[str, Any]:
    """Give what was chosen as the file is asked for it."""
    return {"all_sheets": True} if chosen == ALL else {"sheet": chosen}
