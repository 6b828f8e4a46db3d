"""Lists of customers in blocks of plain rows: what surely is good is settled by columns, the rest is read row by row.

It knows no rule of its own: what is not plainly right in the eyes of the rules that `customers` reads by is given back
as a row, for those to accept or to refuse with a reason.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from itertools import compress, repeat
from typing import Any, NamedTuple

from salesdesk.domain.text import search_key, tidy
from salesdesk.importing.blocks import Block
from salesdesk.importing.customers import (
    LONGEST_NAME,
    LONGEST_TEXT,
    CustomerRecord,
    is_masked,
    is_name,
    plain_text,
)
from salesdesk.importing.identity import parse_id_number
from salesdesk.importing.known_cells import ODD, KnownCells, without_odd
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.moments import parse_moments
from salesdesk.importing.phone_cells import plain_number, plain_numbers
from salesdesk.importing.row_reading import ABSENT
from salesdesk.importing.rows import Row

CustomerValues = tuple[Any, ...]
"""A customer's line, name, its search form and Latin letters, id number, employer, source, needs, note, rep, the note
of their visits, and a number for name and employer together (none without an employer)."""

PhoneValues = tuple[int, int, int]
"""A phone: its customer's line, its place among theirs, its figures in the international form."""

VisitValues = tuple[int, int, int, int | None]
"""A visit: its customer's line, when it was, its day (from 1 January of year 1), its minute if one is told."""

Said = tuple[str, str]
MOST_KNOWN, MOST_NAMES = 20_000, 32_768
_HAN_NAMES = re.compile(rf"(?:[一-龥]{{1,{LONGEST_NAME}}}\n)+")
"""Names that are their own search form."""

_ODD_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What in a text needs a reader's judgement: what is invisible, and other ends of a line."""


@dataclass(frozen=True)
class CustomerTerms:
    """By what lists of customers are read: the region of phones, staff by the search form of their names.

    `letters` gives the Latin letters of a name, `moment` when a visit was, `importer` whose the customers are of whom a
    list tells no rep; `by_work` says whether people of one name and employer are looked for.
    """

    region: str
    staff: Mapping[str, int]
    letters: Callable[[str], str]
    moment: Callable[[date, time | None], int]
    importer: int
    by_work: bool = True


@dataclass
class GoodCustomers:
    """Some customers of a list with their phones and visits, each in any order."""

    rows: list[CustomerValues] = field(default_factory=list)
    phones: list[PhoneValues] = field(default_factory=list)
    visits: list[VisitValues] = field(default_factory=list)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    def add(self, more: "GoodCustomers") -> None:
        """Take some more."""
        self.rows += more.rows
        self.phones += more.phones
        self.visits += more.visits


class _Columns(NamedTuple):
    """A block read column by column, as it is put into rows."""

    names: Sequence[str]
    keys: Sequence[str]
    letters: Sequence[str]
    papers: Sequence[str]
    employers: Sequence[str]
    sources: Sequence[str]
    needs: Sequence[str]
    notes: Sequence[str]
    reps: Sequence[int]
    visit_notes: Sequence[str]
    works: Sequence[int | None]


