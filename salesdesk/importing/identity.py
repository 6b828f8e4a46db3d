"""Numbers of identity papers as files have them, checked where a number carries its own check."""

import re
import unicodedata

from salesdesk.domain.text import without_marks

_CUT = re.compile(r"(?a:[\d.,]+[eE][+-]?\d+)")
_RESIDENT = re.compile(r"(?a:\d{17}[\dX])")
_OTHER = re.compile(r"[A-Z0-9][A-Z0-9()\-]{3,29}")
_WEIGHTS = tuple(2**place % 11 for place in range(17, 0, -1))
_SIGNS = "10X98765432"
"""The last sign of a resident's number, by the remainder of the weighted sum (GB 11643)."""


def parse_id_number(text: str) -> str:
    """Read the number of an identity card, a passport or a company: capital letters and digits, no spaces.

    Raises:
        ValueError: it is none, its digits were cut off, or the last sign of a resident's number does not fit.
    """
    plain = "".join(unicodedata.normalize("NFKC", without_marks(text)).upper().split()).removeprefix("'")
    if _CUT.fullmatch(plain) or not _OTHER.fullmatch(plain):
        raise ValueError("no number")
    if _RESIDENT.fullmatch(plain) and _check_sign(plain) != plain[-1]:
        # A company's number has 18 signs as well, but letters among them or another check.
        raise ValueError("the last sign does not fit")
    return plain


def _check_sign(plain: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, plain[:17], strict=True))
    return _SIGNS[total % 11]
