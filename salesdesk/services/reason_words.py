"""Units to which something was not done, in words: together under each reason."""

from collections.abc import Iterable

from salesdesk.language import ntr, tr

SHOWN = 8


def by_reason(units: Iterable[tuple[str, str]]) -> list[str]:
    """Name units (code, reason) under their reasons, of each the first few and how many they are."""
    found: dict[str, list[str]] = {}
    for code, reason in units:
        found.setdefault(reason, []).append(code)
    return [_line(reason, codes) for reason, codes in found.items()]


def _line(reason: str, codes: list[str]) -> str:
    named = ", ".join(codes[:SHOWN])
    if len(codes) > SHOWN:
        more = len(codes) - SHOWN
        named += " " + ntr("and {count} more", "and {count} more", more).format(count=more)
    return tr("{reason}: {units}").format(reason=reason, units=named)
