"""Phones as files have them: several in one cell, as a spreadsheet's numbers, in full-width figures."""

import re
import unicodedata
from functools import lru_cache

from salesdesk.domain.errors import BadValue
from salesdesk.importing.phones import CUT_OFF, normalise_phone

_CHINESE_MOBILE = re.compile(r"(?a:1[3-9]\d{9})")
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
    if region == "cn" and _CHINESE_MOBILE.fullmatch(text):
        return ("+86" + text,)  # nearly every cell is one of these, and reading the others takes long
    return _several(text, region)


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
    plain = whole.group(1) if whole else text
    if CUT_OFF.fullmatch(plain):
        raise DigitsLost(text)
    try:
        return normalise_phone(plain, region)
    except BadValue:
        return None
