"""Money: whole minor units (fen, cents), read from and shown to people without ever becoming a float."""

import re
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

LIMIT = 10**15
_AMOUNT = re.compile(r"(?a:(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?)")


class Rounding(StrEnum):
    """How a project rounds a total."""

    FEN = "fen"
    YUAN_HALF_UP = "yuan_half_up"
    YUAN_DOWN = "yuan_down"


def parse_minor(text: str) -> int:
    """Read an amount in yuan with at most two decimals (`3000`, `3,000.00`) as minor units.

    Raises:
        ValueError: the text is not such an amount, or is negative or above 10^13 yuan.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise ValueError("an amount is digits with at most two decimals, such as 3000 or 3,000.00")
    whole, cents = found.groups()
    minor = int(whole.replace(",", "")) * 100 + int((cents or "0").ljust(2, "0"))
    if minor > LIMIT:
        raise ValueError("the amount is too large")
    return minor


def format_minor(minor: int) -> str:
    """Show minor units as yuan with thousands; the decimals only when there are any."""
    sign = "-" if minor < 0 else ""
    yuan, cents = divmod(abs(minor), 100)
    return f"{sign}{yuan:,}" + (f".{cents:02d}" if cents else "")


def half_up(value: Decimal) -> int:
    """Round an exact number of minor units half up, away from zero."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def ratio_half_up(numerator: int, denominator: int) -> int:
    """Divide integers and round half up, away from zero; the denominator is positive."""
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def round_total(exact: Decimal, rule: Rounding) -> int:
    """Round an exact amount of minor units once, by the project's rule."""
    if rule is Rounding.FEN:
        return half_up(exact)
    mode = ROUND_HALF_UP if rule is Rounding.YUAN_HALF_UP else ROUND_FLOOR
    return int((exact / 100).quantize(Decimal(1), mode)) * 100
