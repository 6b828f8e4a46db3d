"""The Latin letters by which a Chinese name is found while it is typed."""

import os
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from salesdesk.domain.text import search_key

if TYPE_CHECKING:
    from types import ModuleType


@cache
def _reader() -> "ModuleType":
    # its dictionary of phrases takes 60 MiB and half a second, and is of no use for names, which are read sign by sign
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin

    return pypinyin


def pinyin_key(name: str) -> str:
    """Give the Latin letters by which a Chinese name is found, whole and as initials, for each reading of the surname.

    A surname such as 单 is read in another way than the same character elsewhere.
    """
    if not name or not all("一" <= sign <= "龥" for sign in name):
        whole, given = _read(name), _read(name[1:])
        initials = _reader().lazy_pinyin(name, style=_reader().Style.FIRST_LETTER)
    else:
        whole = [_sign(each) for each in name]
        given, initials = whole[1:], [each[:1] for each in whole]
    known = ["".join(whole), "".join(initials)]
    for reading in _readings(name[:1]):
        known += [reading + "".join(given), reading[:1] + "".join(each[:1] for each in given)]
    return search_key("|".join(dict.fromkeys(each.casefold() for each in known)))


def _read(text: str) -> Sequence[str]:
    found: Sequence[str] = _reader().lazy_pinyin(text)
    return found


@cache
def _sign(sign: str) -> str:
    return "".join(_read(sign))


@cache
def _readings(surname: str) -> tuple[str, ...]:
    found = _reader().pinyin(surname, style=_reader().Style.NORMAL, heteronym=True)
    return tuple(found[0]) if found else ()
