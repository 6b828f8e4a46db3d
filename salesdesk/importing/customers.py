"""Customers and leads, checked row by row: each row says something of somebody, or comes back with what is wrong."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import NamedTuple

from salesdesk.domain.text import search_key, tidy
from salesdesk.importing.identity import parse_id_number
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.moments import parse_moments
from salesdesk.importing.phone_cells import DigitsLost, parse_said_phones
from salesdesk.importing.phones import CUT_OFF
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.row_reading import MISSING, Reason, RowReading
from salesdesk.importing.synonyms import NEEDS, VISITS
from salesdesk.importing.tables import Table
from salesdesk.language import N_

LONGEST_NAME, LONGEST_WORD, LONGEST_TEXT = 80, 200, 20_000
_HAN = re.compile("[\u3400-\u9fff]")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
NAME = Reason("not_a_name", N_("{column}: {value!r} is no name"), N_("1 to 80 characters, none of them invisible"))
TEXT = Reason("not_a_text", N_("{column}: {value!r} is too long or has invisible characters"), N_("plain text"))
PHONE = Reason(
    "not_a_phone", N_("{column}: {value!r} is no phone number"), N_("such as 199-0000-1234 or +86 19900001234")
)
LOST = Reason(
    "digits_lost",
    N_("{column}: {value!r}: a spreadsheet has cut its digits off"),
    N_("the whole number, written again in a column that is formatted as text"),
)
MASKED = Reason(
    "masked",
    N_("{column}: {value!r} is masked: its digits are not in this file"),
    N_("a file with whole numbers, exported by somebody who may export them"),
)
NO_PHONE = Reason("no_phone", N_("there is no phone"), N_("a customer is known by at least one phone"))
ID = Reason(
    "not_an_id_number",
    N_("{column}: {value!r} is no id number, or its last sign does not fit"),
    N_("the number of an identity card, a passport or a company, written as text"),
)
DAY = Reason(
    "not_a_day", N_("{column}: {value!r} is no day"), N_("such as 2026-03-05, 2026年3月5日 or 2026-03-05 14:30")
)
TWO_DAYS = Reason(
    "not_a_day",
    N_("{column}: {value!r} could be two days"),
    N_("the year first, such as 2026-03-05; or say the order, such as --map visits=COLUMN:D/M/Y"),
)
REP = Reason("unknown_rep", N_("{column}: nobody here is called {value!r}"), N_("the name of somebody who works here"))


Moments = tuple[tuple[date, time | None], ...]


class CustomerRecord(NamedTuple):
    """What a row says of a customer: phones in their international form, days of visits with the time if told."""

    line: int
    name: str
    phones: tuple[str, ...]
    id_number: str
    employer: str
    source: str
    needs: str
    note: str
    staff_id: int | None
    visits: Moments
    visit_note: str


def check_customers(
    table: Table, columns: ColumnMap, *, region: str, staff: Mapping[str, int]
) -> Iterator[CustomerRecord | RejectedRow]:
    """Check a list of customers: every row gives exactly one record or one rejected row, in order.

    `staff` gives the numbers of those who work here by the search form of their names. Whether two rows are one
    person is not asked here.
    """
    return (read_customer(RowReading(row, columns, table.lines), region, staff) for row in table.rows)


def read_customer(reading: RowReading, region: str, staff: Mapping[str, int]) -> CustomerRecord | RejectedRow:
    """Read one row of a list of customers."""
    record = None if reading.row.flaw else _record(reading, region, staff)
    return reading.rejected() if record is None or reading.problems else record


def _record(reading: RowReading, region: str, staff: Mapping[str, int]) -> CustomerRecord:
    name, id_number = _name(reading), _id_number(reading)
    told = [_phones(reading, field, region) for field in ("phone", "phone_2")]
    phones = tuple(dict.fromkeys(number for numbers, _ in told for number in numbers))
    if not phones and not id_number and not reading.problems:
        reading.refuse("phone", NO_PHONE)
    return CustomerRecord(
        line=reading.row.line,
        name=name,
        phones=phones,
        id_number=id_number,
        employer=_word(reading, "employer"),
        source=_word(reading, "source"),
        needs=joined_needs(reading.columns, [_text(reading, each) for each in NEEDS]),
        note="\n".join(filter(None, (_text(reading, "note"), *(words for _, said in told for words in said)))),
        staff_id=_rep(reading, staff),
        visits=joined_visits(reading.days(each, parse_moments, DAY, TWO_DAYS) or () for each in VISITS),
        visit_note=_text(reading, "visit_note"),
    )


def _name(reading: RowReading) -> str:
    name = tidy(reading.text("name")) or _joined(*(tidy(reading.text(each)) for each in ("last_name", "first_name")))
    if not name:
        reading.refuse("name", MISSING)
    elif not is_name(name):
        reading.refuse("name", NAME)
    return name


def _joined(last: str, first: str) -> str:
    """Join a name in two parts as it is said: 王小明, John Smith."""
    return last + first if _HAN.search(last + first) else f"{first} {last}".strip()


def is_name(name: str) -> bool:
    """Tell whether a text without needless white space can be a name."""
    return 0 < len(name) <= LONGEST_NAME and not _UNSEEN.search(name) and bool(search_key(name))


def _id_number(reading: RowReading) -> str:
    if is_masked(reading.text("id_number")):
        reading.refuse("id_number", MASKED)
        return ""
    if CUT_OFF.fullmatch(reading.text("id_number")):
        reading.refuse("id_number", LOST)
        return ""
    return reading.parsed("id_number", parse_id_number, ID) or ""


def is_masked(text: str) -> bool:
    """Tell whether figures of a number are covered."""
    return any(sign in text for sign in "*＊•●×")


def _phones(reading: RowReading, field: str, region: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the phones of a cell, and what is said beside them, which goes into the note."""
    text = reading.text(field)
    if not text:
        return (), ()
    if is_masked(text):
        reading.refuse(field, MASKED)
        return (), ()
    try:
        return parse_said_phones(text, region)
    except DigitsLost:
        reading.refuse(field, LOST)
    except ValueError:
        reading.refuse(field, PHONE)
    return (), ()


