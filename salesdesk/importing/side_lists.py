"""Lists that stand side by side under one header that says the same names again: one of them is read at a time."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from salesdesk.importing.synonyms import is_known, whole_key

if TYPE_CHECKING:
    from salesdesk.importing.mapping import ColumnMap
    from salesdesk.importing.tables import Table


def lists_in(header: Sequence[str]) -> list[range]:
    """Give the columns of each list, if there are several: the names that begin the second are those of the first.

    Columns before the first name that comes again belong to all of them.
    """
    keys = [whole_key(name) for name in header]
    starts = next((_places(keys, key) for key in keys if key and keys.count(key) > 1), [])
    if not starts:
        return []
    names = keys[starts[0] : starts[1]]
    while not names[-1]:
        names.pop()
    alike = [start for start in starts if keys[start : start + len(names)] == names]
    if alike != starts or sum(map(is_known, header[starts[0] : starts[0] + len(names)])) < 2:
        return []
    return [range(start, start + len(names)) for start in starts]


def columns_of_others(header: Sequence[str], places: Collection[int]) -> set[int]:
    """Give the columns of the lists in which none of some columns is, if these are all in one of them."""
    lists = lists_in(header)
    told = [each for each in lists if any(place in each for place in places)]
    return {place for each in lists if each is not told[0] for place in each} if len(told) == 1 else set()


def with_one_list(table: "Table", columns: "ColumnMap") -> "Table":
    """Give a table in which nothing stands in the lists that are not read; where its own ends, they may go on."""
    others = columns_of_others(table.header, columns.columns.values())
    return replace(table, rows=table.rows.without(others)) if others else table


def _places(keys: Sequence[str], key: str) -> list[int]:
    return [place for place, each in enumerate(keys) if each == key]
