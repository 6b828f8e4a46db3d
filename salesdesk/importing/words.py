"""Tables of words that are kept beside this code, and the form in which words of a file are compared with them."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any


def read_words(name: str) -> dict[str, Any]:
    """Read a table of words."""
    return tomllib.loads(files("salesdesk.importing").joinpath(name).read_text("utf-8"))


def simplified(text: str) -> str:
    """Give a text with the traditional signs of words that rules look for in their simplified form.

    They are those of `traditional.toml`; each stays in its place.
    """
    return text if text.isascii() else text.translate(_signs())


def plain_words(text: str) -> str:
    """Give a text without differences of width, case and traditional signs."""
    return simplified(unicodedata.normalize("NFKC", text).casefold())


@cache
def _signs() -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in read_words("traditional.toml")["pairs"].split()}
