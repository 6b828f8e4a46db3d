"""Columns of plain amounts, read all at once as one text: digits, a point and up to two decimals, nothing else."""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from salesdesk.importing.row_reading import ABSENT
from salesdesk.importing.unlike_lines import unlike, with_others

LONGEST = 13
"""Digits of an amount, those behind the point among them."""

SOME, MOST_SHIFTED = 40, 8
_UNREAD = "?"
_AMOUNTS = re.compile(r"(?a:(?:(?:\d{1,13}(?:\.\d{1,2})?|\d{1,3}(?:,\d{3})+\.\d{2})\n)+)")
_DIGITS = b"0123456789"
_ANY = "1.00"
_AS_ZEROS = bytes(ord("0") if each in _DIGITS else each for each in range(256))


def read_plain(cells: Sequence[str]) -> list[int] | None:
    """Give amounts in hundredths; `None` where one of them is not plain."""
    for said in (cells, _in_full(cells)) if _may_be_in_full(cells) else (_in_full(cells),):
        text = "\n".join(said) + "\n"
        if _all_plain(text.encode("utf-8", "replace"), len(cells)):
            return _numbers(text)
    return None


def read_mostly_plain(cells: Sequence[str]) -> tuple[list[int], list[int]] | None:
    """Give amounts in hundredths, and the places of cells that are not plain, where anything may stand.

    For the sake of a few blank cells or words the others are not read one by one; `None` where they are many. Commas
    between thousands are no reason either.
    """
    plain = read_plain(cells)
    if plain is not None:
        return plain, []
    odd = unlike(cells, _AMOUNTS)
    if odd is None:
        return None
    some = with_others(cells, odd, _ANY)
    text = "\n".join(some)
    plain = read_plain(text.replace(",", "").split("\n") if "," in text else some)
    return None if plain is None else (plain, odd)


def shift_of(factor: Decimal) -> int | None:
    """Say how many places the point moves where a column is in ten thousands or the like; `None` for other units."""
    return next((places for places in range(1, MOST_SHIFTED + 1) if factor == 10**places), None)


def with_point_moved(cells: Sequence[str], places: int, least: int) -> list[str]:
    """Write amounts out whose point stands so many places too far to the left: 185.5 of ten thousand is 1855000.00.

    What says nothing stays as it is, and so does no other cell: only those are read that have at least so many
    decimals, and not more than go down to the hundredth.
    """
    most, odd = places + 2, _UNREAD
    found = []
    for cell in cells:
        whole, point, decimals = cell.partition(".")
        if cell.isascii() and whole.isdigit() and least <= len(decimals) <= most and decimals.isdigit() is bool(point):
            decimals = decimals.ljust(most, "0")
            found.append(f"{whole}{decimals[:places]}.{decimals[places:]}")
        else:
            found.append(cell if cell.strip() in ABSENT else odd)
    return found


def _may_be_in_full(cells: Sequence[str]) -> bool:
    """Tell from some of them whether all may have both decimals: a spreadsheet leaves out what is nought."""
    return all(cell[-3:-2] == "." for cell in cells[::SOME])


def _in_full(cells: Sequence[str]) -> Iterator[str]:
    """Give amounts as a spreadsheet has them both their decimals; what is none does not become one."""
    return (cell if cell[-3:-2] == "." else f"{cell}0" if cell[-2:-1] == "." else f"{cell}.00" for cell in cells)


def _all_plain(text: bytes, count: int) -> bool:
    """Tell whether every line is some digits, a point and two more: nobody else has two, and nothing is beside them."""
    zeros = text.translate(_AS_ZEROS)
    return (
        text.translate(None, _DIGITS) == b".\n" * count
        and zeros.count(b"0.00\n") == count
        and b"0" * (LONGEST - 1) + b"." not in zeros
    )


def _numbers(text: str) -> list[int]:
    """Read lines of digits; the parser of JSON does so in one call, in half the time, unless one begins with 0."""
    digits = text[:-1].replace(".", "")
    try:
        found: list[int] = json.loads("[" + digits.replace("\n", ",") + "]")
    except ValueError:
        return list(map(int, digits.split("\n")))
    return found
