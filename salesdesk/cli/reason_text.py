"""Units to which something was not done, as indented lines beneath what was."""

from collections.abc import Iterable

from salesdesk.services.reason_words import by_reason


def reason_lines(units: Iterable[tuple[str, str]]) -> list[str]:
    """Name units (code, reason) under their reasons."""
    return [f"  {each}" for each in by_reason(units)]
