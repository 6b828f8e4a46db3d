"""Lists of customers in blocks of plain rows: what surely is good is settled by columns, the rest is read row by row.

It knows no rule of its own: what is not plainly right in the eyes of the rules that `customers` reads by is given back
as a row, for those to accept or to refuse with a reason.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from operator import xor
from typing import Any

from salesdesk.domain.text import search_key, tidy
from salesdesk.importing.blocks import Block, joined, without_rows
from salesdesk.importing.customers import (
    LONGEST_NAME,
    LONGEST_TEXT,
    CustomerRecord,
    is_masked,
    is_name,
    joined_needs,
    plain_text,
)
from salesdesk.importing.identity import parse_id_number
from salesdesk.importing.known_cells import ODD, KnownCells
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.moments import parse_moments
from salesdesk.importing.phone_cells import plain_number, plain_numbers
from salesdesk.importing.row_reading import ABSENT
from salesdesk.importing.rows import Row
from salesdesk.importing.synonyms import NEEDS, VISITS
from salesdesk.importing.unlike_lines import unlike

Columns = Sequence[Sequence[Any]]
Said = tuple[str, str]
PAPER, REP, WORK = 4, 9, 11
"""The places of the id number, the rep, and the number for name and employer among the columns."""

PLACE, FIGURES = 1, 2
"""The places of a phone's place and of its figures among the columns of phones."""

NO_EMPLOYER = ("", 0)
MOST_KNOWN = 10_000
_HAN_NAMES = re.compile(rf"(?:[一-龥]{{1,{LONGEST_NAME}}}\n)+")
"""Names that are their own search form."""

_ODD_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What in a text needs a reader's judgement: what is invisible, and other ends of a line."""


@dataclass(frozen=True)
class CustomerTerms:
    """By what lists of customers are read: the region of phones, staff by the search form of their names.

    `letters` gives the Latin letters of names, `moment` when a visit was, `importer` whose the customers are of whom a
    list tells no rep; `by_work` says whether people of one name and employer are looked for.
    """

    region: str
    staff: Mapping[str, int]
    letters: Callable[[Sequence[str]], list[str]]
    moment: Callable[[date, time | None], int]
    importer: int
    by_work: bool = True


@dataclass(frozen=True, slots=True)
class GoodCustomers:
    """Some customers of a list with their phones and visits, each column by column and in any order.

    rows: line, name, its search form (none where that is the name), its Latin letters, id number, employer, source,
    needs, note, rep, the note of their visits, and a number for name and employer together (none without an employer);
    a column of which a list says nothing may be none throughout. phones: line, place among theirs, figures in the
    international form. visits: line, when it was, its day (from 1 January of year 1), its minute if one is told.
    """

    rows: Columns = ((),) * 12
    phones: Columns = ((),) * 3
    visits: Columns = ((),) * 4

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows[0])

    @classmethod
    def of(cls, parts: Sequence["GoodCustomers"]) -> "GoodCustomers":
        """Put parts together."""
        if len(parts) == 1:
            return parts[0]
        return cls(*(joined([getattr(each, name) for each in parts]) for name in ("rows", "phones", "visits")))


