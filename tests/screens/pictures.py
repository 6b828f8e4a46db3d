"""Pictures of screens as files that a browser shows, the same on every machine."""

import re
from html import unescape
from typing import Any

from rich.cells import cell_len
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

CELL = 12.2
"""How wide Rich draws a cell."""
_FROM_ELSEWHERE = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->", re.DOTALL)
_NAME = re.compile(r"terminal-\d+")
_TEXT = re.compile(r'textLength="[^"]*"([^>]*)>([^<]*)<')


def settled(svg: str) -> str:
    """Give Rich's picture without fonts from elsewhere or numbers of its own, each text as wide as its cells.

    Rich counts the characters of a text, of which a Chinese one takes two cells.
    """
    plain = _NAME.sub("terminal", _FROM_ELSEWHERE.sub("", svg))
    return _TEXT.sub(lambda found: _wide(found[1], found[2]), plain).replace("><", ">\n<")


def _wide(attributes: str, text: str) -> str:
    return f'textLength="{CELL * cell_len(unescape(text)):g}"{attributes}>{text}<'


class PictureExtension(SingleFileSnapshotExtension):
    """Keep each picture as a file of its own."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: Any, **_: Any) -> str:
        """Take the picture as it is."""
        return str(data)
