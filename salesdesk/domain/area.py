"""Areas: whole hundredths of a square metre."""

import re

_AREA = re.compile(r"(?a:(\d{1,7})(?:\.(\d{1,2})0*)?)")


def parse_area(text: str) -> int:
    """Read square metres with at most two decimals as 0.01 m².

    Raises:
        ValueError: the text is not such an area.
    """
    found = _AREA.fullmatch(text.strip())
    if not found:
        raise ValueError("an area is square metres with at most two decimals, such as 125.53")
    whole, hundredths = found.groups()
    return int(whole) * 100 + int((hundredths or "0").ljust(2, "0"))


def format_area(area: int) -> str:
    """Show 0.01 m² as square metres with two decimals."""
    sign = "-" if area < 0 else ""
    return f"{sign}{abs(area) // 100:,}.{abs(area) % 100:02d}"
