"""Where a unit is, as lists write it: building, block, floor and room, brought to the office's short form."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from salesdesk.domain.numerals import parse_numeral
from salesdesk.importing.totals import is_total_word
from salesdesk.importing.words import simplified

LONGEST = 40
_N = "[0-9]{1,3}|[零〇一二两三四五六七八九十]{1,3}"
_PHASE = re.compile(rf"第?({_N})\s*期|phase\s*([0-9]{{1,2}})", re.IGNORECASE)
_ZONE = re.compile(rf"(?<![0-9A-Za-z])([A-Za-z]|{_N}|[东西南北中]{{1,2}})\s*(区|组团|地块|标段)")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NO_BUILDING = re.compile(
    r"#(?:#*|REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)|=.*|true|false"
    rf"|[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}.*|[0-9]{{1,2}}月[0-9]{{1,2}}日|[0-9]{{1,2}}-(?:{_MONTH})|(?:{_MONTH})-[0-9]{{1,2}}",
    re.IGNORECASE,
)
"""What a spreadsheet makes of a formula that fails, of a word that it takes for one, and of `1-2`: a day."""

_BUILDING_END = re.compile(r"\s*(?:(?:号|#)\s*(?:住宅)?楼|栋|幢|座|#|号|楼|building|bldg)$", re.IGNORECASE)
_BUILDING = re.compile(
    r"(?:^|(?<=[^0-9A-Za-z]))((?:[A-Za-z]-?)?[0-9]{1,4}(?:-[0-9]{1,4})*[A-Za-z]?|[A-Za-z])$|(?<![0-9])([0-9]{1,4})$"
)
_BUILDING_IN_WORDS = re.compile("第?([一二三四五六七八九十]{1,3})$")
_BLOCK = re.compile(
    rf"(?:第|block|unit|entrance|stair|wing|no\.?)?\s*({_N}|[A-Za-z][0-9]?|[甲乙丙丁])\s*(?:单元|座|梯|号)?",
    re.IGNORECASE,
)
_BASEMENT = re.compile(rf"(?:B|-|负|地下|地下第)\s*({_N})\s*(?:层|楼|F|/F)?")
_FLOOR = re.compile(rf"(?:第|FLOOR|LEVEL|L|F)?\s*({_N})([A-E]?)\s*(?:层|楼|/F|F|FLOOR)?")
_SPAN = re.compile(rf"(?:第|F|L)?({_N})(?:层|楼|F)?\s*[-~—–至、/&+]\s*(?:第|F|L)?({_N})(?:层|楼|F)?")
_MEZZANINE = re.compile(rf"(?:第?({_N})|(?:B|-|负|地下)({_N}))?\s*(?:层|楼|F)?\s*(?:夹层|夹|MEZZANINE|M)")
_FLOOR_WORDS = {"首层": "1", "底层": "1", "G": "G", "GF": "G", "G/F": "G", "GROUND": "G", "LG/F": "LG", "UG/F": "UG"}
_BY_NAME = {"G": 0, "LG": -50, "UG": 50}
_ROOM_END = re.compile("(?:室|号房|号|房|户)$")
_LETTERED = re.compile(r"([A-Z]{1,2})-?([0-9]{1,5})")
_ROOM = re.compile(
    r"(?:[A-Z]{1,2}-[0-9]{1,5}|[0-9]{1,6}[A-Z]?|[A-Z]{1,2}[0-9]{0,6}"
    r"|[0-9]{1,3}[A-Z][0-9]{1,3}|[A-Z]?[0-9]{1,4}-[0-9]{1,4})"
)
_COLUMN = re.compile("[0-9]{2,3}[A-Z]?|[A-Z][0-9]?")
_DECIMAL = re.compile(r"(?a:\d+\.\d+)")
_PART_END = re.compile(r"((?:#[楼樓]|[号號]?[楼樓]|[栋棟幢座#层層]|[单單]元)(?!\s*$))")
_IS_FLOOR = re.compile(r"(?:层|楼|[0-9]F)$|^(?:B|负|地下)[0-9]")
_BETWEEN_PARTS = re.compile(r"[-—–－/\\_,，、]+")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_SHORT = re.compile("[0-9]{1,2}[A-Z]?|[A-Z][0-9]?")


@lru_cache(maxsize=4096)
def building_label(text: str) -> str:
    """Give a building's short name: `松风明月花园3栋`, `3号楼`, `Building 3` and `3` are all `3`.

    A phase and a zone stay part of it (`二期3栋` is `2期3`, `A区3栋` is `A区3`), for others have a building 3 too.

    Raises:
        ValueError: the text is no name.
    """
    plain = _plain(text)
    if not plain or len(plain) > LONGEST or not plain.isprintable() or is_total_word(plain):
        raise ValueError("no building")
    if _NO_BUILDING.fullmatch(plain):
        raise ValueError("no building: an error, a formula or a day")
    name = _BUILDING_END.sub("", simplified(plain))
    label = _building_number(name, named=len(name) < len(plain))
    if label is None:
        return plain
    phase, zone = _PHASE.search(name), _ZONE.search(name)
    if zone:
        label = f"{parse_numeral(zone[1]) or zone[1].upper()}{zone[2]}{label}"
    if phase is None:
        return label
    return f"P{int(phase[2])}-{label}" if phase[2] else f"{parse_numeral(phase[1])}期{label}"


def _building_number(name: str, named: bool) -> str | None:
    found = _BUILDING.search(name)
    if found:
        label = (found[1] or found[2]).upper()
        return str(int(label)) if label.isdigit() else label
    words = _BUILDING_IN_WORDS.search(name) if named else None
    number = parse_numeral(words[1]) if words else None
    return None if number is None else str(number)


@lru_cache(maxsize=1024)
def block_label(text: str) -> str:
    """Give a block's short name: `1单元`, `一单元` and `1` are `1`; `0` is no block, the empty text.

    Raises:
        ValueError: the text is no block.
    """
    found = _BLOCK.fullmatch(simplified(_plain(text)))
    if not found:
        raise ValueError("no block")
    number = parse_numeral(found[1])
    if number is None:
        return found[1].upper()
    return str(number) if number else ""


@lru_cache(maxsize=1024)
def floor_label(text: str) -> tuple[str, int]:
    """Give a floor's short name and its place from below: `31层` is `31`, `3A` is above `3`, `B1` below `G`.

    A unit over two floors is on `1-2`, between them as `1M`, the mezzanine above the first, is.

    Raises:
        ValueError: the text is no floor.
    """
    plain = simplified(_plain(text)).upper()
    plain = _FLOOR_WORDS.get(plain, plain)
    if plain in _BY_NAME:
        return plain, _BY_NAME[plain]
    if found := _SPAN.fullmatch(plain):
        return _span(parse_numeral(found[1]), parse_numeral(found[2]))
    if found := _MEZZANINE.fullmatch(plain):
        return _mezzanine(found[1], found[2])
    below, above = _BASEMENT.fullmatch(plain), _FLOOR.fullmatch(plain)
    found = below or above
    number = parse_numeral(found[1]) if found else None
    if number is None:
        raise ValueError("no floor")
    if below:
        return f"B{number}", -100 * number
    letter = above[2] if above else ""
    return f"{number}{letter}", 100 * number + (ord(letter) - 64 if letter else 0)


def _span(first: int | None, last: int | None) -> tuple[str, int]:
    """Name the floors that one unit goes over: two or three, one above the other."""
    if first is None or last is None or not 1 <= last - first <= 2:
        raise ValueError("no floor: no two above each other")
    return f"{first}-{last}", 100 * first + 50


def _mezzanine(above: str | None, below: str | None) -> tuple[str, int]:
    number = parse_numeral(above or below or "1")
    if number is None:
        raise ValueError("no floor")
    if below:
        return f"B{number}M", -100 * number + 50
    return f"{number if above else ''}M", 100 * number + 50


@lru_cache(maxsize=65536)
def room_label(text: str, floor: str) -> tuple[str, str]:
    """Give the whole room and its column: `01` on floor 31 is `3101` in column `01`, and so is `3101`.

    Raises:
        ValueError: the text is no room.
        RoomElsewhere: it is a whole room number that belongs to another floor.
    """
    floor = floor.partition("-")[0]  # over several floors, a unit has its number on the lowest
    room = _room(_within(text.strip().upper(), floor))
    column = room[len(floor) :] if room.startswith(floor) else ""
    if _COLUMN.fullmatch(column):
        return room, column
    letters, figures = _parted(room)
    if letters and figures.startswith(floor) and _COLUMN.fullmatch(figures[len(floor) :]):
        return room, letters + figures[len(floor) :]  # a shop, S101
    if _SHORT.fullmatch(room):
        column = room.zfill(2) if room.isdigit() else room
    elif floor.startswith("B") and (room.isdigit() or letters):
        column = room  # a parking space
    else:
        raise RoomElsewhere(room)
    return floor + column, column


def _within(text: str, floor: str) -> str:
    """Leave out the floor before a room where a dash parts them (`3-301`), or letters follow, as at parking spaces."""
    rest = text.removeprefix(floor).removeprefix("-") if text.startswith(floor) else ""
    return rest if rest and (text.startswith(f"{floor}-") or _LETTERED.fullmatch(rest)) else text


def _parted(room: str) -> tuple[str, str]:
    """Part the letters that a room begins with from its figures; nothing where it has none."""
    found = _LETTERED.fullmatch(room)
    return (found[1], found[2]) if found else ("", "")


def floor_of_room(text: str) -> tuple[str, int]:
    """Give the floor that a whole room number names, with its place from below: `3101` is on `31`, `3A01` on `3A`.

    Raises:
        ValueError: the text is no whole room number.
    """
    room = _room(text)
    letters, figures = _parted(room)
    floor = room[:-2]
    if letters and not letters.startswith("B"):  # a shop, S101; B101 is below the ground
        floor = figures[:-2]
    if not floor.strip("0") or not room[-2:].isdigit():
        raise ValueError("no whole room")
    return floor_label(floor)


class Place(NamedTuple):
    """Where a unit is: building, block, the floor with its place from below, the room with its column."""

    building: str
    block: str
    floor: tuple[str, int]
    room: tuple[str, str]


@lru_cache(maxsize=4096)
def whole_place(text: str) -> Place:
    """Read a place that stands in one cell: `3-1-3101`, `3栋1单元3101室`, `3#-3101`, `3栋12层1201`.

    Raises:
        ValueError: the text does not tell building and room, or tells more.
    """
    parts = [each.strip() for each in _BETWEEN_PARTS.split(_PART_END.sub(r"\1-", _plain(text))) if each.strip()]
    if not 2 <= len(parts) <= len(Place._fields):
        raise ValueError("no whole place")
    building, *inside, room = parts
    tells_floor = len(inside) == 2 or (inside and _IS_FLOOR.search(simplified(inside[0])))
    floor = floor_label(inside.pop()) if tells_floor else floor_of_room(room)
    return Place(building_label(building), block_label(inside[0]) if inside else "", floor, room_label(room, floor[0]))


def is_whole_place(text: str) -> bool:
    """Tell whether a text tells a whole place."""
    try:
        return bool(whole_place(text))
    except ValueError:
        return False


def bare_room(text: str) -> str:
    """Give a room that is told without its building (`201室` is `201`), or what is called so on one floor: `01`, `A`.

    Nothing where a text is none.
    """
    try:
        return _room(text)
    except ValueError:
        return ""


class RoomElsewhere(ValueError):
    """A whole room number on a floor that it does not name."""


def _room(text: str) -> str:
    room = _ROOM_END.sub("", simplified(_plain(text)).upper())
    if not _ROOM.fullmatch(room):
        raise ValueError("no room")
    if _LETTERED.fullmatch(room):
        return room.replace("-", "")
    return room.lstrip("0") if room.isdigit() and len(room) > 2 else room


def _plain(text: str) -> str:
    """Fold white space and width, and let a number that became a decimal one (`3101.0`) be what it was.

    Raises:
        ValueError: it is a decimal number otherwise.
    """
    plain = " ".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).split())
    if not _DECIMAL.fullmatch(plain):
        return plain
    whole, _, part = plain.partition(".")
    if part.strip("0"):
        raise ValueError("no floor, block, room or building: a decimal number")
    return whole
