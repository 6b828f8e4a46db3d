"""The Latin letters by which a Chinese name is found while it is typed."""

import os
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from salesdesk.domain.text import search_key

if TYPE_CHECKING:
    from types import ModuleType

WHOLE, INITIALS = "\0", "\1"
_HAN = re.compile("[一-龥]+")
_NO_HAN = re.compile("[\0-\u2e7f]*")
"""Letters of other scripts, which are what they are: the dictionary has none of them."""


@cache
def _reader() -> "ModuleType":
    # its dictionary of phrases takes 60 MiB and half a second, and is of no use for names, which are read sign by sign
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    import pypinyin

    return pypinyin


def pinyin_key(name: str) -> str:
    """Give the Latin letters by which a Chinese name is found, whole and as initials, for each reading of the surname.

    A surname such as 单 is read in another way than the same character elsewhere.
    """
    return pinyin_keys((name,))[0]


def pinyin_keys(names: Sequence[str]) -> list[str]:
    """Give the Latin letters of many names."""
    heads = map(_heads, [name[:1] for name in names])
    given = map(_given, [name[1:] for name in names])
    return [
        _mixed_key(name)
        if known is None or letters is None
        else f"{known[0]}{letters[0]}|{known[1]}{letters[1]}"
        if not known[2]
        else _with_others(*known, *letters)
        for name, known, letters in zip(names, heads, given, strict=True)
    ]


def _with_others(head: str, initial: str, others: str, whole: str, initials: str) -> str:
    """Give a key with the other readings of a surname."""
    first = f"{head}{whole}|{initial}{initials}|"
    return first + others.replace(WHOLE, whole).replace(INITIALS, initials)


def _mixed_key(name: str) -> str:
    """Give the letters of any name."""
    if _NO_HAN.fullmatch(name):
        return search_key("|".join(dict.fromkeys((name.casefold(), name[:2].casefold()))))
    whole, given = _read(name, _reading), _read(name[1:], _reading)
    known = ["".join(whole), "".join(_read(name, _initial))]
    for reading in _readings(name[:1]):
        known += [reading + "".join(given), reading[:1] + "".join(each[:1] for each in given)]
    return search_key("|".join(dict.fromkeys(each.casefold() for each in known)))


def _read(text: str, read: Callable[[str], str]) -> list[str]:
    """Read a text sign by sign; what is not Chinese stays as it is, and together."""
    found: list[str] = []
    for is_chinese, run in groupby(text, _is_chinese):
        signs = list(run)
        found += map(read, signs) if is_chinese else ["".join(signs)]
    return found


@cache
def _is_chinese(sign: str) -> bool:
    return _reader().constants.RE_HANS.match(sign) is not None


@cache
def _reading(sign: str) -> str:
    return "".join(_reader().lazy_pinyin(sign))


@cache
def _initial(sign: str) -> str:
    return "".join(_reader().lazy_pinyin(sign, style=_reader().Style.FIRST_LETTER))


@lru_cache(maxsize=2_048)
def _given(signs: str) -> tuple[str, str] | None:
    """Give the letters of what stands behind a surname, whole and as initials; none if that is not Chinese alone."""
    if not _HAN.fullmatch(signs):
        return None if signs else ("", "")
    read = list(map(_sign, signs))
    return "".join(read), "".join(each[:1] for each in read)


@cache
def _sign(sign: str) -> str:
    return search_key(_reading(sign))


@lru_cache(maxsize=2_048)
def _heads(surname: str) -> tuple[str, str, str] | None:
    """Give with what the key of a surname's names begins, whole and as an initial; none if it is not Chinese.

    The last is a pattern for its other readings, if it has any, with signs for the letters behind them. No two words
    of a key can become one, but for a reading of a single letter, which is left to `_mixed_key`.
    """
    if not _HAN.fullmatch(surname):
        return None
    heads = dict.fromkeys([_sign(surname), *(search_key(each) for each in _readings(surname))])
    if any(len(each) < 2 for each in heads):
        return None
    first, *others = heads
    words = dict.fromkeys(each for other in others for each in (other + WHOLE, other[:1] + INITIALS))
    words.pop(first[:1] + INITIALS, None)
    return first, first[:1], "|".join(words)


@cache
def _readings(surname: str) -> tuple[str, ...]:
    found = _reader().pinyin(surname, style=_reader().Style.NORMAL, heteronym=True)
    return tuple(found[0]) if found else ()
