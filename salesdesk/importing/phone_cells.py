"""Phones as files have them: several in one cell, as a spreadsheet's numbers, in full-width figures."""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from salesdesk.domain.errors import BadValue
from salesdesk.importing.number_forms import phone_figures
from salesdesk.importing.phones import CUT_OFF, normalise_phone
from salesdesk.importing.unlike_lines import unlike, with_others


class _Region(NamedTuple):
    """What the numbers of a region look like at their plainest, or grouped and with the country's code before them.

    `code` is that code, and `length` how many figures follow it.
    """

    code: str
    length: int
    plain: str
    grouped: str

    def shape(self) -> re.Pattern[str]:
        """Give the shape of a number; a spreadsheet may have made a decimal of it."""
        return re.compile(rf"(?a:{self.plain}(?:\.0)?|{self.grouped})")

    def column(self) -> re.Pattern[str]:
        """Give the shape of numbers one below the other, or of none in between."""
        return re.compile(rf"(?a:(?:(?:{self.plain}(?:\.0)?|{self.grouped})?\n)+)")


_MOBILE = r"1(?:[3-689]\d|7[0-8])"
"""With what mobile numbers of China begin; behind 179 may be the number of a carrier."""

_REGIONS = {
    "cn": _Region("86", 11, rf"{_MOBILE}\d{{8}}", rf"(?:(?:\+|00)?86[- ]?)?{_MOBILE}[- ]?\d{{4}}[- ]?\d{{4}}"),
    "us": _Region(
        "1",
        10,
        r"[2-9]\d{2}[2-9]\d{6}",
        r"(?:\+?1[- ]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[- ]?)[2-9]\d{2}[- ]?\d{4}",
    ),
}
_SHAPES = {region: each.shape() for region, each in _REGIONS.items()}
_COLUMNS = {region: each.column() for region, each in _REGIONS.items()}
_MADE_DECIMAL = re.compile(r"(?a:(\d{7})\.0\n)")
_GROUPING = str.maketrans("", "", "+-() ")
_AS_NUMBER = re.compile(r"(?a:(\d{7,15})\.0+)")
_BETWEEN = re.compile(r"[;；,，、/|\n\r或和&]+|:::|\s(?:or|and)\s", re.IGNORECASE)
_BEHIND_WORDS = re.compile(r"(?<=[^\W\d_])\s+(?=\+?\d{3}[\d -]{4})|(?<=\))\s*(?=\+?\d{3}[\d -]{4})")
"""Where the next number begins behind words about the one before: `19900000001太太 19900000002先生`."""

_WITH_WORDS = re.compile(r"(?a:([^\d+]*?)(\+?[\d(][\d\-./ ()+]*\d)([^\d+]*))")
_ROUND_WORDS = " :()[]【】《》<>\"'.-—=_"
_SAYS_NOTHING = frozenset(
    {"", "手机", "手机号", "手机号码", "电话", "联系电话", "电话号码", "tel", "phone", "mobile", "cell"}
)
LONGEST, SHORTEST = 200, 7


class DigitsLost(ValueError):
    """A spreadsheet has cut a number's digits off."""


def parse_phones(text: str, region: str) -> tuple[str, ...]:
    """Read the phones of a cell in their international form, each once, in order.

    Raises:
        DigitsLost: one was kept as something like 1.39E+10.
        ValueError: one is no phone number.
    """
    plain = plain_number(text, region)
    if plain:
        return (f"+{plain}",)  # nearly every cell is one of these, and reading the others takes long
    return _several(text, region)


