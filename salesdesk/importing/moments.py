"""Days and times as files have them: written out, in figures, or as a spreadsheet's number of days."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

_WRITTEN = re.compile(
    r"(?a:(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]*(\d{1,2})[:时](\d{2})(?:[:分]\d{2}(?:\.0+)?)?分?秒?)?)"
)
_PLAIN = re.compile(r"(?a:((?:19|20)\d{2})(\d{2})(\d{2}))")
_SERIAL = re.compile(r"(?a:(\d{5})(\.\d+)?)")
_DAY_ZERO = datetime(1899, 12, 30)  # of a spreadsheet's days
_BETWEEN = re.compile(r"[;；,，、\n|]+")
LONGEST = 40
FIRST_YEAR, LAST_YEAR = 1900, 2199


def parse_moment(text: str) -> tuple[date, time | None]:
    """Read a day, with the time if one is told: `2026-03-05 14:30`, `2026年3月5日`, `20260305`, `46086`.

    Raises:
        ValueError: it is no day. One such as 3/5/2026 is none either: it could be two.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > LONGEST:
        raise ValueError("no day")
    if found := _WRITTEN.fullmatch(plain):
        year, month, day, hour, minute = found.groups()
        at = time(int(hour), int(minute)) if hour else None
        return _sensible(date(int(year), int(month), int(day))), None if at == time() else at
    if found := _PLAIN.fullmatch(plain):
        return date(*map(int, found.groups())), None
    if found := _SERIAL.fullmatch(plain):
        return _from_serial(int(found.group(1)), found.group(2))
    raise ValueError("no day")


def _sensible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("no day of ours")
    return day


def _from_serial(days: int, part: str | None) -> tuple[date, time | None]:
    digits = (part or ".0")[1:7].ljust(6, "0")
    moment = _DAY_ZERO + timedelta(days=days, minutes=round(int(digits) * 1440 / 1_000_000))
    return moment.date(), moment.time() if moment.time() != time() else None


def parse_day(text: str) -> date:
    """Read a day; a time beside it is left out.

    Raises:
        ValueError: it is no day.
    """
    return parse_moment(text)[0]


def parse_moments(text: str) -> tuple[tuple[date, time | None], ...]:
    """Read days that stand in one cell, with a comma, a semicolon or a new line between them.

    Raises:
        ValueError: one of them is no day.
    """
    return tuple(dict.fromkeys(parse_moment(each) for each in _BETWEEN.split(text) if each.strip()))
