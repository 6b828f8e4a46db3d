"""Which saved map a file is read by: those that were saved for its header, none, or saving one."""

from collections.abc import Sequence

from salesdesk.domain.text import safe
from salesdesk.language import ntr, show_short_date, tr, tr_in
from salesdesk.services.import_maps import MapAnswer
from screens.choice_picker import Choice, ChoicePicker
from screens.dialogs import Field, Form

PLAIN, SAVE = "plain", "save"


def map_picker(maps: Sequence[MapAnswer], *, may_save: bool) -> ChoicePicker:
    """Ask by which map the columns are read."""
    saved = [Choice(_key(each), safe(each.name), _origin(each)) for each in maps]
    plain = Choice(PLAIN, tr("by what the columns are called"))
    save = [Choice(SAVE, tr("+ save these columns under a name"))] if may_save else []
    said = ntr(
        "{count} map was saved for files with this header.", "{count} maps were saved for files with this header.",
        len(maps),
    )  # fmt: skip
    title = tr("By which map are the columns read?")
    return ChoicePicker(title, [*saved, plain, *save], details=said.format(count=len(maps)))


def chosen_map(maps: Sequence[MapAnswer], chosen: str) -> dict[str, str]:
    """Give the columns of the map that was chosen; nothing is said by hand without one."""
    return next((each.columns for each in maps if _key(each) == chosen), {})


def save_form() -> Form:
    """Ask for the name under which the columns are kept."""
    said = tr("They are offered for every file of this kind with the same header.")
    return Form(tr("Save these columns"), [Field("name", tr_in("thing", "Name"))], said)


def _key(each: MapAnswer) -> str:
    return f"map {each.name}"


def _origin(each: MapAnswer) -> str:
    said = tr("saved by {staff}, {day}")
    return said.format(staff=safe(each.staff), day=show_short_date(each.at.date()))