class PlainCustomers:
    """Settle blocks of a list of customers under one map of columns."""

    def __init__(self, columns: ColumnMap, terms: CustomerTerms) -> None:
        self._places, self._terms = columns.columns, terms
        self._names = KnownCells(_named, most=MOST_KNOWN)
        self._letters = lru_cache(MOST_NAMES)(terms.letters)
        self._papers = KnownCells(_paper, "", most=MOST_KNOWN)
        self._employers = KnownCells(_employer, ("", ""), most=MOST_KNOWN)
        self._sources = KnownCells(_word, "", most=MOST_KNOWN)
        self._texts = KnownCells(plain_text, "", most=100)
        self._reps = KnownCells(self._rep, terms.importer)
        self._visits = KnownCells(self._moments, (), most=MOST_KNOWN)

    def settle(self, block: Block) -> tuple[GoodCustomers, Sequence[Row]]:
        """Give the customers that surely are good, and every other row as it is."""
        odd: set[int] = set()
        first, second = (self._phones(block, name, odd) for name in ("phone", "phone_2"))
        visits = self._read(block, "visits", self._visits, odd, ())
        columns = self._columns(block, odd)
        if None in first:
            known = zip(first, second, columns.papers, strict=True)
            odd.update(at for at, said in enumerate(known) if not any(said))
        good = [at not in odd for at in range(block.size)] if odd else None
        rows = _chosen(zip(block.lines, *columns, strict=True), good)
        phones = _chosen(zip(block.lines, first, second, strict=True), good)
        found = GoodCustomers(rows, _placed(phones))
        if "visits" in self._places:
            moments = _chosen(zip(block.lines, visits, strict=True), good)
            found.visits = [(line, *each) for line, all_of_it in moments for each in all_of_it]
        return found, [block.row(at) for at in sorted(odd)]

    def values(self, record: CustomerRecord) -> GoodCustomers:
        """Give what was read row by row in the same form."""
        key, employer = search_key(record.name), record.employer
        work = work_number(key, employer) if employer and self._terms.by_work else None
        told = record.id_number, employer, record.source, record.needs, record.note
        letters, rep = self._letters(record.name), record.staff_id or self._terms.importer
        phones = [(record.line, place, int(each[1:])) for place, each in enumerate(record.phones)]
        visits = [(record.line, *self._moment(*each)) for each in record.visits]
        row = (record.line, record.name, key, letters, *told, rep, record.visit_note, work)
        return GoodCustomers([row], phones, list({each[1]: each for each in reversed(visits)}.values()))

    def _columns(self, block: Block, odd: set[int]) -> _Columns:
        names, keys = self._named(block, odd)
        employers, works = self._worked(block, keys, odd)
        return _Columns(
            names=names,
            keys=keys,
            letters=list(map(self._letters, names)),
            papers=self._read(block, "id_number", self._papers, odd, ""),
            employers=employers,
            sources=self._read(block, "source", self._sources, odd, ""),
            needs=self._text(block, "needs", odd),
            notes=self._text(block, "note", odd),
            reps=self._read(block, "staff", self._reps, odd, self._terms.importer),
            visit_notes=self._text(block, "visit_note", odd),
            works=works,
        )

    def _cells(self, block: Block, name: str) -> Sequence[str]:
        return block.columns[self._places[name]]

    def _read(self, block: Block, name: str, known: KnownCells, odd: set[int], absent: Any) -> Sequence[Any]:
        if name not in self._places:
            return [absent] * block.size
        return known.settle(self._cells(block, name), odd, absent)

    def _named(self, block: Block, odd: set[int]) -> tuple[Sequence[str], Sequence[str]]:
        """Give the names and their search forms; plain ones all at once."""
        cells = self._cells(block, "name")
        if _HAN_NAMES.fullmatch("\n".join(cells) + "\n") and ABSENT.isdisjoint(cells):
            return cells, cells
        names, keys = zip(*self._names.settle(cells, odd, ("", "")), strict=True)
        return names, keys

    def _worked(self, block: Block, keys: Sequence[str], odd: set[int]) -> tuple[Sequence[str], Sequence[int | None]]:
        """Give the employers, and a number for each name with its employer."""
        if "employer" not in self._places:
            return [""] * block.size, [None] * block.size
        said = self._read(block, "employer", self._employers, odd, ("", ""))
        employers, their_keys = zip(*said, strict=True)
        if not self._terms.by_work:
            return employers, [None] * block.size
        works: list[int | None] = list(map(hash, zip(keys, their_keys, strict=True)))
        if "" in employers:
            works = [work if employer else None for work, employer in zip(works, employers, strict=True)]
        return employers, works

    def _text(self, block: Block, name: str, odd: set[int]) -> Sequence[str]:
        """Read a column of free text; plain ones all at once."""
        if name not in self._places:
            return [""] * block.size
        cells = self._cells(block, name)
        if not any(cells):
            return cells
        text = "\n".join(cells)
        if text.count("\n") >= len(cells) or max(map(len, cells)) > LONGEST_TEXT or _ODD_TEXT.search(text):
            return self._texts.settle(cells, odd, "")
        found = list(map(str.strip, cells))
        return found if ABSENT.isdisjoint(found) else ["" if each in ABSENT else each for each in found]

    def _phones(self, block: Block, name: str, odd: set[int]) -> Sequence[int | None]:
        """Read a column of phones, of which each cell has one or none; other rows are noted."""
        if name not in self._places:
            return [None] * block.size
        cells, region = self._cells(block, name), self._terms.region
        plain = plain_numbers(cells, region)
        if plain is not None:
            return plain
        found = [None if each in ABSENT else plain_number(each, region) or ODD for each in map(str.strip, cells)]
        return without_odd(found, odd, None)

    def _rep(self, name: str) -> int:
        return self._terms.staff.get(search_key(name), ODD)

    def _moments(self, text: str) -> tuple[tuple[int, int, int | None], ...]:
        """Read the visits of a cell, each time once."""
        moments = [self._moment(*each) for each in parse_moments(text)]
        if len({each[0] for each in moments}) < len(moments):
            raise ValueError("one time told twice")
        return tuple(moments)

    def _moment(self, day: date, at: time | None) -> tuple[int, int, int | None]:
        return self._terms.moment(day, at), day.toordinal(), at.hour * 60 + at.minute if at else None


def work_number(name_key: str, employer: str) -> int:
    """Give a number that two have in common who are of one name and employer; it lasts as long as this process.

    Others may have it, too, if seldom.
    """
    return hash((name_key, search_key(employer)))


def _chosen(found: Any, good: Sequence[bool] | None) -> list[Any]:
    return list(found if good is None else compress(found, good))


def _placed(found: Sequence[tuple[int, int | None, int | None]]) -> list[PhoneValues]:
    """Give each phone its place; the same one twice in a row is one."""
    lines, first, second = zip(*found, strict=True) if found else ((), (), ())
    if None not in first and not any(second):
        return list(zip(lines, repeat(0), first))
    phones = [(line, 0, one) for line, one, _ in found if one]
    return phones + [(line, int(bool(one)), two) for line, one, two in found if two and two != one]


def _named(text: str) -> Said:
    name = tidy(text)
    if not is_name(name):
        raise ValueError("no name")
    return name, search_key(name)


def _word(text: str) -> str:
    return tidy(plain_text(text, word=True))


def _employer(text: str) -> Said:
    word = _word(text)
    return word, search_key(word)


def _paper(text: str) -> str:
    if is_masked(text):
        raise ValueError("masked")
    return parse_id_number(text)
