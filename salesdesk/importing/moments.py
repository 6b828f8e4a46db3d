"""Days and times as files have them: written out, in figures, or as a spreadsheet's number of days."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from salesdesk.importing.words import simplified

_HALF = "上午|下午|AM|PM"
_CLOCK = (
    rf"(?:[\sT]*({_HALF})?\s*(\d{{1,2}})[:时点]"
    rf"(?:(\d{{1,2}})(?:[:分]\d{{1,2}}(?:\.\d+)?(?:[+-]\d\d:?\d\d)?)?)?[分秒]?\s*({_HALF})?)?"
)


def _written(day: str) -> re.Pattern[str]:
    return re.compile(f"(?a:{day}{_CLOCK})", re.IGNORECASE)


_WRITTEN = _written(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SHORT = _written(r"(\d{2})年\s*(\d{1,2})月\s*(\d{1,2})日?")
_NAMED = _written(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]*([a-z]{3,9})\.?,?[\s-]*(\d{4}|\d{2})")
_NAMED_FIRST = _written(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_IN_ORDER = _written(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})")
_WEEKDAY = re.compile(r"\s*\(?(?:星期|礼拜|周)[一二三四五六日天]\)?\s*")
_MONTHS = "january february march april may june july august september october november december"
_PLAIN = re.compile(r"(?a:((?:19|20)\d{2})(\d{2})(\d{2}))")
_SERIAL = re.compile(r"(?a:(\d{5})(\.\d+)?)")
_DAY_ZERO = datetime(1899, 12, 30)  # of a spreadsheet's days
_BETWEEN = re.compile(r"[;；,，、\n|]+")
LONGEST = 40
FIRST_YEAR, LAST_YEAR = 1900, 2199


def parse_moment(text: str, order: str = "") -> tuple[date, time | None]:
    """Read a day, with the time if one is told: `2026-03-05 14:30`, `2026年3月5日`, `5 Mar 2026`, `20260305`, `46086`.

    Raises:
        ValueError: it is no day.
        CouldBeTwo: it is one such as 3/5/2026, which could be two unless the order (`dmy`) is told.
    """
    plain = simplified(unicodedata.normalize("NFKC", text).strip())
    if len(plain) > LONGEST:
        raise ValueError("no day")
    plain = _WEEKDAY.sub(" ", plain).strip()
    if found := _WRITTEN.fullmatch(plain) or _SHORT.fullmatch(plain):
        year, month, day, *clock = found.groups()
        return _moment(year, month, day, clock)
    if found := _PLAIN.fullmatch(plain):
        return date(*map(int, found.groups())), None
    if found := _SERIAL.fullmatch(plain):
        return _from_serial(int(found.group(1)), found.group(2))
    return _in_words(plain) or _in_order(plain, order)


def _in_words(plain: str) -> tuple[date, time | None] | None:
    """Read a day whose month has its name."""
    if found := _NAMED.fullmatch(plain):
        day, name, year, *clock = found.groups()
    elif found := _NAMED_FIRST.fullmatch(plain):
        name, day, year, *clock = found.groups()
    else:
        return None
    return _moment(year, _month(name), day, clock)


def _in_order(plain: str, order: str) -> tuple[date, time | None]:
    """Read a day of three short figures; between points the day stands first, wherever they are written so."""
    found = _IN_ORDER.fullmatch(plain)
    if found is None:
        raise ValueError("no day")
    first, sign, second, third, *clock = found.groups()
    order = order or ("dmy" if sign == "." and len(third) == 4 else "")
    if not order or (order == "ymd" and len(third) == 4):
        raise CouldBeTwo("no day: its order is not told")
    part = dict(zip(order, (first, second, third), strict=True))
    return _moment(part["y"], part["m"], part["d"], clock)


class CouldBeTwo(ValueError):
    """Three figures of which nobody can tell which is the month."""


def parse_day_order(text: str) -> str:
    """Read in which order days are written: `DD/MM/YYYY` is `dmy`, `月/日/年` is `mdy`; empty where it is none."""
    letters = re.sub(r"[\s/.,_\-]+", "", unicodedata.normalize("NFKC", text[:LONGEST]).casefold())
    kinds = re.sub(r"(.)\1*", r"\1", letters.translate({ord("日"): "d", ord("月"): "m", ord("年"): "y"}))
    return kinds if sorted(kinds) == ["d", "m", "y"] else ""


def order_of(cells: Iterable[str]) -> str:
    """Tell from days in a column in which order they are, where one of them says so: 25/3/2026; else empty."""
    found = [match for cell in cells if (match := _IN_ORDER.fullmatch(cell.strip())) and len(match[4]) == 4]
    day_first, month_first = any(int(each[1]) > 12 for each in found), any(int(each[3]) > 12 for each in found)
    if day_first == month_first:
        return ""
    return "dmy" if day_first else "mdy"


def _month(name: str) -> str:
    """Give a month's number by its name in English, whole or cut to three or four letters."""
    low = name.lower()
    for at, month in enumerate(_MONTHS.split(), 1):
        if low == month or (len(low) < 5 and month.startswith(low)):
            return str(at)
    raise ValueError("no day: no month")


def _moment(year: str, month: str, day: str, clock: Sequence[str | None]) -> tuple[date, time | None]:
    in_full = f"20{year}" if len(year) == 2 else year
    return _sensible(date(int(in_full), int(month), int(day))), _time(*clock)


def _time(before: str | None, hour: str | None, minute: str | None, behind: str | None) -> time | None:
    """Give a time, or `None` for midnight, which is what a day without a time is written with."""
    if hour is None:
        return None
    at, half = int(hour), (before or behind or "").upper()
    if half in {"PM", "下午"} and at < 12:
        at += 12
    elif half in {"AM", "上午"} and at == 12:
        at = 0
    found = time(at, int(minute or 0))
    return None if found == time() else found


def _sensible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("no day of ours")
    return day


def _from_serial(days: int, part: str | None) -> tuple[date, time | None]:
    digits = (part or ".0")[1:7].ljust(6, "0")
    moment = _DAY_ZERO + timedelta(days=days, minutes=round(int(digits) * 1440 / 1_000_000))
    return moment.date(), moment.time() if moment.time() != time() else None


def parse_day(text: str, order: str = "") -> date:
    """Read a day; a time beside it is left out.

    Raises:
        ValueError: it is no day.
    """
    return parse_moment(text, order)[0]


def parse_moments(text: str, order: str = "") -> tuple[tuple[date, time | None], ...]:
    """Read days that stand in one cell, with a comma, a semicolon or a new line between them.

    Raises:
        ValueError: one of them is no day.
    """
    with suppress(ValueError):
        return (parse_moment(text, order),)  # `Mar 5, 2026` is one
    return tuple(dict.fromkeys(parse_moment(each, order) for each in _BETWEEN.split(text) if each.strip()))
