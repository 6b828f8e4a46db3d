"""Phones as files have them: several in one cell, as a spreadsheet's numbers, in full-width figures."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from salesdesk.domain.errors import BadValue
from salesdesk.importing.phones import CUT_OFF, normalise_phone

_PLAIN = {"cn": ("86", re.compile(r"(?a:1[3-9]\d{9})")), "us": ("1", re.compile(r"(?a:[2-9]\d{2}[2-9]\d{6})"))}
"""By region what its numbers look like at their plainest, and the code of the country that stands before them."""

_PLAIN_COLUMNS = {region: re.compile(rf"(?:{plain.pattern}\n)+") for region, (_, plain) in _PLAIN.items()}
_AS_NUMBER = re.compile(r"(?a:(\d{7,15})\.0+)")
_BETWEEN = re.compile(r"[;；,，、/|\n\r或和&]+")
LONGEST = 200


class DigitsLost(ValueError):
    """A spreadsheet has cut a number's digits off."""


def parse_phones(text: str, region: str) -> tuple[str, ...]:
    """Read the phones of a cell in their international form, each once, in order.

    Raises:
        DigitsLost: one was kept as something like 1.39E+10.
        ValueError: one is no phone number.
    """
    if plain_number(text, region):
        return (f"+{_PLAIN[region][0]}{text}",)  # nearly every cell is one of these, and reading the others takes long
    return _several(text, region)


def plain_number(text: str, region: str) -> int | None:
    """Give the figures of a number in its international form, if it is one of the plainest of its region."""
    code, plain = _PLAIN.get(region, ("", None))
    return int(code + text) if plain and plain.fullmatch(text) else None


def plain_numbers(cells: Sequence[str], region: str) -> list[int] | None:
    """Give the figures of a column's numbers in their international form, if all are of the plainest of a region."""
    text = "\n".join(cells) + "\n"
    if region not in _PLAIN or not _PLAIN_COLUMNS[region].fullmatch(text):
        return None
    code = _PLAIN[region][0]
    return list(map(int, (code + text[:-1].replace("\n", "\n" + code)).split("\n")))


@lru_cache(maxsize=1024)
def _several(text: str, region: str) -> tuple[str, ...]:
    if len(text) > LONGEST:
        raise ValueError("too long")
    found: list[str] = []
    for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)):
        found += _one_or_spaced(part.strip(), region) if part.strip() else []
    return tuple(dict.fromkeys(found))


def _one_or_spaced(part: str, region: str) -> list[str]:
    """Read one number; if it is none as a whole, perhaps several stand there with spaces between."""
    number = _one(part, region)
    if number is not None:
        return [number]
    numbers = [_one(each, region) for each in part.split()]
    if len(numbers) < 2 or None in numbers:
        raise ValueError("no phone")
    return [each for each in numbers if each is not None]


def _one(text: str, region: str) -> str | None:
    whole = _AS_NUMBER.fullmatch(text)
    plain = whole.group(1) if whole else text.removeprefix("'").strip()
    if CUT_OFF.fullmatch(plain):
        raise DigitsLost(text)
    try:
        return normalise_phone(plain, region)
    except BadValue:
        return None
