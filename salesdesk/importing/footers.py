"""Lines that stand below a list and are no row of it: who made it, remarks, the word that it ends (`totals.toml`)."""

import re
from collections.abc import Sequence
from functools import cache

from salesdesk.importing.words import plain_words, read_words

LONGEST_WORD = 40
_ORNAMENTS = " \t\u3000*※#-—=_"
_NUMBERED = re.compile(r"[\s*※]*[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:[)）]|\s*[、.．:：])\s*\D")
_DAY = re.compile(r"\s*(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?\s*")
_NUMBER = re.compile(r"[\s0-9.,+()¥￥-]*")
_BEGUN = re.compile(r"^[^\d:：、\n]{1,42}[0-9]?\s*[:：、]", re.MULTILINE)
_SEAL = re.compile(r"[(（](?:盖章|签章|签字|签名|公章|章)[)）]\s*$")
_REMARK = re.compile(r"\s*#\s*[^\s\d#]")
"""A line that a program does not mean as one of its list: `#支出合计：1笔`."""

_PAGES = re.compile(r"(?:第[0-9]+页)?(?:共[0-9]+(?:页|条|条记录|行|笔|套))?")


class Footing:
    """Whether the line before was below the list, which may go on: asked line by line, in order."""

    def __init__(self) -> None:
        self.below = False

    def is_footer(self, cells: Sequence[str], start: str) -> bool:
        """Tell whether a row is a line below the list, given the cell that it begins with.

        A remark fills no other cell. A line that is signed has no number beside that and fills at most half of the
        columns, or several signed it: nothing that could be a record is taken for one.
        """
        said = [cell for cell in cells if cell.strip()]
        alone, few = len(said) == 1, 2 * len(said) <= max(len(cells), 2) and not any(map(_NUMBER.fullmatch, said[1:]))
        self.below = (
            (alone and self.below and bool(_NUMBERED.match(start) or _DAY.fullmatch(start)))
            or (alone and (_is_mark(start) or bool(_REMARK.match(start))))
            or (alone and _begins_with(start, _words("remarks")))
            or (few and _is_signed(start))
            or (_is_signed(start) and sum(map(_is_signed, said)) > 1)
        )
        return self.below


def may_be_footer(starts: Sequence[str]) -> bool:
    """Tell cheaply whether a line below the list may be among rows, given the cells that they begin with."""
    text = "\n".join(starts)
    if (":" in text or "：" in text or "、" in text) and _BEGUN.search(text):
        return True
    if text.startswith("#") or "\n#" in text:
        return True
    return "页" in text or "頁" in text or "共" in text or "*" in text or not _spelled_marks().isdisjoint(starts)


def _begins_with(cell: str, words: frozenset[str]) -> bool:
    """Tell whether a cell begins with one of some words and a colon, counted or sealed: `注1：`, `审核（签字）：`."""
    found = re.match(r"([^:：、]{1,40}?)[0-9]?\s*[:：、]", cell.lstrip(_ORNAMENTS)[: LONGEST_WORD + 2])
    return found is not None and _plain(_SEAL.sub("", found[1])) in words


def _is_signed(cell: str) -> bool:
    return _begins_with(cell, _words("signatures"))


def _is_mark(cell: str) -> bool:
    plain = _plain(cell[: 2 * LONGEST_WORD].strip(_ORNAMENTS + ".。!"))
    return plain in _words("marks") or (plain != "" and _PAGES.fullmatch(plain) is not None)


def _plain(text: str) -> str:
    return "".join(plain_words(text).split())


@cache
def _spelled_marks() -> frozenset[str]:
    marks = read_words("totals.toml")["marks"]
    return frozenset(each for word in marks for each in (word, word.upper(), word.capitalize()))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(map(_plain, read_words("totals.toml")[name]))
