"""Rows of a page's tables as nearly all are: closed cells with nothing but text, read at once and not mark by mark."""

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

_SAID = r"[^<>\"']*+(?:(?<==)(?:\"[^\"<>]*+\"|'[^'<>]*+')[^<>\"']*+)*+"
"""What a mark says besides its name, where nobody could take another place for its end."""

_BLANK = r"[ \t\r\n\f]*+"
_LOOK = rf"<(?!/[tT])/?(?:b|i|u|a|em|font|small|span|strong|nobr)(?:\s{_SAID})?+>"
"""A mark that changes how a text looks, and not what it says."""

_BEGIN, _END = rf"<t[dh](?:\s{_SAID})?+>", r"</t[dh]\s*+>"
_TEXT = rf"[^<]*+(?:{_LOOK}[^<]*+)*+"
_CELLS = rf"(?:{_BLANK}{_BEGIN}{_TEXT}{_END})++"
_ROW = re.compile(rf"{_BLANK}<tr(?:\s{_SAID})?+>({_CELLS}){_BLANK}</tr\s*+>", re.IGNORECASE)
_CELL = re.compile(rf"{_BEGIN}({_TEXT}){_END}", re.IGNORECASE)
_PLAIN_CELL = re.compile(r">([^<]*+)</t")
_LOOKS = re.compile(_LOOK, re.IGNORECASE)
_MORE = re.compile(r"[sSxX](?:[pP][aA][nN]|:[nN][uU][mM])")
_SPAN = re.compile(r"<t[dh]\s[^>]*span", re.IGNORECASE)
_EXACT = re.compile(r"<t[dh]\s[^>]*x:num", re.IGNORECASE)
_MAY_BE_LOST = re.compile(r"#|\d[Ee][-+]?\d")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_BETWEEN = "\0"
"""No text has it."""


class PlainRow(NamedTuple):
    """A row of cells that take one place each: what they show, perhaps with a blank before or behind it."""

    texts: Sequence[str]


def plain_row(page: str, at: int) -> tuple[PlainRow, int] | None:
    """Read the row that begins at a place, and tell where it ends; `None` where none does, or one that is not plain."""
    found = _ROW.match(page, at)
    if found is None:
        return None
    if _MORE.search(found[1]) and _says_more(found[1]):
        return None
    texts = _PLAIN_CELL.findall(found[1].replace("</T", "</t"))
    if found[1].count("<") > 2 * len(texts):
        texts = _CELL.findall(found[1])
    return PlainRow(_shown(_BETWEEN.join(texts))), found.end()


def _says_more(row: str) -> bool:
    """Tell whether a cell may go over several places, or hold a number that it does not show."""
    return bool(_SPAN.search(row) or (_EXACT.search(row) and _MAY_BE_LOST.search(row)))


def _shown(texts: str) -> list[str]:
    if "<" in texts:
        texts = "".join(map(unescape, _LOOKS.split(texts)))
    elif "&" in texts:
        texts = unescape(texts.replace("&nbsp;", "\xa0"))
    return one_line(texts).split(_BETWEEN)


def one_line(text: str) -> str:
    """Give a text with one blank wherever it has white space."""
    return _SPACE.sub(" ", text)