class PlainCustomers:
    """Settle blocks of a list of customers under one map of columns."""

    def __init__(self, columns: ColumnMap, terms: CustomerTerms) -> None:
        self._map, self._places, self._terms = columns, columns.columns, terms
        self._names = KnownCells(_named, most=MOST_KNOWN)
        self._papers = KnownCells(_paper, "", most=MOST_KNOWN)
        self._employers = KnownCells(_employer, NO_EMPLOYER, most=MOST_KNOWN)
        self._sources = KnownCells(_word, "", most=MOST_KNOWN)
        self._texts = KnownCells(plain_text, "", most=100)
        self._reps = KnownCells(self._rep, terms.importer)
        self._tells_visits = not self._places.keys().isdisjoint(VISITS)
        self._visits = {
            name: KnownCells(partial(self._told_moments, columns.day_orders.get(name, "")), (), most=MOST_KNOWN)
            for name in VISITS
        }

    def settle(self, block: Block) -> tuple[GoodCustomers, Sequence[Row]]:
        """Give the customers that surely are good, and every other row as it is."""
        odd: set[int] = set()
        first, second = (self._phones(block, name, odd) for name in ("phone", "phone_2"))
        visits = self._told_visits(block, odd)
        rows = self._columns(block, odd)
        if None in first:
            nobody = (at for at, one in enumerate(first) if one is None and not second[at] and not rows[PAPER][at])
            odd.update(nobody)
        columns: Columns = (*rows, first, second, visits)
        apart = sorted(odd)
        *rows, first, second, visits = without_rows(columns, apart)
        moments = _moments(rows[0], visits) if self._tells_visits else GoodCustomers().visits
        return GoodCustomers(rows, _placed(rows[0], first, second), moments), [block.row(at) for at in apart]

    def values(self, record: CustomerRecord) -> GoodCustomers:
        """Give what was read row by row in the same form."""
        key, employer = search_key(record.name), record.employer
        work = work_number(key, employer) if employer and self._terms.by_work else None
        told = record.id_number, employer, record.source, record.needs, record.note
        (letters,), rep = self._terms.letters((record.name,)), record.staff_id or self._terms.importer
        row = (record.line, record.name, key, letters, *told, rep, record.visit_note, work)
        phones = [(record.line, place, int(each[1:])) for place, each in enumerate(record.phones)]
        moments = {moment: (moment, *rest) for moment, *rest in (self._moment(*each) for each in record.visits)}
        visits = [(record.line, *each) for each in moments.values()]
        empty = GoodCustomers()
        return GoodCustomers(
            [[each] for each in row],
            list(zip(*phones, strict=True)) if phones else empty.phones,
            list(zip(*visits, strict=True)) if visits else empty.visits,
        )

    def _columns(self, block: Block, odd: set[int]) -> list[Sequence[Any]]:
        names, keys = self._named(block, odd)
        employers, works = self._worked(block, keys or names, odd)
        plain = not _ODD_TEXT.search(block.text)
        note, visit_note = (self._text(block, name, odd, plain) for name in ("note", "visit_note"))
        return [
            block.lines,
            names,
            keys or [None] * block.size,
            self._terms.letters(names),
            self._read(block, "id_number", self._papers, odd, None),
            employers,
            self._read(block, "source", self._sources, odd, None),
            self._needs(block, odd, plain),
            note,
            self._read(block, "staff", self._reps, odd, self._terms.importer),
            visit_note,
            works,
        ]

    def _cells(self, block: Block, name: str) -> Sequence[str]:
        return block.columns[self._places[name]]

    def _read(self, block: Block, name: str, known: KnownCells, odd: set[int], absent: Any) -> Sequence[Any]:
        if name not in self._places:
            return [absent] * block.size
        return known.settle(self._cells(block, name), odd, absent)

    def _named(self, block: Block, odd: set[int]) -> tuple[Sequence[str], Sequence[str]]:
        """Give the names and their search forms, none if those are the names; plain ones all at once."""
        cells = self._cells(block, "name")
        others = unlike(cells, _HAN_NAMES)
        if others is None:
            names, keys = zip(*self._names.settle(cells, odd, ("", "")), strict=True)
            return names, keys
        if not ABSENT.isdisjoint(cells):
            others += [at for at, cell in enumerate(cells) if cell in ABSENT]
        if not others:
            return cells, ()
        said = self._names.settle([cells[at] for at in others], strange := set[int](), ("", ""))
        odd.update(others[at] for at in strange)
        found, forms = list(cells), list(cells)
        for at, (name, key) in zip(others, said, strict=True):
            found[at], forms[at] = name, key
        return found, forms

    def _worked(
        self, block: Block, keys: Sequence[str], odd: set[int]
    ) -> tuple[Sequence[str | None], Sequence[int | None]]:
        """Give the employers, and a number for each name with its employer."""
        if "employer" not in self._places:
            return [None] * block.size, [None] * block.size
        said = self._read(block, "employer", self._employers, odd, NO_EMPLOYER)
        employers, numbers = zip(*said, strict=True)
        if not self._terms.by_work:
            return employers, [None] * block.size
        works: list[int | None] = list(map(xor, map(hash, keys), numbers))
        if "" in employers:
            works = [work if employer else None for work, employer in zip(works, employers, strict=True)]
        return employers, works

    def _text(self, block: Block, name: str, odd: set[int], plain: bool) -> Sequence[str | None]:
        """Read a column of free text; one that has nothing odd all at once."""
        cells = self._cells(block, name) if name in self._places else ()
        if not any(cells):
            return [None] * block.size
        if not plain or max(map(len, cells)) > LONGEST_TEXT or "\n" in "".join(cells):
            return self._texts.settle(cells, odd, "")
        found = list(map(str.strip, cells))
        return found if ABSENT.isdisjoint(found) else ["" if each in ABSENT else each for each in found]

    def _needs(self, block: Block, odd: set[int], plain: bool) -> Sequence[str | None]:
        """Read what people need, from one column or from several."""
        parts = [self._text(block, name, odd, plain) for name in NEEDS]
        if not any(map(any, parts[1:])):
            return parts[0]
        return [joined_needs(self._map, each) for each in zip(*parts, strict=True)]

    def _told_visits(self, block: Block, odd: set[int]) -> Sequence[Any]:
        """Read the visits, from one column or from several; rows with visits in more than one are noted."""
        columns = [self._read(block, name, self._visits[name], odd, ()) for name in VISITS if name in self._places]
        if len(columns) < 2:
            return columns[0] if columns else [()] * block.size
        rows = [list(filter(None, each)) for each in zip(*columns, strict=True)]
        odd.update(at for at, each in enumerate(rows) if len(each) > 1)
        return [each[0] if each else () for each in rows]

    def _phones(self, block: Block, name: str, odd: set[int]) -> Sequence[int | None]:
        """Read a column of phones, of which each cell has one or none; other rows are noted."""
        if name not in self._places:
            return [None] * block.size
        cells, region = self._cells(block, name), self._terms.region
        mostly = plain_numbers(cells, region)
        found, others = mostly or ([None] * block.size, range(block.size))
        for at in others:
            cell = cells[at].strip()
            found[at] = None if cell in ABSENT else plain_number(cell, region)
            if cell not in ABSENT and not found[at]:
                odd.add(at)
        return found

    def _rep(self, name: str) -> int:
        return self._terms.staff.get(search_key(name), ODD)

    def _told_moments(self, order: str, text: str) -> tuple[tuple[int, int, int | None], ...]:
        """Read the visits of a cell, each time once."""
        moments = [self._moment(*each) for each in parse_moments(text, order)]
        if len({each[0] for each in moments}) < len(moments):
            raise ValueError("one time told twice")
        return tuple(moments)

    def _moment(self, day: date, at: time | None) -> tuple[int, int, int | None]:
        return self._terms.moment(day, at), day.toordinal(), at.hour * 60 + at.minute if at else None


