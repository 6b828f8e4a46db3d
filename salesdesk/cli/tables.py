"""Tables and cards as plain text: columns line up in terminal cells, in which a Chinese character takes two."""

from collections.abc import Collection, Iterable, Sequence

from rich.cells import cell_len

from salesdesk.domain.text import safe
from salesdesk.language import tr

GAP = "  "


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], right: Collection[int] = ()) -> str:
    """Set rows under their heads; the columns named in `right` are set against their right edge."""
    body = [[_cell(each) for each in row] for row in rows]
    if not body:
        return tr("There is nothing to list.")
    lines = [[safe(each) for each in heads], *body] if any(heads) else body
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(heads))]
    return "\n".join(_line(line, widths, right) for line in lines)


def card(pairs: Iterable[tuple[str, object]]) -> str:
    """Set names beside their values; what has no value is left out."""
    kept = [(safe(name), _cell(value)) for name, value in pairs if value not in (None, "", [])]
    width = max((cell_len(name) for name, _ in kept), default=0)
    return "\n".join(f"{_padded(name, width)}{GAP}{value}" for name, value in kept)


def _cell(value: object) -> str:
    return "" if value is None else safe(value)


def _line(cells: Sequence[str], widths: Sequence[int], right: Collection[int]) -> str:
    laid = [_padded(each, widths[place], right=place in right) for place, each in enumerate(cells)]
    return GAP.join(laid).rstrip()


def _padded(text: str, width: int, *, right: bool = False) -> str:
    space = " " * (width - cell_len(text))
    return space + text if right else text + space
