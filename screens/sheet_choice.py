"""Which sheet of a workbook is read, or all that carry the same list: what there is to choose."""

from typing import Any

from salesdesk.domain.text import safe
from salesdesk.importing.rows import short
from salesdesk.language import tr
from salesdesk.services.import_preview import Preview
from screens.choice_picker import Choice, ChoicePicker

ALL = "\0"
"""Stands for all sheets; none is called so."""

LONGEST = 20


def sheet_picker(found: Preview) -> ChoicePicker:
    """Ask for a sheet, or for all."""
    like = _like(found)
    list_of = (
        tr("those with the list of {sheet}, as one import") if like else tr("those with the same list, as one import")
    )
    every = Choice(ALL, tr("all sheets"), list_of.format(sheet=safe(short(like or "", LONGEST))))
    chosen = ALL if found.by_sheet else found.read[0]
    return ChoicePicker(tr("Which sheet?"), [every, *(Choice(each, safe(each)) for each in found.sheets)], chosen)


def sheets_asked(found: Preview, chosen: str) -> dict[str, Any]:
    """Give what was chosen as the file is asked for it."""
    return {"sheet": _like(found), "all_sheets": True} if chosen == ALL else {"sheet": chosen}


def _like(found: Preview) -> str | None:
    """Give the sheet whose list is meant by all: the one that is looked at, if it can be imported as it is."""
    return None if found.refusals else found.read[0]
