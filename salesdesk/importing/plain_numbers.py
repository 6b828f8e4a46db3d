"""Columns of plain amounts, read all at once as one text: digits, a point and up to two decimals, nothing else."""

import json
from collections.abc import Sequence

LONGEST = 13
"""Digits of an amount, those behind the point among them."""

_DIGITS = b"0123456789"
_AS_ZEROS = bytes(ord("0") if each in _DIGITS else each for each in range(256))


def read_plain(cells: Sequence[str]) -> list[int] | None:
    """Give amounts in hundredths; `None` where one of them is not plain."""
    text = "\n".join(cells) + "\n"
    raw = text.encode("utf-8", "replace")
    if _all_plain(raw, len(cells)):
        return _numbers(text)
    if _all_short(raw, len(cells)):
        return [int(whole + part.ljust(2, "0")) for whole, _, part in (cell.partition(".") for cell in cells)]
    return None


def _all_plain(text: bytes, count: int) -> bool:
    """Tell whether every line is some digits, a point and two more: nobody else has two, and nothing is beside them."""
    zeros = text.translate(_AS_ZEROS)
    return (
        text.translate(None, _DIGITS) == b".\n" * count
        and zeros.count(b"0.00\n") == count
        and b"0" * (LONGEST - 1) + b"." not in zeros
    )


def _all_short(text: bytes, count: int) -> bool:
    """Tell whether every line is as a spreadsheet has it: some digits, and one or two behind a point if they count."""
    zeros = text.translate(_AS_ZEROS)
    return (
        text.translate(None, _DIGITS).replace(b".\n", b"\n") == b"\n" * count
        and not zeros.startswith((b".", b"\n"))
        and not any(odd in zeros for odd in (b"\n.", b"\n\n", b".\n", b".000", b"0" * (LONGEST - 1)))
    )


def _numbers(text: str) -> list[int]:
    """Read lines of digits; the parser of JSON does so in one call, in half the time, unless one begins with 0."""
    digits = text[:-1].replace(".", "")
    try:
        found: list[int] = json.loads("[" + digits.replace("\n", ",") + "]")
    except ValueError:
        return list(map(int, digits.split("\n")))
    return found
