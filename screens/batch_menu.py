"""The batches of a project: what a release of one would do, its release, and another permit or opening for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from salesdesk.domain.text import safe
from salesdesk.language import ntr, tr, tr_in
from salesdesk.services.batches import (
    ReleaseAnswer,
    change_batch,
    list_batches,
    preview_release,
    release_batch,
)
from salesdesk.services.desk import Desk
from salesdesk.services.reason_words import by_reason
from salesdesk.services.release_words import release_said
from screens.change_menu import Doer
from screens.dialogs import Field, Form, Notice
from screens.moments import read_moment
from screens.office_place import Office

if TYPE_CHECKING:
    from db.batches import BatchRow

RELEASE = "release_batch"
MOST = 9
"""As many batches can be chosen by a digit; the latest to open stand first."""


@dataclass(frozen=True, slots=True)
class Batches:
    """The batches of a project, and what releasing each that was not released would do."""

    rows: Sequence[tuple["BatchRow", ReleaseAnswer | None]]


def read_batches(desk: Desk) -> Batches:
    """Read the batches, the latest to open first, and try the release of those that were not released."""
    rows = list_batches(desk)[::-1][:MOST]
    return Batches([(each, None if each.released_at else preview_release(desk, each.name)) for each in rows])


def open_batch_menu(screen: Doer, office: Office, found: Batches) -> None:
    """List the batches, each with permit, opening and state; one is chosen by its number."""
    choices: dict[str, Callable[[], None]] = {
        _line(office, batch): partial(_open_batch, screen, office, batch, trial) for batch, trial in found.rows
    }
    said = tr("Units are released together, under a permit.") if choices else tr("There is no batch yet.")
    hint = "" if choices else "\n" + tr("`salesdesk batch add NAME --permit NO --opens TIME` makes one.")
    office.open(Notice(tr("Batches"), said + hint, list(choices)), lambda chosen: choices[chosen]() if chosen else None)


def _line(office: Office, batch: "BatchRow") -> str:
    state = tr_in("batch", "released") if batch.released_at else tr_in("batch", "not released")
    units = ntr("{count} unit", "{count} units", batch.units).format(count=batch.units)
    opens = _moment(office, batch.opens_at)
    said = tr("{batch} · {permit} · opens {time} · {units} · {state}")
    return said.format(batch=safe(batch.name), permit=safe(batch.permit_no), time=opens, units=units, state=state)


def _moment(office: Office, at: datetime) -> str:
    return f"{at.astimezone(office.local_now().tzinfo):%Y-%m-%d %H:%M}"


def _open_batch(screen: Doer, office: Office, batch: "BatchRow", trial: ReleaseAnswer | None) -> None:
    choices: dict[str, Callable[[], None]] = {}
    said = tr("It is released.")
    if trial is not None:
        said = release_words(trial)
        if trial.released:
            release = partial(screen.do, RELEASE, partial(release_batch, screen.keyed_desk, batch.name))
            choices[tr("Release it now")] = release
    choices[tr("Another permit or opening")] = partial(_ask_change, screen, office, batch)
    office.open(Notice(_line(office, batch), said, list(choices)), lambda chosen: choices[chosen]() if chosen else None)


def release_words(answer: ReleaseAnswer) -> str:
    """Say how many units a release puts, or would put, on sale, and why the others stay."""
    stay = by_reason((each.unit, each.reason) for each in answer.refused)
    return safe(release_said(answer)) + "".join(f"\n{safe(each)}" for each in stay)


def _ask_change(screen: Doer, office: Office, batch: "BatchRow") -> None:
    read = partial(read_moment, now=office.local_now())
    fields = [
        Field("permit", tr("Permit"), batch.permit_no),
        Field("opens", tr("Opens"), _moment(office, batch.opens_at), tr("2026-08-31 15:30, or 15:30"), read),
    ]

    def answered(given: dict[str, Any] | None) -> None:
        if given is not None:
            work = partial(change_batch, screen.keyed_desk, batch.name, given["permit"], given["opens"])
            screen.do("change_batch", work)

    office.open(Form(tr("Change {batch}").format(batch=safe(batch.name)), fields), answered)
