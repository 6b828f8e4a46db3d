"""The names that offices give to columns: data in `synonyms.toml`, and how two spellings are compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from salesdesk.importing.measures import Measure, Sort, parse_measure, plain_title
from salesdesk.importing.moments import parse_day_order
from salesdesk.importing.words import read_words

_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】][\s:*]*$")
AMOUNTS = frozenset({"amount", "paid_out"})
"""Fields of money whose names do not end like those of prices."""
NEEDS = ("needs", "needs_2", "needs_3", "needs_4", "needs_5")
VISITS = ("visits", "visits_2", "visits_3")
"""Columns of one field each, of which a list of customers may have several."""

REMARKS = frozenset(
    {*NEEDS, "layout", "orientation", "note", "source", "employer", "visit_note"}
    | {"remark", "remark_2", "summary", "purpose"}
)
"""Fields of text that decides nothing."""

DAYS = ("date", *VISITS)
"""Fields of days."""
_NUMBERED = re.compile(r"\s*\*?\s*[qQ]?\d{1,2}\s*[、.)):：]\s*")
_TWO_NAMES = re.compile(r"(?P<chinese>[^a-z]*[\u4e00-\u9fff][^a-z]*?)[\s/|]+(?P<english>[a-z].*)", re.DOTALL)
_TWO_NAMES_TURNED = re.compile(r"(?P<english>[a-z][^\u4e00-\u9fff]*?)[\s/|]+(?P<chinese>[\u4e00-\u9fff].*)", re.DOTALL)
_FILLING = re.compile(r"[\s_\-.:*/、，,;#'\"]+")


SHORT_HEADING, HEADINGS_END = 3, ("价", "价格", "面积", "款", "差", "税")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of record: whether a file must have it, and its columns' names (compared form).

    One that stands `instead_of` others tells by itself what they tell together. `tiers` are the same names in the
    order in which they are looked for: a column of a later one counts where none of an earlier one is there, except
    beside one of `asked_beside`. Those of `if_said` count only where the column's cells say so, too.
    A `further` column of another field has what that looks for later and does not take.
    """

    name: str
    required: bool
    names: frozenset[str]
    tiers: tuple[frozenset[str], ...]
    instead_of: tuple[str, ...] = ()
    asked_beside: frozenset[str] = frozenset()
    if_said: frozenset[str] = frozenset()
    further: str = ""


@cache
def fields_of(kind: str) -> dict[str, Field]:
    """Give the fields of a kind of record (`units`), by name, in their usual order."""
    return {name: _field(kind, name, entry) for name, entry in _data()[kind].items()}


def _field(kind: str, name: str, entry: dict[str, Any]) -> Field:
    """Read a field; the names of its columns may be those of the same field of another kind of record."""
    told = _data()[entry["as"]][name] if "as" in entry else entry
    further = entry.get("further", "")
    or_else = _data()[kind][further]["or_else"] if further else told.get("or_else", [])
    unsure = told.get("if_said", [])
    later = [frozenset(map(whole_key, each)) for each in (*or_else, *unsure)]
    rest: frozenset[str] = frozenset().union(*later)
    first = frozenset(map(whole_key, [name, *told.get("names", [])])) - rest
    instead_of = tuple(entry.get("instead_of", ()))
    beside = frozenset(map(whole_key, told.get("asked_beside", [])))
    said = frozenset(whole_key(each) for names in unsure for each in names)
    return Field(name, bool(entry.get("required")), first | rest, (first, *later), instead_of, beside, said, further)


@cache
def values_of(field: str) -> dict[str, str]:
    """Give the values of a field by the words that offices use for them (compared form)."""
    return {whole_key(word): value for value, words in _data()["values"][field].items() for word in words}


class Title(NamedTuple):
    """What a header says: the name of its column in the form in which names compare equal, and the unit beside it.

    `unread` is the name without its unit where that is one that is not read; `days` is the order of a column's days.
    """

    key: str
    measure: Measure | None
    unread: str = ""
    days: str = ""


def _titled(whole: str, name: str, measure: Measure) -> Title:
    return Title(whole, measure, name) if measure.factor is None else Title(name, measure)


@lru_cache(maxsize=4096)
def read_title(header: str) -> Title:
    """Tell a header's name from the unit of its numbers: in brackets behind it, or right behind a name that is known.

    A unit that is not read stays part of the name, so that nobody takes such a column for one in another unit.
    """
    whole, plain = whole_key(header), plain_title(header)
    if whole in _all_names():
        return Title(whole, parse_measure(plain))
    if found := _BRACKETS.search(plain):
        name, inside = _FILLING.sub("", plain[: found.start()]), found.group(1)
        measure = parse_measure(inside)
        if measure is not None and (name in _all_names() or not (chosen := _of_two_languages(plain))):
            return _titled(whole, name, measure)
        if measure is not None:
            return read_title(chosen)
        if name in _all_names() and (order := parse_day_order(inside)):
            return Title(name, None, days=order)
        if name in _all_names() and _says_no_more(name, found.group().lstrip(), _FILLING.sub("", inside)):
            return Title(name, None)
    for place in range(len(plain) - 1, 0, -1) if plain and not plain[0].isdigit() else ():
        key = _FILLING.sub("", plain[:place]).removesuffix("in")
        if key in _all_names() and (measure := parse_measure(plain[place:])) is not None:
            return _titled(whole, key, measure)
    other = _asked(plain) or _of_two_languages(plain)
    return read_title(other) if other else Title(whole, None)


