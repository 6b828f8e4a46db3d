"""How numbers are written elsewhere: a comma before the decimals, other signs between thousands, a float's noise."""

import re

_COMMA = re.compile(r"[0-9]{1,15},[0-9]{1,2}")
_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3}){2,4}")
_BLANKS = re.compile(r"([0-9]{1,3}(?:([\s'’])[0-9]{3})(?:\2[0-9]{3}){0,4})([.,][0-9]{1,20})?")
_LONG = re.compile(r"((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15}))\.([0-9]{3,20})")
_EXPONENT = re.compile(r"([0-9])\.([0-9]{1,16})[eE](\+?)([0-9]{1,2})")
LONGEST_POWER = 15
FIGURES = 8
"""So many figures of a phone number are written by whoever leaves out no others than noughts."""

NOISY = 15
"""A float's noise is in the sixteenth figure or the seventeenth, so that fifteen are always written."""


def plain_form(text: str) -> str:
    """Give a number with a point before its decimals, where the text can be that number and no other.

    `1.234,50`, `1 234,50` and `1'234.50` are 1234.50; a comma with one or two figures behind it parts no thousands.
    `1.234` and `1,234` stay what they are.
    """
    if parted := _BLANKS.fullmatch(text):
        whole, _, decimals = parted.groups("")
        return re.sub(r"[^0-9]", "", whole) + decimals.replace(",", ".")
    if _POINTS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", ".") if _COMMA.fullmatch(text) else text


def written_out(text: str) -> str:
    """Write a number without its exponent: `1.23456789E7` is 12345678.9.

    Programs write so, without a plus, and leave out nothing but noughts. What a spreadsheet shows as `1.23E+07` is
    rounded, and stays.
    """
    found = _EXPONENT.fullmatch(text)
    if found is None or found[3] or int(found[4]) > LONGEST_POWER:
        return text
    power = int(found[4])
    figures = found[1] + found[2].ljust(power, "0")
    return figures[: power + 1] + ("." + figures[power + 1 :] if len(figures) > power + 1 else "")


def phone_figures(text: str) -> str | None:
    """Give the figures of a phone that was written with an exponent, if they are all there: `1.9900005002E10`."""
    found = _EXPONENT.fullmatch(text)
    if found is None:
        return None
    if len(found[2]) == int(found[4]):
        return found[1] + found[2]
    figures = written_out(text)
    return figures if figures.isdecimal() and len(found[2]) + 1 >= FIGURES else None


def is_noise(whole: str, decimals: str) -> bool:
    """Tell whether what stands behind two decimals is only what a float makes of them: 0.30000000000000004."""
    middle = decimals[2:-2]
    figures = (whole + decimals).replace(",", "").lstrip("0")
    return len(figures) >= NOISY and len(middle) > 3 and middle in {"0" * len(middle), "9" * len(middle)}


def has_more_decimals(text: str) -> bool:
    """Tell whether a number has more than two decimals that count, as one has that a sheet divided."""
    found = _LONG.fullmatch(text)
    return found is not None and len(found[2].rstrip("0")) > 2 and not is_noise(found[1], found[2])
