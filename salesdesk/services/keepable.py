"""Text as people and files give it: refused where no database could keep it."""

import re
from collections.abc import Mapping

from salesdesk.domain.errors import BadValue

_UNKEEPABLE = re.compile("[\\0\\ud800-\\udfff]")


def check_text(said: object) -> None:
    """Refuse a zero byte and half a character, wherever in a command they stand.

    Raises:
        BadValue: showing the text.
    """
    if isinstance(said, str):
        if _UNKEEPABLE.search(said):
            raise BadValue(what="text", value=said[:80], why="it holds a character that cannot be kept")
    elif isinstance(said, Mapping):
        check_text(list(said.values()))
    elif isinstance(said, list | tuple):
        for each in said:
            check_text(each)
