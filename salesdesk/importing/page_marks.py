"""The marks and texts of a web page, one after the other in bounded memory; what a script or style says is left out."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple, TextIO

from salesdesk.importing.page_rows import PlainRow, plain_row

SIZE = 1 << 20
"""Characters that are read at once; a mark is no longer than this."""

LONGEST_END = 100
"""No end that is looked for, and no entity such as `&nbsp;`, is as long as this."""

_COMMENT_END = re.compile("--!?>")
_MARK = re.compile(
    r"<(?:(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*\"|'[^']*')?)*+)>|(!--|[!?/][^>]*>)|[a-zA-Z!?/][\s\S]*)"
)
_ATTRIBUTE = re.compile(r"([^\s=/\"']++)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_UNREAD = frozenset({"script", "style", "title", "select", "xml", "template", "noscript", "noframes", "svg"})
"""Elements whose content is nothing that stands on the page, or not all at once."""


class Mark(NamedTuple):
    """A mark such as `<td colspan=2>` or `</td>`: its name in small letters, whether it ends, what else it says."""

    name: str
    is_end: bool
    said: str = ""

    def attributes(self) -> dict[str, str]:
        """Give what it says by name; of two alike the first counts."""
        found = [(name.lower(), a or b or c) for name, a, b, c in _ATTRIBUTE.findall(self.said)]
        return {name: html.unescape(value) for name, value in reversed(found)}


def read_marks(page: TextIO) -> Iterator[Mark | str | PlainRow]:
    """Give all marks and the texts between them, as a browser tells one from the other; behind a row plain ones whole.

    A quote counts in a mark only behind an equals sign; a mark that is never closed is text.
    """
    text = _Ahead(page)
    while text.fill():
        yield from _plain_rows(text)
        yield from _known_marks(text)


def _plain_rows(text: "_Ahead") -> Iterator[PlainRow]:
    while text.is_behind_row and (found := plain_row(text.read, text.at)):
        row, text.at = found
        yield row
    text.is_behind_row = False


def _known_marks(text: "_Ahead") -> Iterator[Mark | str]:
    """Give what is surely known, up to the end of a row, or an element whose content is left out."""
    for found in _MARK.finditer(text.read, text.at):
        if found.start() >= text.sure:
            break
        if found.start() > text.at:
            yield html.unescape(text.read[text.at : found.start()])
        text.at = found.end()
        if found[2]:
            mark = Mark(found[2].lower(), bool(found[1]), found[3])
            yield mark
            if mark.name == "tr" and mark.is_end:
                text.is_behind_row = True
                return None
            if mark.name in _UNREAD and not mark.is_end:
                return text.skip(re.compile(rf"</{re.escape(mark.name)}(?:[\s/][^>]{{0,50}})?>", re.IGNORECASE))
        elif found[4] == "!--":
            return text.skip(_COMMENT_END)
        elif not found[4]:
            yield html.unescape(found[0])  # nothing closes it, nor what may begin in it
    if text.at < text.sure:
        yield html.unescape(text.read[text.at : text.sure])
        text.at = text.sure
    return None


class _Ahead:
    """A text of which enough is known to tell marks: `read` is known, all before `at` is done.

    A mark that begins before `sure` is known to its end, if it has one.
    """

    def __init__(self, page: TextIO) -> None:
        self._page, self._is_whole = page, False
        self.is_behind_row = False
        self.read, self.at, self.sure = "", 0, 0

    def fill(self) -> bool:
        """Read on where too little is known; tells whether there is anything more."""
        while not self._is_whole and self.at >= self.sure:
            self._read_on()
        return self.at < len(self.read)

    def skip(self, end: re.Pattern[str]) -> None:
        """Leave out everything up to an end, and the end itself."""
        while not (found := end.search(self.read, self.at)):
            self.at = len(self.read) if self._is_whole else max(self.at, len(self.read) - LONGEST_END)
            if self._is_whole:
                return
            self._read_on()
        self.at = found.end()

    def _read_on(self) -> None:
        more = self._page.read(SIZE)
        self._is_whole = not more
        self.read, self.at = self.read[self.at :] + more, 0
        self.sure = len(self.read) if self._is_whole else max(len(self.read) - SIZE, 0)
        entity = self.read.rfind("&", max(self.sure - LONGEST_END, 0), self.sure)
        if entity >= 0 and not self._is_whole:
            self.sure = entity
