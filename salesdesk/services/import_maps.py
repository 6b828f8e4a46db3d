"""Maps of columns, saved under a name and offered again for files with the same header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import saved_maps
from db.saved_maps import SavedMapRow
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.import_kinds import IMPORT_RIGHTS, ImportKind
from salesdesk.domain.roles import Right
from salesdesk.domain.text import search_key, tidy
from salesdesk.importing.header_print import header_print
from salesdesk.importing.mapping import NO_COLUMN, map_columns, said_by_hand
from salesdesk.importing.rejects import own_columns
from salesdesk.language import tr
from salesdesk.services.desk import Change, Look, changes, sees

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """A saved map: the header it was made for, and by field the column as it can be said by hand (`-` for none)."""

    name: str
    kind: str
    header: tuple[str, ...]
    columns: dict[str, str]
    staff: str
    at: datetime


@changes("map.save", Right.SEE_BOARD)
def save_map(
    change: Change,
    kind: ImportKind,
    name: str,
    header: Sequence[str],
    by_hand: Mapping[str, str],
    first: Sequence[Sequence[str]] = (),
) -> MapAnswer:
    """Save which column is which field in files with a header; an older map of that kind and name makes way.

    The cells of the first rows tell whether a column of rooms tells their whole places.

    Raises:
        DeskError: a file of this kind could not be imported by such a map.
        NotPermitted: naming the roles that may import such a file.
    """
    change.demand(IMPORT_RIGHTS[kind])
    kept, own = map_name(name), own_columns(tuple(header))
    columns = said_by_hand(map_columns(own, kind, by_hand, first))
    before = _called(_of_kind(change, kind), kept)
    if before is None or (before.header, before.columns) != (own, columns):
        values = {"project_id": change.project_id, "kind": kind.value, "name": before.name if before else kept}
        print_ = header_print(kind, own)
        more = {"header_print": print_, "staff_id": change.actor.staff_id}
        saved_maps.keep_map(change.tx, {**values, **more}, own, columns)
        change.tell(
            "map.saved", map=values["name"], of=kind.value, header_print=print_,
            columns_before=_told(before.columns) if before else None, columns_after=_told(columns),
        )  # fmt: skip
    found = _called(_of_kind(change, kind), kept)
    assert found is not None
    return _answer(found)


def map_name(text: str) -> str:
    """Give a map's name as it is kept.

    Raises:
        BadValue: it is none.
    """
    kept = tidy(text)
    if not kept or len(kept) > LONGEST_NAME:
        raise BadValue(what=tr("map of columns"), value=text[:LONGEST_NAME], why=tr("a name has 1 to 60 characters"))
    return kept


@changes("map.remove", Right.SEE_BOARD)
def remove_map(change: Change, name: str, kind: ImportKind | None = None) -> MapAnswer:
    """Remove a saved map; the kind must be told where maps of several kinds have the name.

    Raises:
        NotFound: there is none of this name that one may use; those that are there are named.
        BadValue: there are several.
        NotPermitted: it is of a kind that one may not import, or there is no kind that one may.
    """
    there = _permitted(change, kind)
    found = [row for row in there if search_key(row.name) == search_key(name)]
    if not found:
        raise _unknown(name, there)
    if len(found) > 1:
        kinds = ", ".join(row.kind for row in found)
        raise BadValue(what=tr("map of columns"), value=name, why=tr("say of which kind: {kinds}").format(kinds=kinds))
    saved_maps.remove_map(change.tx, found[0].id)
    change.tell("map.removed", map=found[0].name, of=found[0].kind, columns_before=_told(found[0].columns))
    return _answer(found[0])


@sees(Right.SEE_BOARD)
def list_maps(look: Look, kind: ImportKind | None = None) -> list[MapAnswer]:
    """List the saved maps of the kinds of files that one may import, or of one kind.

    Raises:
        NotPermitted: there is no kind that one may import, or one is asked for that one may not.
    """
    return [_answer(row) for row in _permitted(look, kind)]


@sees(Right.SEE_BOARD)
def maps_for(look: Look, kind: ImportKind, header: Sequence[str]) -> list[MapAnswer]:
    """Give the maps that were saved for files of a kind with just this header, the last saved first."""
    look.demand(IMPORT_RIGHTS[kind])
    wanted = header_print(kind, header)
    found = [row for row in _of_kind(look, kind) if row.header_print == wanted]
    return [_answer(row) for row in sorted(found, key=lambda row: row.at, reverse=True)]


@sees(Right.SEE_BOARD)
def map_called(look: Look, kind: ImportKind, name: str) -> MapAnswer:
    """Give a saved map by its name.

    Raises:
        NotFound: there is none; those of the kind are named.
    """
    look.demand(IMPORT_RIGHTS[kind])
    there = _of_kind(look, kind)
    found = _called(there, name)
    if found is None:
        raise _unknown(name, there)
    return _answer(found)


def _permitted(look: Look, kind: ImportKind | None) -> list[SavedMapRow]:
    if kind is not None:
        look.demand(IMPORT_RIGHTS[kind])
        return _of_kind(look, kind)
    look.demand(*IMPORT_RIGHTS.values())
    rows = saved_maps.maps(look.tx, look.project_id)
    return [row for row in rows if look.may(IMPORT_RIGHTS[ImportKind(row.kind)])]


def _of_kind(look: Look, kind: ImportKind) -> list[SavedMapRow]:
    return [row for row in saved_maps.maps(look.tx, look.project_id) if row.kind == kind]


def _called(rows: Sequence[SavedMapRow], name: str) -> SavedMapRow | None:
    return next((row for row in rows if search_key(row.name) == search_key(name)), None)


def _unknown(name: str, there: Sequence[SavedMapRow]) -> NotFound:
    known = ", ".join(row.name for row in there) or tr("none")
    return NotFound(what=tr("map of columns"), value=name, hint=tr("Known are: {names}.").format(names=known))


def _told(columns: Mapping[str, str]) -> dict[str, str]:
    return {field: column for field, column in columns.items() if column != NO_COLUMN}


def _answer(row: SavedMapRow) -> MapAnswer:
    return MapAnswer(row.name, row.kind, row.header, row.columns, row.staff, row.at)