def _of_two_languages(plain: str) -> str:
    """Give the Chinese name of a column that is named in English, too, if both are names of one field: `樓層 Floor`.

    What stands in brackets behind the two is said of either.
    """
    found = _TWO_NAMES.fullmatch(plain) or _TWO_NAMES_TURNED.fullmatch(plain)
    if found is None:
        return ""
    chinese, english = (_FILLING.sub("", _BRACKETS.sub("", found[name])) for name in ("chinese", "english"))
    if not any(chinese in names and english in names for names in _names_by_field()):
        return ""
    said = [each for name in ("chinese", "english") for each in _BRACKETS.findall(found[name])]
    alike = len(set(map(parse_measure, said))) < 2
    return f"{chinese}({said[0]})" if said and alike else chinese * alike


def _asked(plain: str) -> str:
    """Give what a question of a questionnaire asks for, if that is known: `1、您的姓名：` asks for 姓名."""
    bare = _NUMBERED.sub("", plain, count=1) if _NUMBERED.match(plain) else plain
    bare = bare.removeprefix(next((word for word in _askings() if bare.startswith(word)), ""))
    named = _FILLING.sub("", _BRACKETS.sub("", bare))
    return bare if bare != plain and named in _all_names() else ""


@cache
def _askings() -> list[str]:
    """Give the words with which questions begin, the longest first."""
    words = (plain_title(word) for word in _data()["values"]["asked"]["asked"])
    return sorted(words, key=len, reverse=True)


def _says_no_more(name: str, bracket: str, inside: str) -> bool:
    """Tell whether what stands in brackets behind a known name only marks it, or says it in other words."""
    if inside in values_of("mark") or any(name in names and inside in names for names in _names_by_field()):
        return True
    return bracket.startswith("[") and inside.isascii() and not name.isascii()  # a bank's own translation


def header_key(header: str) -> str:
    """Give the form in which two spellings of a header compare equal, without the unit of its numbers."""
    return read_title(header).key


def whole_key(header: str) -> str:
    """Give the form in which two spellings of a header compare equal, its unit and all."""
    return _FILLING.sub("", plain_title(header))


def is_known(header: str) -> bool:
    """Tell whether a cell is the name of a column of any kind of record."""
    return header_key(header) in _all_names()


@lru_cache(maxsize=1024)
def heads_other_things(heading: str, sort: Sort) -> bool:
    """Tell whether a heading says that prices or areas below it are not what their names alone say: 优惠价, 预测.

    A word of one sign says so in a short heading, or in one that ends as such headings do: in 原价, not in 中原花园.
    """
    plain, other = whole_key(heading), {"price": Sort.MONEY, "area": Sort.AREA}
    is_heading = len(plain) <= SHORT_HEADING or plain.endswith(HEADINGS_END)
    words = (word for word, of in values_of("other").items() if other.get(of, sort) is sort)
    return any(word in plain and (is_heading or len(word) > 1) for word in words)


def names_columns(cells: Iterable[str]) -> bool:
    """Tell whether a row is a header: two of its cells at least are names of columns of any kind of record."""
    return sum(map(is_known, cells)) > 1


def counts(header: str) -> bool:
    """Tell whether what stands in a column decides something: not so in one of remarks, or that nobody knows."""
    return header_key(header) in _deciding_names()


def sort_of(field: str) -> Sort | None:
    """Say what the numbers of a field measure; `None` for a field of text."""
    if field.endswith("_area"):
        return Sort.AREA
    return Sort.MONEY if field.endswith(("_price", "_total")) or field in AMOUNTS else None


@cache
def sort_of_column(key: str) -> Sort | None:
    """Say what the numbers of a column measure whose name is known, whatever kind of file it stands in."""
    fields = (field for kind in _data().keys() - {"values"} for field in fields_of(kind).values())
    return next((sort_of(field.name) for field in fields if key in field.names), None)


@cache
def _names_by_field() -> tuple[frozenset[str], ...]:
    return tuple(field.names for kind in _data().keys() - {"values"} for field in fields_of(kind).values())


@cache
def _deciding_names() -> frozenset[str]:
    kinds = _data().keys() - {"values"}
    fields = (field for kind in kinds for field in fields_of(kind).values() if field.name not in REMARKS)
    return frozenset().union(*(field.names for field in fields))


@cache
def _all_names() -> frozenset[str]:
    return frozenset().union(*_names_by_field())


@cache
def _data() -> dict[str, Any]:
    return read_words("synonyms.toml")
