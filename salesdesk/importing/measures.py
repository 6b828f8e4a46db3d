"""Units of money and area as headers and cells name them (`measures.toml`), and numbers brought to yuan and m²."""

import re
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from salesdesk.domain.money import LIMIT, ratio_half_up
from salesdesk.domain.text import without_marks
from salesdesk.importing.number_forms import is_noise, plain_form, written_out
from salesdesk.importing.words import plain_words, read_words

LONGEST = 100
ONE, HALF = Decimal(1), Decimal("0.5")
PLAIN_WIDTH = {0xFEE0 + sign: sign for sign in range(0x21, 0x7F)}
"""Full-width figures and signs, as a Chinese keyboard writes them, and their plain forms."""
_FILLING = re.compile(r"[\s_\-.,:*、，;#'\"]+")
_STROKE = re.compile(r"/|每|\bper\b")
_NUMBER = re.compile(r"(?a:(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,20}))?)")
_WITH_UNIT = re.compile(r"([0-9,.'’\s]*[0-9])\s*([^\d\s.,'’].*)")
_SIGN = re.compile(r"^(?:[A-Z]{0,3}\$|[¥￥€£]|CNY|RMB|USD|EUR|GBP|HKD|MOP|TWD|SGD|JPY)\s*", re.IGNORECASE)


class Sort(Enum):
    """What a unit measures."""

    MONEY = "money"
    AREA = "area"
    UNREAD = "unread"


class Per(Enum):
    """What a price is of, as its unit says."""

    SQUARE_METRE = "area"
    OTHER_AREA = "other area"
    WHOLE = "whole"


class Measure(NamedTuple):
    """A unit: what it measures, what one comes to in yuan or m² (`None`: it is not read), what a price is of."""

    sort: Sort
    factor: Decimal | None
    per: Per | None = None


class Told(NamedTuple):
    """A number as a file tells it, in fen or 0.01 m², and how far it may be from the truth where it was rounded."""

    value: int
    within: Decimal = Decimal(0)


@lru_cache(maxsize=1024)
def parse_measure(text: str) -> Measure | None:
    """Read a unit such as 万元, sq ft, 元/㎡ or 万元/套; `None` when it is none."""
    parts = [_FILLING.sub("", part) for part in _STROKE.split(plain_title(text))]
    if not any(parts) or len(parts) > 2:
        return None
    if len(parts) == 1:
        return _sorts().get(parts[0])
    money = _sorts().get(parts[0]) if parts[0] else Measure(Sort.MONEY, ONE)
    below = _sorts().get(parts[1])
    if money is None or money.sort is not Sort.MONEY:
        return None
    if parts[1] in _whole():
        return money._replace(per=Per.WHOLE)
    if below is None or below.sort is Sort.MONEY:
        return None
    return _price_of_one(money, below)


def _price_of_one(money: Measure, area: Measure) -> Measure:
    if area.factor is None or money.factor is None:
        return Measure(Sort.UNREAD, None)
    if area.factor == ONE:
        return money._replace(per=Per.SQUARE_METRE)
    return Measure(Sort.MONEY, money.factor / area.factor, Per.OTHER_AREA)


@lru_cache(maxsize=16384)
def parse_in(text: str, sort: Sort, factor: Decimal, per: Per | None = None, *, quotient: bool = False) -> Told:
    """Read a number in the unit of a header, or in its own that stands behind it; half up to fen or 0.01 m².

    `per` is what a price is of, as its unit may say. Only a `quotient`, which a sheet has worked out, may have more
    than two decimals where they count.

    Raises:
        ValueError: it is no such number, or too large.
    """
    plain = without_marks(text).translate(PLAIN_WIDTH).strip()
    plain = _SIGN.sub("", plain) if sort is Sort.MONEY else plain
    plain = written_out(plain)
    own = _WITH_UNIT.fullmatch(plain)
    if own:
        measure = parse_measure(own[2])
        if measure is None or measure.sort is not sort or measure.factor is None or measure.per not in {None, per}:
            raise ValueError("no amount or area: another unit")
        plain, factor = own[1], measure.factor
    found = _NUMBER.fullmatch(plain_form(plain))
    if not found:
        raise ValueError("no amount or area: no number")
    whole, decimals = found[1].replace(",", ""), found[2] or ""
    is_rounded = factor == ONE and len(decimals.rstrip("0")) > 2 and not is_noise(whole, decimals)
    if is_rounded and not quotient:
        raise ValueError("no amount or area: more than two decimals")
    of, below = factor.as_integer_ratio()
    value = ratio_half_up(int(whole + decimals) * of * 100, 10 ** len(decimals) * below)
    if value > LIMIT:
        raise ValueError("no amount or area: too large")
    if factor == ONE:
        return Told(value, HALF if is_rounded else Decimal(0))
    within = Decimal(50).scaleb(-len(decimals)) * factor
    return Told(value, within)


def plain_title(text: str) -> str:
    """Give a header or a unit in the form in which words compare; what is beyond a hundred signs is cut."""
    return plain_words(text[:LONGEST])


@cache
def _sorts() -> dict[str, Measure]:
    words = read_words("measures.toml")
    found = {_key(word): Measure(Sort.UNREAD, None) for word in words["unread"]["words"]}
    for sort in (Sort.MONEY, Sort.AREA):
        for factor, names in words[sort.value].items():
            found |= {_key(name): Measure(sort, Decimal(factor)) for name in names}
    return found


@cache
def unit_names(sort: Sort) -> tuple[str, ...]:
    """Name the units of money or of area that are read, each once."""
    return tuple(names[0] for names in read_words("measures.toml")[sort.value].values())


@cache
def _whole() -> frozenset[str]:
    return frozenset(map(_key, read_words("measures.toml")["whole"]["words"]))


def _key(word: str) -> str:
    return _FILLING.sub("", plain_title(word))