def joined_needs(columns: ColumnMap, texts: Sequence[str | None]) -> str:
    """Put together what somebody needs; what a further column says stands behind its name."""
    said = ((name, text) for name, text in zip(NEEDS, texts, strict=True) if text)
    return "; ".join(text if name == NEEDS[0] else f"{columns.name_of(name)}: {text}" for name, text in said)


def joined_visits(told: Iterable[Moments]) -> Moments:
    """Put the visits of several columns together: a day alone is the visit of that day whose time another tells."""
    columns = list(filter(None, told))
    if len(columns) < 2:
        return columns[0] if columns else ()
    moments = dict.fromkeys(moment for each in columns for moment in each)
    timed = {day for day, at in moments if at is not None}
    return tuple(each for each in moments if each[1] is not None or each[0] not in timed)


def _word(reading: RowReading, field: str) -> str:
    return tidy(_checked(reading, field, word=True))


def _text(reading: RowReading, field: str) -> str:
    return _checked(reading, field, word=False)


def _checked(reading: RowReading, field: str, *, word: bool) -> str:
    try:
        return plain_text(reading.text(field), word=word)
    except ValueError:
        reading.refuse(field, TEXT)
        return ""


def plain_text(text: str, *, word: bool = False) -> str:
    """Give a text with plain ends of lines and nothing blank before them; a word is a shorter one.

    Raises:
        ValueError: it is too long, or has invisible characters.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(plain) > (LONGEST_WORD if word else LONGEST_TEXT) or _UNSEEN.search(plain):
        raise ValueError("no plain text")
    return "\n".join(line.rstrip() for line in plain.splitlines())


def _rep(reading: RowReading, staff: Mapping[str, int]) -> int | None:
    name = reading.text("staff")
    number = staff.get(search_key(name)) if name else None
    if name and number is None:
        reading.refuse("staff", REP)
    return number
