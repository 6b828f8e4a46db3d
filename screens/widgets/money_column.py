"""Amounts that stand under each other: all with decimals as soon as one has any, so that the yuan stay in line."""

from collections.abc import Iterable

from salesdesk.domain.money import format_minor


def in_column(amounts: Iterable[int | None], plus: str = "") -> list[str]:
    """Write amounts in minor units for one column; what is none or nothing stays empty if `plus` stands before it."""
    listed = list(amounts)
    cents = any((minor or 0) % 100 for minor in listed)
    return [_amount(minor, cents, plus) for minor in listed]


def _amount(minor: int | None, cents: bool, plus: str) -> str:
    if minor is None or (plus and not minor):
        return ""
    text = format_minor(minor)
    return plus + (text + ".00" if cents and minor % 100 == 0 else text)