def work_number(name_key: str, employer: str) -> int:
    """Give a number that two have in common who are of one name and employer; it lasts as long as this process.

    Others may have it, too, if seldom.
    """
    return hash(name_key) ^ _employer_number(employer)


def _employer_number(employer: str) -> int:
    return hash((search_key(employer),))  # not that of a name, for some work for a company of their own


def _placed(lines: Sequence[int], first: Sequence[int | None], second: Sequence[int | None]) -> Columns:
    """Give each phone its place; the same one twice in a row is one."""
    if None not in first and not any(second):
        return lines, [0] * len(lines), first
    rows = list(zip(lines, first, second, strict=True))
    phones = [(line, 0, one) for line, one, _ in rows if one]
    phones += [(line, int(bool(one)), two) for line, one, two in rows if two and two != one]
    return list(zip(*phones, strict=True)) if phones else GoodCustomers().phones


def _moments(lines: Sequence[int], told: Sequence[Any]) -> Columns:
    visits = [(line, *each) for line, moments in zip(lines, told, strict=True) for each in moments]
    return list(zip(*visits, strict=True)) if visits else GoodCustomers().visits


def _named(text: str) -> Said:
    name = tidy(text)
    if not is_name(name):
        raise ValueError("no name")
    return name, search_key(name)


def _word(text: str) -> str:
    return tidy(plain_text(text, word=True))


def _employer(text: str) -> tuple[str, int]:
    word = _word(text)
    return word, _employer_number(word)


def _paper(text: str) -> str:
    if is_masked(text):
        raise ValueError("masked")
    return parse_id_number(text)