def parse_said_phones(text: str, region: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the phones of a cell as `parse_phones` does, and what is said beside any: `199-0000-0064（妻子）`.

    Words are told behind the last four figures of their number (`0064: 妻子`).

    Raises:
        DigitsLost: one was kept as something like 1.39E+10.
        ValueError: one is no phone number.
    """
    try:
        return parse_phones(text, region), ()
    except DigitsLost:
        raise
    except ValueError:
        if len(text) > LONGEST:
            raise
    found = [each for part in _BETWEEN.split(_folded(text)) if part.strip() for each in _parts(part.strip(), region)]
    said = (f"{number[-4:]}: {words}" for numbers, words in found for number in numbers[:1] if words)
    return tuple(dict.fromkeys(number for numbers, _ in found for number in numbers)), tuple(said)


def _parts(part: str, region: str) -> list[tuple[list[str], str]]:
    """Read a number and what is said of it, or several of them where each has its words behind it."""
    several = _BEHIND_WORDS.split(part)
    are_behind = all(each[0] in "+0123456789" and not each[-1].isdigit() for each in several)
    are_whole = all(sum(map(str.isdigit, each)) >= SHORTEST for each in several)
    return [_with_words(each, region) for each in (several if are_behind and are_whole else [part])]


def _with_words(part: str, region: str) -> tuple[list[str], str]:
    """Read a number with words before or behind it, or those of which none is said anything."""
    found = _WITH_WORDS.fullmatch(part)
    number = _one(found[2].strip(), region) if found else None
    if found is None or number is None or not (_are_words(found[1], -1) and _are_words(found[3], 0)):
        return _one_or_spaced(part, region), ""
    words = (each.strip(_ROUND_WORDS) for each in (found[1], found[3]))
    return [number], " ".join(each for each in words if each.casefold() not in _SAYS_NOTHING)


def _are_words(text: str, nearest: int) -> bool:
    """Tell whether words or nothing stand beside a number; a Latin letter right at it is a part of something else."""
    words = text.strip(_ROUND_WORDS)
    if words.casefold() in _SAYS_NOTHING:
        return True
    is_part = text[nearest].isascii() and text[nearest].isalpha()
    return words.isprintable() and any(map(str.isalpha, words)) and not is_part


def plain_number(text: str, region: str) -> int | None:
    """Give the figures of a number in its international form, if it is written in a usual way of its region."""
    shape = _SHAPES.get(region)
    if shape is None or not shape.fullmatch(text):
        return None
    return _figures([text], _REGIONS[region])[0]


def plain_numbers(cells: Sequence[str], region: str) -> tuple[list[int | None], list[int]] | None:
    """Give the figures of a column's numbers in their international form, and the places of cells that are odd.

    A blank cell has no number, an odd one anything. `None` where many are odd.
    """
    if region not in _REGIONS:
        return None
    odd = unlike(cells, _COLUMNS[region])
    if odd is None:
        return None
    code, length = _REGIONS[region].code, _REGIONS[region].length
    some = with_others(cells, odd, "1" * length) if odd else cells
    if set(map(len, some)) != {length}:
        return _figures(with_others(cells, odd, ""), _REGIONS[region]), odd
    found: list[int | None] = json.loads(f"[{code}{f',{code}'.join(some)}]")
    return found, odd


def _figures(cells: Sequence[str], region: _Region) -> list[int | None]:
    text = _MADE_DECIMAL.sub(r"\1\n", "\n".join(cells) + "\n").translate(_GROUPING)
    found = text[:-1].split("\n")
    return [int(region.code + each[-region.length :]) if each else None for each in found]


@lru_cache(maxsize=1024)
def _several(text: str, region: str) -> tuple[str, ...]:
    if len(text) > LONGEST:
        raise ValueError("too long")
    found: list[str] = []
    for part in _BETWEEN.split(_folded(text)):
        found += _one_or_spaced(part.strip(), region) if part.strip() else []
    return tuple(dict.fromkeys(found))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _one_or_spaced(part: str, region: str) -> list[str]:
    """Read one number; if it is none as a whole, perhaps several stand there with spaces between."""
    number = _one(part, region)
    if number is not None:
        return [number]
    numbers = [_one(each, region) for each in part.split()]
    if len(numbers) < 2 or None in numbers:
        raise ValueError("no phone")
    return [each for each in numbers if each is not None]


@lru_cache(maxsize=1024)
def _one(text: str, region: str) -> str | None:
    whole = _AS_NUMBER.fullmatch(text)
    plain = whole.group(1) if whole else text.removeprefix("'").strip()
    plain = phone_figures(plain) or plain
    if figures := plain_number(plain, region):
        return f"+{figures}"
    if CUT_OFF.fullmatch(plain):
        raise DigitsLost(text)
    try:
        return normalise_phone(plain, region)
    except BadValue:
        return None
