"""Text cut and padded by the cells it takes: a Chinese character takes two."""

from rich.cells import cell_len, set_cell_size


def fit(text: str, width: int) -> str:
    """Cut or pad to exactly that many cells; a cut is shown by `…`."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width) if width > 0 else ""


def right(text: str, width: int) -> str:
    """Set text against the right edge of that many cells, cut by `…` where it does not fit."""
    text = cut(text, width)
    return " " * (width - cell_len(text)) + text


def cut(text: str, width: int) -> str:
    """Cut to at most that many cells, shown by `…`, without padding."""
    return fit(text, min(width, cell_len(text))).rstrip()


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most that many cells: between words where there are any, else anywhere."""
    lines, rest = [], text.strip()
    while cell_len(rest) > width > 1:
        line = set_cell_size(rest, width).rstrip()
        if not rest[len(line) :].startswith(" ") and " " in line.strip():
            line = line[: line.rindex(" ")]
        lines.append(line)
        rest = rest[len(line) :].strip()
    return [*lines, rest] if rest else lines
