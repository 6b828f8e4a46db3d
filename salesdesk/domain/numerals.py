"""Small Chinese numerals, as they stand in the names of buildings, blocks and floors."""

import re

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = re.compile("([一二三四五六七八九])?十([一二三四五六七八九])?")


def parse_numeral(text: str) -> int | None:
    """Read ASCII digits or a Chinese numeral below 100 (`12`, `十二`, `一二`); anything else is `None`."""
    if text.isascii() and text.isdigit():
        return int(text)
    tens = _TENS.fullmatch(text)
    if tens:
        return 10 * _DIGITS.get(tens[1] or "一", 0) + _DIGITS.get(tens[2] or "零", 0)
    if text and len(text) <= 2 and all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    return None
