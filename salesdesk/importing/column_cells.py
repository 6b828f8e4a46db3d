"""Columns whose names leave open what they are, where the cells below them say so."""

from collections.abc import Callable, Container, Mapping, Sequence

from salesdesk.importing.measures import parse_measure
from salesdesk.importing.payment_words import is_buyers_way
from salesdesk.importing.places import bare_room, is_whole_place
from salesdesk.importing.synonyms import Field, Title, values_of, whole_key


def cells_allow(field: Field, title: Title, place: int, first: Sequence[Sequence[str]]) -> bool:
    """Tell whether a column may be a field's by its cells in the first rows, where its name alone leaves that open."""
    says = _SAYING.get(field.name)
    if says is None or title.key not in field.if_said:
        return True
    cells = [row[place].strip() for row in first]
    return says([each for each in cells if each])


def settle_place(
    fields: Mapping[str, Field],
    columns: dict[str, int],
    titles: Sequence[Title],
    by_hand: Container[str],
    first: Sequence[Sequence[str]],
) -> None:
    """Let one column tell the whole place of a unit where no others do, and the others where they are enough.

    The number of a parking space beside a whole place is none of that, and tells no building.
    """
    code = fields.get("code")
    if code is None or "code" in by_hand:
        return
    if kind_of_room(columns, titles) and "room" not in by_hand:
        if "code" in columns:
            del columns["room"]
        return
    if columns.keys() >= set(code.instead_of) and any(fields[name].required for name in code.instead_of):
        columns.pop("code", None)
        return
    if columns.keys() & {"code", "building"} or "room" not in columns or "room" in by_hand:
        return
    if _are_places([row[columns["room"]] for row in first]):
        columns["code"] = columns.pop("room")


def kind_of_room(columns: Mapping[str, int], titles: Sequence[Title]) -> str:
    """Say what kind of unit a list is of where its column of rooms is called by that: 车位号; else nothing."""
    return values_of("kind_of_room").get(titles[columns["room"]].key, "") if "room" in columns else ""


def _are_places(cells: Sequence[str]) -> bool:
    return sum(map(is_whole_place, cells)) * 2 > len(cells)


def _are_of(words: Container[str], cells: Sequence[str]) -> bool:
    return bool(cells) and all(whole_key(cell) in words for cell in cells)


def _are_directions(cells: Sequence[str]) -> bool:
    return _are_of(values_of("direction"), cells)


def _are_states(cells: Sequence[str]) -> bool:
    return _are_of(values_of("status"), cells)


def _are_methods(cells: Sequence[str]) -> bool:
    return bool(cells) and all(map(is_buyers_way, cells))


def _are_rooms(cells: Sequence[str]) -> bool:
    return bool(cells) and all(bare_room(cell) and parse_measure(cell) is None for cell in cells)


_SAYING: dict[str, Callable[[Sequence[str]], bool]] = {
    "direction": _are_directions,
    "method": _are_methods,
    "room": _are_rooms,
    "status": _are_states,
    "unit": _are_places,
}
