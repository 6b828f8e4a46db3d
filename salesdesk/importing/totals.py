"""Rows of sums, as lists end with them: known by a word of `totals.toml` with nothing but numbers beside it."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from salesdesk.importing.measures import parse_measure
from salesdesk.importing.words import plain_words, read_words

LONGEST = 40
_PARTS = {
    "总": ("总数",),
    "總": ("總數",),
    "页": ("本页", "前页", "上页", "次页", "下页"),
    "頁": ("本頁", "前頁", "上頁", "次頁", "下頁"),
    "余": ("余额", "结余"),
    "餘": ("餘額", "結餘"),
    "转": ("结转",),
    "轉": ("結轉",),
    "o": ("otal",),
    "O": ("OTAL",),
    "a": ("alance", "arried"),
    "A": ("ALANCE", "ARRIED"),
    "r": ("rought",),
    "R": ("ROUGHT",),
}
"""Parts of words by a sign that each of them has."""

_NUMBER = re.compile(r"[\s\d.,:;%¥$()+\-/_=*~&]*")
_COUNTED = re.compile(r"(?a:\s*\d{1,6}\s*)")
_DAY = re.compile(r"(?a:(?:19|20)?\d{2}[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})")
_WHOLE_DAY = re.compile(r"(?a:(?:19|20)\d{2}(?:[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{4}))")
_TAIL = re.compile(r"^[\s\d.,:;%¥$()+\-/_=*]+")


def may_be_total(text: str) -> bool:
    """Tell cheaply whether a total may be among some cells, given as one text: of every such word a part is here.

    To look for one sign in a long text takes next to nothing; to look for two in a row takes its time.
    """
    return (
        "计" in text
        or "計" in text
        or "均" in text
        or any(sign in text and any(part in text for part in parts) for sign, parts in _PARTS.items())
    )


def is_total(cells: Sequence[str]) -> bool:
    """Tell whether a row is one of sums: it begins with a word that says so, and has nothing but numbers beside it.

    A number may stand before the word, as lists count their rows, and a day, of which the sums may be; a remark behind
    a date and an amount is no such word.
    """
    said = [cell for cell in cells if cell.strip()]
    rest = said[1:] if said and (_COUNTED.fullmatch(said[0]) or _WHOLE_DAY.fullmatch(said[0].strip())) else said
    if rest and is_total_word(rest[0]):
        return all(_is_number(cell) or is_total_word(cell) for cell in rest)
    return _is_balance(said)


def _is_balance(said: Sequence[str]) -> bool:
    """Tell whether a row of a statement is a balance: that word, perhaps behind a day, and nothing but numbers."""
    first = said[1:] if said and _DAY.fullmatch(said[0].strip()) else said
    return bool(first) and _is_balance_word(first[0]) and all(map(_is_number, first[1:]))


@lru_cache(maxsize=4096)
def _is_balance_word(cell: str) -> bool:
    plain = plain_words(cell[: 2 * LONGEST])
    return "".join(plain.split()).removesuffix(":") in _balances()


@lru_cache(maxsize=4096)
def is_total_word(cell: str) -> bool:
    """Tell whether a cell says that its row is one of sums: 合计, `3栋小计`, `合计（416套）`, Total."""
    if len(cell) > LONGEST:
        return False
    plain = plain_words(cell).strip()
    return _words().fullmatch("".join(plain.split())) is not None


@lru_cache(maxsize=4096)
def _is_number(cell: str) -> bool:
    """Tell whether a cell is blank, a number with or without its unit, or the formula of a sum."""
    plain = plain_words(cell[: 2 * LONGEST]).strip()
    if plain.startswith("=") or _NUMBER.fullmatch(plain):
        return True
    behind = _TAIL.sub("", plain)
    return behind != plain and (behind in _counted() or parse_measure(behind) is not None)


@cache
def _counted() -> frozenset[str]:
    return frozenset(read_words("totals.toml")["counted"])


@cache
def _balances() -> frozenset[str]:
    return frozenset("".join(word.split()) for word in read_words("totals.toml")["balances"])


@cache
def _words() -> re.Pattern[str]:
    data = read_words("totals.toml")
    words = "|".join(re.escape("".join(word.split())) for word in data["words"])
    endings = "|".join(map(re.escape, data["endings"]))
    counted = "|".join(map(re.escape, data["counted"]))
    return re.compile(rf"(?:{words}|.{{0,20}}(?:{endings}))[:]?(?:[(]?[0-9,]+(?:{counted})?[)]?)?[:]?")
