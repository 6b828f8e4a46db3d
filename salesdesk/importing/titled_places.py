"""Buildings that no column tells, but the title above a list of units (`3号楼一房一价表`) or above each part of it."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from salesdesk.importing.blocks import Block, blocks_of
from salesdesk.importing.footers import Footing
from salesdesk.importing.notes import OF_TITLE, note
from salesdesk.importing.places import building_label, is_whole_place
from salesdesk.importing.problems import Problem
from salesdesk.importing.records import Records
from salesdesk.importing.rows import Row, short
from salesdesk.importing.synonyms import fields_of, header_key
from salesdesk.importing.totals import is_total
from salesdesk.importing.words import simplified

LONGEST = 100
ROOMS = 20
_N = "[一二三四五六七八九十]{1,3}"
_NAME = rf"[A-Za-z]?[0-9]{{1,3}}[A-Za-z]?|[A-Za-z]|{_N}"
_SEVERAL = r"[-~—–、,，/&和及至与共]"
_BUILDING = re.compile(
    rf"(?:第?(?:{_N}|[0-9])期)?第?(?<![0-9A-Za-z])(?:{_NAME})\s*(?:#\s*楼?|号楼|[栋幢座](?!号))"
    rf"|(?<=[楼栋幢]号[:：])\s*(?:{_NAME})(?![0-9A-Za-z])"
)
_BLOCK = re.compile(rf"([0-9]{{1,2}}|{_N}|[甲乙丙丁])\s*单元")
_ONE_OF_SEVERAL = re.compile(rf"{_SEVERAL}\s*$"), re.compile(rf"\s*{_SEVERAL}\s*(?:{_NAME})")


class Titled(NamedTuple):
    """What a list is with the places that its titles tell: the columns of these, its rows, and a word about it."""

    columns: tuple[str, ...]
    rows: "TitledRecords"
    told: Problem


class TitledRecords(Records):
    """Records with the place that the title above them tells in columns behind their own; titles are no records."""

    def __init__(self, records: Records, place: tuple[str, ...]) -> None:
        super().__init__(records.source, records.source_blocks, records.headers)
        self._place = place

    def __iter__(self) -> Iterator[Row]:
        place = self._place
        for row in super().__iter__():
            told = _place_of_row(row, len(place))
            if told:
                place = told
                self._note(row, "building_of_title", OF_TITLE)
            else:
                yield row if row.flaw else row._replace(cells=(*row.cells, *place))

    def blocks(self) -> Iterator[Block | Row]:
        """Give the same rows, most of them in blocks."""
        return blocks_of(self)

    def without(self, columns: Collection[int]) -> Records:
        """Give the records of the other columns alone; the place stays."""
        return TitledRecords(super().without(columns), self._place)


def titled_records(header: Sequence[str], titles: Sequence[str], records: Records) -> Titled | None:
    """Put the building that the titles above a list of units tell, and its block, into columns; `None` where none does.

    It is so when the header has a room and no building, and the titles name one building. Further down a line that
    says nothing but another one begins its rows; every line that says one thing must, and none may lack above a header.
    """
    if not _lacks_building(header, records):
        return None
    named = {told for title in titles if (told := place_in(title))}
    if len(named) != 1:
        return None
    place: tuple[str, ...] = tuple(filter(None, named.pop()))
    if not _are_all_named(records, len(place)):
        return None
    columns = ("楼栋", "单元")[: len(place)]
    title = next(title for title in titles if place_in(title))
    return Titled(columns, TitledRecords(records, place), note("building_of_title", OF_TITLE, text=short(title)))


def place_in(title: str) -> tuple[str, str] | None:
    """Give the building that a title names, and the block if it does; `None` where it names none, or several."""
    plain = simplified(unicodedata.normalize("NFKC", title[:LONGEST]))
    found = list(_BUILDING.finditer(plain))
    if not found or any(_is_one_of_several(plain, each) for each in found):
        return None
    if len({building_label(each[0]) for each in found}) > 1:
        return None
    blocks = {each[1] for each in _BLOCK.finditer(plain)}
    return None if len(blocks) > 1 else (found[0][0].strip(), next(iter(blocks), ""))


def _is_one_of_several(plain: str, found: re.Match[str]) -> bool:
    before, behind = _ONE_OF_SEVERAL
    return bool(before.search(plain, 0, found.start()) or behind.match(plain, found.end()))


def _lacks_building(header: Sequence[str], records: Records) -> bool:
    keys, fields = [header_key(name) for name in header], fields_of("units")
    rooms = [place for place, key in enumerate(keys) if key in fields["room"].names]
    surely = [place for place in rooms if keys[place] not in fields["room"].if_said]
    rooms = surely or rooms
    told = fields["building"].names | fields["code"].names
    if len(rooms) != 1 or not told.isdisjoint(keys):
        return False
    first = [row.cells[rooms[0]] for row, _ in zip(records, range(ROOMS), strict=False) if not row.flaw]
    return 2 * sum(map(is_whole_place, first)) <= len(first)


def _are_all_named(records: Records, width: int) -> bool:
    """Tell whether each line that says one thing names a place, and one stands above each header if any does."""
    footing, after, places, unnamed = Footing(), "title", 0, 0
    for row in records.source:
        if records.is_header(row):
            unnamed += after == "row"
            after = "header"
        elif not is_total(row.cells) and not footing.is_footer(row.cells, row.cells[0]):
            is_alone = sum(map(bool, map(str.strip, row.cells))) == 1
            if is_alone and not _place_of_row(row, width):
                return False
            places += is_alone
            after = "title" if is_alone else "row"
    return not (places and unnamed)


def _place_of_row(row: Row, width: int) -> tuple[str, ...] | None:
    """Give the place that a line names which says nothing else; it has a block where the others have."""
    said = [cell for cell in row.cells if cell.strip()]
    place = place_in(said[0]) if len(said) == 1 else None
    return place[:width] if place and bool(place[1]) == (width > 1) else None
