"""Phone numbers as they may be shown: enough to recognise a person, not enough to ring them."""

import re

HEAD, TAIL = 3, 4
_PLUS_ONE_OR_86 = re.compile(r"\+(?:86(?=\d{10,11}\Z)|1(?=\d{10}\Z))")


def mask_phone(number: str) -> str:
    """Mask an international number: `+8619900001234` becomes `199****1234`.

    A short one keeps its last two digits. The country code is dropped for China and North America and counts
    as part of the number elsewhere.
    """
    national = _PLUS_ONE_OR_86.sub("", number)
    hidden = len(national) - HEAD - TAIL
    if hidden < 3:
        return "*" * max(len(national) - 2, 0) + national[-2:]
    return national[:HEAD] + "*" * hidden + national[-TAIL:]


def show_phone(number: str) -> str:
    """Show a phone as people read it aloud: a Chinese mobile number as `199-0000-1234`, others as they are."""
    local = number.removeprefix("+86")
    if number.startswith("+86") and len(local) == 11 and local.startswith("1"):
        return f"{local[:3]}-{local[3:7]}-{local[7:]}"
    return number
